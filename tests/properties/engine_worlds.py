"""Random worlds for the engine, and how its runs are held against the model's: every row by repr, every metric."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import fields
from itertools import zip_longest
from pathlib import Path
from typing import Any

import sim
from sim.engine.covers import not_covered
from sim.engine.library import Library
from sim.engine.numbers import metrics_by_log
from sim.engine.replications import Replications
from sim.engine.rows import RowsOfRun
from sim.experiment.engine_harness import EngineHarness
from sim.experiment.finished_run import FinishedRun
from sim.experiment.harness import Phase21Harness
from sim.record.rows import FaultCaught
from sim.scenario import Scenario
from sim.scenario.values.choices import EngineName
from sim.work.measure import WAVE_VALUES, RunRow, measure_unwatched, metric_names
from tests.properties.log_hashes import worlds_of


def narrowed(data: Mapping[str, Any]) -> dict[str, Any]:
    """The same world without what the engine does not cover."""
    return {
        **data,
        "gates": {**data["gates"], "block_on_anomaly": False},
        "feedback": {"learning": False},
    }


def covered_worlds(strategy: str, count: int, **changes: Any) -> Iterator[Scenario]:
    """The first random worlds of a strategy that the engine covers, narrowed where need be, with other sections."""
    for world in worlds_of(strategy, count):
        with tempfile.TemporaryDirectory() as folder:
            world.write_files(Path(folder))
            scenario = sim.parse_scenario({**narrowed(world.data), **changes}, origin=Path(folder))
            assert not_covered(scenario) is None
            yield scenario


def difference(scenario: Scenario, library: Library, replication: int = 0) -> str | None:
    """What the engine does otherwise than the model, with all that is needed to see it again; None: nothing."""
    runs = Replications(scenario, library)
    run = runs.run(*runs.workload(scenario.seed, replication))
    harness = Phase21Harness(scenario, replication, feedback=False, watched=False)
    harness.run_phase21()
    assert not harness.log.of(FaultCaught)
    there = f"seed {scenario.seed}, replication {replication} of\n{scenario.to_yaml()}"
    for number, (expected, found) in enumerate(zip_longest(harness.log, RowsOfRun(run))):
        if repr(expected) != repr(found):
            return f"row {number} is\n{found!r}, by the model\n{expected!r}\n{there}"
    by_model = measure_unwatched(
        scenario.model_copy(update={"engine": EngineName.SIMPY}).with_origin(scenario.origin),
        scenario.seed,
        replication,
    )
    return _difference_of_metrics(by_model, runs, run, there)


def _difference_of_metrics(expected: RunRow, runs: Replications, run: Any, there: str) -> str | None:
    found = runs.metrics(run)
    by_log = metrics_by_log(run)
    if repr(by_log.metrics) != repr({name: _as_told(value) for name, value in found.metrics.items()}):
        return f"metrics are {found.metrics}, by the log {by_log.metrics}\n{there}"
    for name, value in zip(metric_names(), expected.metrics, strict=True):
        if name != "anomalies" and found.metrics[name] != value:
            return f"{name} is {found.metrics[name]!r}, by the model {value!r}\n{there}"
    waves = [tuple(map(_as_told, [values[name] for name in WAVE_VALUES])) for values in found.waves]
    expected_waves = [tuple(map(_as_told, values)) for values in expected.waves]
    if waves != expected_waves:
        return f"waves are {waves}, by the model {expected_waves}\n{there}"
    if (found.counts, run.early) != (expected.counts, expected.ended_early):
        return f"counts are {found.counts}, by the model {expected.counts}; ended early: {run.early}\n{there}"
    return None


def difference_of_runs(scenario: Scenario, library: Library) -> str | None:
    """What a whole run by the engine leaves otherwise than the model, samples and anomalies included; None: nothing."""
    engine = EngineHarness(scenario, Replications(scenario, library, watched=True))
    engine.run()
    model = Phase21Harness(scenario)
    model.run_phase21()
    found, expected = engine.finished(), model.finished()
    there = f"seed {scenario.seed} of\n{scenario.to_yaml()}"
    for number, (row, by_model) in enumerate(zip_longest(found.log, expected.log)):
        if repr(row) != repr(by_model):
            return f"row {number} is\n{row!r}, by the model\n{by_model!r}\n{there}"
    for name in (field.name for field in fields(FinishedRun)):
        left, by_model = getattr(found, name), getattr(expected, name)
        if name not in ("log", "engine") and repr(left) != repr(by_model):
            return f"{name} is\n{left!r}, by the model\n{by_model!r}\n{there}"
    return None


def _as_told(value: float | None) -> float | None:
    return float(value) if isinstance(value, float) else value
