"""The forecast of a part of a record: the simulator, on a scenario fitted to what was seen."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.experiment.scenario_input import parse_scenario
from sim.fit.estimates import estimate
from sim.fit.known_scenario import TASKS_FILE, write_tasks
from sim.fit.known_tasks import known_tasks
from sim.fit.levels import numbered
from sim.fit.record import Record
from sim.fit.scenario_data import scenario_data
from sim.fit.width import most_at_once
from sim.scenario import Scenario
from sim.study.forecasting.parts import Part
from sim.study.forecasting.recorded import METRICS, Happened, what_happened
from sim.work.measure import OK, Measure, measure_unwatched, metric_names

LEVEL = 0.95
FEWEST_REPLICATIONS = 39
"""With 39 runs the least and the greatest are the ends of an interval of 95 %."""
REPLICATIONS = 199


@dataclass(frozen=True, slots=True)
class Forecast:
    """One number that was forecast, and what came.

    Attributes:
        recorded: what came.
        median: of the simulated runs.
        low, high: interval of 95 %, both ends included.
    """

    recorded: float
    median: float
    low: float
    high: float

    @property
    def holds(self) -> bool:
        """Whether what came lies within the interval."""
        return self.low <= self.recorded <= self.high


@dataclass(frozen=True, slots=True)
class PartForecast:
    """The forecast of a part, and what came of it.

    Attributes:
        name: of the part.
        tasks: in it.
        unknown: of them not seen elsewhere in the record.
        happened: what came.
        metrics: forecasts by name.
    """

    name: str
    tasks: int
    unknown: int
    happened: Happened
    metrics: Mapping[str, Forecast]


def forecast_part(
    part: Part,
    seed: int,
    replications: int = REPLICATIONS,
    first: int = 0,
    measure: Measure = measure_unwatched,
) -> PartForecast:
    """Return the forecast of a part, given its tasks, their order and its slots.

    Args:
        part: what is seen, and what is held out.
        seed: of the simulated runs.
        replications: simulated runs, 39 at least.
        first: number of the first replication: other parts meet other luck.
        measure: does a run.

    Raises:
        ValueError: what is seen says too little, or a simulated run failed.
    """
    happened = what_happened(part.held)
    with TemporaryDirectory() as folder:
        scenario = scenario_of(part, happened, seed, Path(folder))
        values = simulated(scenario, seed, range(first, first + replications), METRICS, measure)
    known = set(part.seen.task.tolist())
    return PartForecast(
        part.name,
        len(happened.tasks),
        sum(task not in known for task in happened.tasks),
        happened,
        {
            name: Forecast(happened.metrics[name], float(np.median(own)), *interval(own))
            for name, own in values.items()
            if name in happened.metrics and not np.isnan(own).any()
        },
    )


def scenario_of(part: Part, happened: Happened, seed: int, folder: Path, **sections: Any) -> Scenario:
    """Return the scenario that forecasts a part; its table of tasks is written.

    Args:
        part: what is seen, and what is held out.
        happened: gives tasks, their order and when they were queued.
        seed: of the scenario.
        folder: for the table.
        sections: of the scenario, in place of those that were fitted.
    """
    estimates = estimate(part.seen, None)
    tasks = known_tasks(part.seen, estimates, happened.tasks)
    data = scenario_data(estimates, "forecast", seed, None, tasks)
    data["fleet"] = {"agents": _agents(data["fleet"]["agents"], [one.name for one in estimates.agents], part.held)}
    if (sections.get("retry") or data["retry"]) == {"strategy": "no_retry"}:
        # Of one attempt a task only the mean chance counts, whatever spreads around it: a costly draw is saved.
        data.pop("truth", None)
    write_tasks(tasks, folder / TASKS_FILE, happened.release_s)
    return parse_scenario(json.loads(json.dumps({**data, **sections})), origin=folder)


def _agents(fitted: Sequence[dict[str, Any]], names: Sequence[str], held: Record) -> list[dict[str, Any]]:
    """Return the agents of a part with the slots that they had in it."""
    _, runs = numbered(held.run)
    there = [
        {**entry, "capacity": most_at_once(held, held.agent == name, runs)}
        for entry, name in zip(fitted, names, strict=True)
        if (held.agent == name).any()
    ]
    strangers = sorted(set(held.agent.tolist()) - set(names))
    return there + [
        {"name": f"new-{number}", "capacity": most_at_once(held, held.agent == name, runs)}
        for number, name in enumerate(strangers, start=1)
    ]


def simulated(
    scenario: Scenario, seed: int, replications: range, metrics: Sequence[str], measure: Measure = measure_unwatched
) -> dict[str, NDArray[np.float64]]:
    """Return metrics of simulated runs, NaN where one has no value.

    Args:
        scenario: what is simulated.
        seed: of its draws.
        replications: their numbers.
        metrics: names from the catalogue.
        measure: does a run.

    Raises:
        ValueError: a run failed.
    """
    places = [metric_names().index(name) for name in metrics]
    table = np.full((len(replications), len(places)), np.nan)
    for row, replication in enumerate(replications):
        done = measure(scenario, seed, replication, None)
        if done.status != OK:
            raise ValueError(f"a simulated run came to nothing: {done.error}")
        table[row] = [np.nan if done.metrics[place] is None else done.metrics[place] for place in places]
    return {name: table[:, column] for column, name in enumerate(metrics)}


def interval(values: NDArray[np.float64], level: float = LEVEL) -> tuple[float, float]:
    """Return the ends between which the next value of the same kind lies with a given chance.

    Args:
        values: simulated ones, all alike in distribution; shape (n,), n + 1 at least 2 / (1 - level).
        level: of the interval.

    >>> interval(np.arange(1.0, 200.0))  # the 5th of 199 from either end
    (5.0, 195.0)

    Source: David, Nagaraja, "Order Statistics", 3rd ed., section 7.3 (prediction by order statistics: exact, whatever
        the distribution).
    """
    ordered = np.sort(values)
    beyond = max(int((len(values) + 1) * (1.0 - level) / 2.0 + 1e-9), 1)
    return float(ordered[beyond - 1]), float(ordered[-beyond])
