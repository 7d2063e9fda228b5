"""Sensitivity from Python: a call, with strategies, gates, detectors and sources as objects."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.experiment.python_words import in_python_words
from sim.experiment.scenario_input import Given, Overrides, engine_among, listed
from sim.observe.detection.detector import Detector
from sim.policies.gate import Gate
from sim.policies.strategy import Strategy
from sim.scenario import Problem, ScenarioError
from sim.scenario.varying.study_spec import SensitivitySpec
from sim.study.answered import AnsweredSensitivity
from sim.study.asking.own_members import Own, scenario_with
from sim.study.kept_runs import with_kept_runs
from sim.study.plan_input import Axes
from sim.study.sensitivity.assess import METRICS, REPLICATIONS, check_request
from sim.study.sensitivity.assess import sensitivity as assess_sensitivity
from sim.study.sensitivity.design import plan_sensitivity
from sim.work.pace import Progress
from sim.workload.source import Source

Tell = Callable[[Progress], None]


@in_python_words
def sensitivity(
    scenario: Given,
    vary: Axes = (),
    *,
    strategy: str | Strategy | None = None,
    gates: Sequence[Gate] | None = None,
    detector: str | Detector | None = None,
    source: str | Source | None = None,
    where: str | Sequence[str] = (),
    overrides: Overrides = (),
    engine: str | None = None,
    seed: int | None = None,
    design: Mapping[str, Any] | None = None,
    replications: int | None = None,
    metrics: str | Sequence[str] | None = None,
    jobs: int = 1,
    store: str | Path | None = None,
    tell: Tell | None = None,
) -> AnsweredSensitivity:
    """Find out which inputs move a result.

    Args:
        scenario: as of `sim.smallest_fleet`, or a study file, which takes no objects; so are all others but these.
        vary: the factors, as `{"retry.max_retries": [0, 3], "truth.bias": "-1.0..1.0"}`.
        strategy: of assignment.
        gates: in place of all.
        detector: in place of the scenario's.
        source: in place of the workload.
        where: constraints that every point must fulfil.
        overrides: settings that hold for every point.
        engine: that does the runs, in place of the scenario's: `auto`, `simpy`, `compiled`.
        seed: in place of the scenario's.
        design: method and size, as `{"method": "sobol", "points": 64}`; absent: the study file's, or the default.
        replications: of each point; absent: the study file's, or 10.
        metrics: what is looked at; absent: the study file's, or the main ones.
        jobs: processes.
        store: folder that keeps finished runs.
        tell: hears of the progress.

    Raises:
        ScenarioError, ExecutionError, OSError, KeyboardInterrupt: as of `smallest_fleet`.
        ValueError: an unknown metric, or too few replications.

    >>> twelve = {
    ...     "name": "twelve",
    ...     "fleet": {"agents": [{"name": "agent"}]},
    ...     "workload": {"kind": "synthetic", "tasks_per_wave": 12, "duration": "1min", "predicted_success": 0.6},
    ... }
    >>> factors = {"retry.max_retries": [0, 1, 2, 3], "workload.predicted_success": "0.5..0.9"}
    >>> sensitivity(twelve, factors, design={"trajectories": 4}, replications=3, metrics="makespan")
    <sensitivity of 'twelve': 2 factors>
    """
    known = scenario_with(scenario, Own(strategy, gates, detector, source))
    spec = None if design is None else _designed(design)
    plan, study = plan_sensitivity(known, vary, where, engine_among(overrides, engine), seed, spec)
    said = (study.replications, study.metrics) if study is not None else (None, ())
    times = replications or said[0] or REPLICATIONS
    names = tuple(listed(metrics) or said[1] or METRICS)
    check_request(times, names)
    return with_kept_runs(
        lambda kept, workers: AnsweredSensitivity(assess_sensitivity(plan, kept, workers, times, names, tell)),
        store,
        jobs,
    )


def _designed(design: Mapping[str, Any]) -> SensitivitySpec:
    from pydantic import ValidationError

    try:
        return SensitivitySpec(**design)
    except ValidationError as error:
        wrong = [(".".join(map(str, one["loc"])), one["msg"]) for one in error.errors()]
        raise ScenarioError([Problem("design", None, where, message) for where, message in wrong]) from None
