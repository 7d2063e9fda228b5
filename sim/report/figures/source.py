"""What the pictures of a run are drawn from: its tables, and what the scenario says about fleet and health."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.record.tables import Columns
from sim.report.run_time import end_s
from sim.scenario import Scenario

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class PictureSource:
    """One run, ready to be drawn; the same whether it was just run or read back from its files."""

    name: str  # of the scenario
    seed: int
    agents: tuple[tuple[str, int], ...]  # id and slots, by agent index
    weights: Mapping[str, float]  # of the health score, by name of the metric
    meaning: str  # of the predictions: attempt or task
    window_s: float  # of the sampled success rate
    warmup_s: float  # tasks released earlier count in no rate
    tables: Mapping[str, Columns]  # see `sim.record.tables`
    limits: tuple[tuple[str, float], ...] = ()  # name and attempts a second of each rate limit

    def column(self, table: str, name: str) -> Sequence[Any]:
        """Return one column as it stands in the table."""
        return self.tables[table][name]

    def numbers(self, table: str, name: str) -> Floats:
        """Return one column as floats, NaN for null."""
        return np.array([np.nan if value is None else value for value in self.column(table, name)], dtype=float)

    def texts(self, table: str, name: str) -> npt.NDArray[np.object_]:
        """Return one column as an array of texts and None."""
        return np.array(self.column(table, name), dtype=object)

    def end_s(self) -> float:
        """Return when the last thing happened that a picture shows, in virtual seconds."""
        return end_s(self.tables)


def source_of(scenario: Scenario, tables: Mapping[str, Columns]) -> PictureSource:
    """Return what the pictures of a run are drawn from.

    Args:
        scenario: as it was run.
        tables: columns by name of the table, as `sim.record.tables` makes them or as they are read back.

    >>> from sim.scenario.load import parse_scenario
    >>> fleet = {"agents": [{"name": "agent", "count": 2, "capacity": 3}]}
    >>> workload = {"kind": "synthetic", "tasks_per_wave": 1}
    >>> source_of(parse_scenario({"name": "pair", "fleet": fleet, "workload": workload}), {}).agents
    (('agent_0', 3), ('agent_1', 3))
    """
    return PictureSource(
        name=scenario.name,
        seed=scenario.seed,
        agents=tuple((agent_id, spec.capacity) for agent_id, spec in scenario.fleet.agents_by_id()),
        weights=scenario.health.weights.model_dump(),
        meaning=scenario.predictions.meaning,
        window_s=scenario.monitor.window,
        warmup_s=scenario.metrics.warmup,
        tables=tables,
        limits=tuple(
            (limit.name, bucket.rate)
            for limit in scenario.limits or ()
            for bucket in limit.buckets()
            if bucket.of != "tokens"
        ),
    )
