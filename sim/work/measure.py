"""One run of a study: metrics, of the run and of each wave, and nothing that is not needed for them."""

import math
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass

from sim.engine.choose import replications_of
from sim.engine.numbers import MetricsOfRun
from sim.engine.replications import NotCovered, Replications
from sim.experiment.engine_harness import EngineHarness
from sim.experiment.harness import Phase21Harness
from sim.measures.metrics.catalogue import CATALOGUE
from sim.measures.metrics.wave_catalogue import WAVE_METRICS
from sim.observe.run_counts import run_counts
from sim.record.collector import collector_paused
from sim.record.views import Phase21ExecutionResult, SystemHealth
from sim.scenario import Scenario, ScenarioError
from sim.work.run_keys import Inputs, changed_since, inputs_used

OK, FAILED, MISSING = "ok", "failed", "missing"
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}")


@dataclass(frozen=True, slots=True)
class RunRow:
    """What a study keeps of one run."""

    replication: int
    status: str  # ok; failed: it would fail again; missing: there is no result yet, and another try may bring one
    error: str | None = None  # type and message of the exception, or why the run is missing
    ended_early: str | None = None  # why the simulated time ended before the last task
    faults: int = 0  # exceptions inside of policies, gates, learners and detectors, that the run survived
    metrics: tuple[float | None, ...] = ()  # in the order of `metric_names`; empty where there are none
    waves: tuple[tuple[float | None, ...], ...] = ()  # of each wave the values of WAVE_VALUES
    counts: tuple[int, ...] = ()  # how many the metrics are over, in the order of `sim.observe.run_counts.COUNTS`


WAVE_VALUES = ("wave", "health_score", *WAVE_METRICS)
"""What a study keeps of each wave of a run: its number, its health score, and its metrics."""

Measure = Callable[[Scenario, int, int, Inputs | None], RunRow]
"""(scenario, seed, replication, inputs) -> what is kept of the run: `measure`, or a stand-in for it."""


def metric_names() -> tuple[str, ...]:
    """Return the names of a run's metrics, in the order of `RunRow.metrics`.

    >>> metric_names()[:3]
    ('health_score', 'success_rate', 'availability')
    """
    return tuple(CATALOGUE)


class InfiniteMetric(ValueError):
    """A metric of a run is no number that can be kept: the model would find the same."""


ANOMALIES = "anomalies"
"""The one metric for which the fleet is sampled and watched while the run lasts."""


def measure(scenario: Scenario, seed: int, replication: int, inputs: Inputs | None = None) -> RunRow:
    """Run a scenario once and keep its metrics; whatever goes wrong in the run is a row too.

    Args:
        scenario: what is simulated.
        seed: in place of the scenario's.
        replication: number of the replication, from 0.
        inputs: hashes of the data files that the run must find, by path; None: any.

    Returns:
        status `ok`; `failed` with the error where the program failed (and would again); `missing` with the reason
        where the machine did: memory, files that cannot be read or are others than expected.

    >>> from sim.experiment.scenario_input import parse_scenario
    >>> scenario = parse_scenario(
    ...     {
    ...         "name": "pair",
    ...         "fleet": {"agents": [{"name": "agent", "count": 2}]},
    ...         "workload": {"kind": "synthetic", "tasks_per_wave": 4, "predicted_success": 1.0},
    ...     }
    ... )
    >>> row = measure(scenario, seed=7, replication=0)
    >>> row.status, row.waves[0][:2], dict(zip(metric_names(), row.metrics, strict=True))["makespan"]
    ('ok', (1, 100.0), 60.0)
    """
    return _measured(scenario, seed, replication, inputs, watched=True)


def measure_unwatched(scenario: Scenario, seed: int, replication: int, inputs: Inputs | None = None) -> RunRow:
    """Run a scenario once as `measure` does, but look for no anomalies: theirs is the one metric that is missing."""
    return _measured(scenario, seed, replication, inputs, watched=False)


def without_anomalies(measure: Measure) -> Measure:
    """Return what measures the same but anomalies, in less time; a stand-in stays what it is."""
    return _UNWATCHED.get(measure, measure)


_UNWATCHED: dict[Measure, Measure] = {measure: measure_unwatched}


def _measured(scenario: Scenario, seed: int, replication: int, inputs: Inputs | None, watched: bool) -> RunRow:
    with collector_paused():  # until the run's log is gone: nothing in it is worth a look
        row = _row_of_engine(scenario, seed, replication, inputs, watched)
        return _row(scenario.with_seed(seed), replication, inputs, watched) if row is None else row


def _row_of_engine(
    scenario: Scenario, seed: int, replication: int, inputs: Inputs | None, watched: bool
) -> RunRow | None:
    """Return the row of a run by the engine; None where the model has to run it, which tells what is wrong with it."""
    blocked = scenario.gates.block_on_anomaly
    by_log = watched or blocked or scenario.feedback.learning  # what is found in the log counts later
    runs = replications_of(scenario, watched or blocked)
    if runs is None:
        return None
    try:
        if by_log:
            harness = EngineHarness(
                scenario.with_seed(seed), runs, replication, feedback=False, watched=watched or blocked
            )
            harness.run()
            return _row_of_log(harness, replication, inputs, watched)
        return _row_of_columns(runs, seed, replication, inputs)
    except (NotCovered, InfiniteMetric, MemoryError, OSError, ScenarioError):
        return None
    except Exception as error:  # noqa: BLE001 - the model is there for what the engine cannot do
        told = f"the engine failed, and the model runs {scenario.name!r} instead: {described(error)}"
        warnings.warn(told, RuntimeWarning, stacklevel=2)
        return None


def _row_of_columns(runs: Replications, seed: int, replication: int, inputs: Inputs | None) -> RunRow:
    workload, luck = runs.workload(seed, replication)
    if inputs is not None and inputs_used(workload, runs.plugins) != inputs:
        return RunRow(replication, MISSING, changed_since(inputs, runs.plugins))
    run = runs.run(workload, luck)
    found = runs.metrics(run)
    waves = tuple([tuple([values[name] for name in WAVE_VALUES]) for values in found.waves])
    metrics = _finite_metrics(found, watched=False)
    row = RunRow(replication, OK, None, run.early, len(run.catcher.all), metrics, waves, found.counts)
    runs.put_back(run)
    return row


def _row(scenario: Scenario, replication: int, inputs: Inputs | None, watched: bool) -> RunRow:
    try:
        harness = Phase21Harness(scenario, replication=replication, feedback=False, watched=watched)
        harness.run_phase21()
        return _row_of_log(harness, replication, inputs, watched)
    except (MemoryError, OSError, ScenarioError) as error:
        # The scenario was checked before: what is wrong with it now is wrong with this machine's files.
        return RunRow(replication, MISSING, described(error))
    except Exception as error:  # noqa: BLE001 - a run that fails is a row of the study, not its end
        return RunRow(replication, FAILED, described(error))


def _row_of_log(
    harness: Phase21Harness | EngineHarness, replication: int, inputs: Inputs | None, watched: bool
) -> RunRow:
    result = harness.result
    assert harness.workload is not None
    assert result is not None
    if inputs is not None and inputs_used(harness.workload, harness.plugins) != inputs:
        return RunRow(replication, MISSING, changed_since(inputs, harness.plugins))
    waves = tuple(map(_wave_values, harness.healths))
    counts = run_counts(harness.log, harness.scenario.metrics.warmup)
    metrics = _finite_metrics(result, watched)
    return RunRow(replication, OK, None, result.ended_early, result.faults, metrics, waves, counts)


def _wave_values(health: SystemHealth) -> tuple[float | None, ...]:
    return (health.wave, float(health.health_score), *(health.metrics[name] for name in WAVE_METRICS))


def described(error: BaseException) -> str:
    """Return type and message of an exception, the same in every process.

    >>> described(KeyError("agent_9"))
    "KeyError: 'agent_9'"
    """
    # Addresses of objects differ from process to process.
    message = _ADDRESS.sub("0x...", str(error))
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def _finite_metrics(result: Phase21ExecutionResult | MetricsOfRun, watched: bool) -> tuple[float | None, ...]:
    values = []
    for name in metric_names():
        value = result.metrics[name] if watched or name != ANOMALIES else None
        if value is not None and math.isinf(value):
            raise InfiniteMetric(f"the metric {name} is infinite")
        values.append(None if value is None or math.isnan(value) else float(value))
    return tuple(values)
