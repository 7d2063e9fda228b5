"""Questions from Python: one call each, with strategies, gates, detectors and sources as objects."""

from collections.abc import Callable, Sequence
from pathlib import Path

from sim.experiment.python_words import in_python_words
from sim.experiment.scenario_input import Given, Overrides, engine_among
from sim.measures.questions.knee import WORTH
from sim.measures.questions.requirement import parse_requirements
from sim.observe.detection.detector import Detector
from sim.policies.gate import Gate
from sim.policies.strategy import Strategy
from sim.study.answered import AnsweredQuestion
from sim.study.asking.fleet_sizes import plan_sizes
from sim.study.asking.own_members import Own, scenario_with
from sim.study.asking.runs import parse_looks
from sim.study.comparison.terms import checked_confidence
from sim.study.kept_runs import with_kept_runs
from sim.study.other_inputs import under_other_inputs
from sim.study.plan_input import Axes
from sim.study.questions.knee.asking import LEAST_SIZES, REPLICATIONS, KneeStudy
from sim.study.questions.knee.asking import knee as ask_knee
from sim.study.questions.retry_setting.asking import COST, RetryStudy, cost_metric, plan_settings
from sim.study.questions.retry_setting.asking import retry_setting as ask_retry_setting
from sim.study.questions.smallest_fleet.asking import FleetStudy
from sim.study.questions.smallest_fleet.asking import smallest_fleet as ask_smallest_fleet
from sim.work.pace import Progress
from sim.work.workers import Workers
from sim.workload.source import Source

Tell = Callable[[Progress], None]


@in_python_words
def smallest_fleet(
    scenario: Given,
    agents: str,
    requirements: str,
    *,
    strategy: str | Strategy | None = None,
    gates: Sequence[Gate] | None = None,
    detector: str | Detector | None = None,
    source: str | Source | None = None,
    group: str | None = None,
    overrides: Overrides = (),
    engine: str | None = None,
    seed: int | None = None,
    replications: str | None = None,
    confidence: float = 0.95,
    jobs: int = 1,
    store: str | Path | None = None,
    input_uncertainty: bool = False,
    tell: Tell | None = None,
) -> AnsweredQuestion:
    """Find the smallest fleet that meets requirements, with confidence.

    Args:
        scenario: a scenario file, the name of one that ships, a mapping shaped like the file, or a scenario.
        agents: the sizes asked about, as `1..32` or `2,4,8`.
        requirements: on means over replications, as `p95_response <= 2min, success_rate >= 95%`.
        strategy: of assignment, in place of the scenario's: a name, `./mine.py:NAME`, or an object.
        gates: in place of all safety gates, asked in this order.
        detector: in place of the scenario's; as `strategy`.
        source: in place of the workload; as `strategy`.
        group: the agents that are counted, where the fleet has several kinds.
        overrides: settings that hold for every run.
        engine: that does the runs, in place of the scenario's: `auto`, `simpy`, `compiled`.
        seed: in place of the scenario's.
        replications: of each size, first to last look, as `20..160`, or `20..160+`, from which a later call may go on;
            absent: `20..160`, and more where all runs are alike.
        confidence: of the answer.
        jobs: processes; 1: this one.
        store: folder that keeps finished runs, so that a later call does only what is missing; absent: none.
        input_uncertainty: of a fitted scenario: what is only estimated is drawn too, and the answer says so.
        tell: hears of the progress.

    Raises:
        ScenarioError: with every problem; nothing was run.
        Unanswerable: the warm-up leaves no task to count.
        ExecutionError, OSError, KeyboardInterrupt: the work could not go on.

    >>> twelve = {
    ...     "name": "twelve",
    ...     "fleet": {"agents": [{"name": "agent"}]},
    ...     "workload": {"kind": "synthetic", "tasks_per_wave": 12, "duration": "1min", "predicted_success": 1.0},
    ... }
    >>> found = smallest_fleet(twelve, "1..8", "makespan <= 4min", strategy="round_robin")
    >>> found.answer.meeting
    3
    >>> found.finding
    'The smallest fleet that is enough for makespan <= 4 min has 3 agents: 2 are too few, with 95 % confidence.'
    """
    known = scenario_with(scenario, Own(strategy, gates, detector, source))
    asked, sure = parse_requirements(requirements, "--meet"), checked_confidence(confidence)
    planned = parse_looks(replications)
    fleet = plan_sizes(known, agents, group, engine_among(overrides, engine), seed)
    goes_on = replications is None
    return with_kept_runs(
        lambda kept, workers: _answered(
            "smallest-fleet",
            ask_smallest_fleet(fleet, asked, kept, workers, sure, planned, tell, goes_on),
            workers if input_uncertainty else None,
        ),
        store,
        jobs,
    )


@in_python_words
def knee(
    scenario: Given,
    agents: str,
    *,
    strategy: str | Strategy | None = None,
    gates: Sequence[Gate] | None = None,
    detector: str | Detector | None = None,
    source: str | Source | None = None,
    group: str | None = None,
    overrides: Overrides = (),
    engine: str | None = None,
    seed: int | None = None,
    replications: int = REPLICATIONS,
    worth: float = WORTH,
    confidence: float = 0.95,
    jobs: int = 1,
    store: str | Path | None = None,
    input_uncertainty: bool = False,
    tell: Tell | None = None,
) -> AnsweredQuestion:
    """Find the size of fleet from which on more agents no longer pay in throughput.

    Args:
        scenario: as of `smallest_fleet`; so are all others but these.
        agents: the sizes, three or more.
        strategy: of assignment.
        gates: in place of all.
        detector: in place of the scenario's.
        source: in place of the workload.
        group: the agents that are counted.
        overrides: settings that hold for every run.
        engine: that does the runs, in place of the scenario's: `auto`, `simpy`, `compiled`.
        seed: in place of the scenario's.
        replications: of each size.
        worth: share of a first agent's throughput that an added agent must bring.
        confidence: of each interval.
        jobs: processes.
        store: folder that keeps finished runs.
        input_uncertainty: of a fitted scenario: what is only estimated is drawn too, and the answer says so.
        tell: hears of the progress.

    Raises:
        ScenarioError, ExecutionError, OSError, KeyboardInterrupt: as of `smallest_fleet`.
        Unanswerable: there is no curve.

    >>> twelve = {
    ...     "name": "twelve",
    ...     "fleet": {"agents": [{"name": "agent"}]},
    ...     "workload": {"kind": "synthetic", "tasks_per_wave": 12, "duration": "1min", "predicted_success": 1.0},
    ... }
    >>> knee(twelve, "1..16", replications=5).answer.at  # a thirteenth agent has nothing to do
    12
    """
    known = scenario_with(scenario, Own(strategy, gates, detector, source))
    sure = checked_confidence(confidence)
    fleet = plan_sizes(known, agents, group, engine_among(overrides, engine), seed, LEAST_SIZES)
    return with_kept_runs(
        lambda kept, workers: _answered(
            "knee",
            ask_knee(fleet, kept, workers, replications, worth, sure, tell),
            workers if input_uncertainty else None,
        ),
        store,
        jobs,
    )


@in_python_words
def retry_setting(
    scenario: Given,
    requirements: str,
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
    replications: str | None = None,
    minimise: str = COST,
    confidence: float = 0.95,
    jobs: int = 1,
    store: str | Path | None = None,
    input_uncertainty: bool = False,
    tell: Tell | None = None,
) -> AnsweredQuestion:
    """Find the cheapest setting of the retries that meets requirements.

    Args:
        scenario: as of `smallest_fleet`; so are all others but these.
        requirements: on means over replications.
        vary: the settings; absent: `retry.max_retries=0..6`.
        strategy: of assignment.
        gates: in place of all.
        detector: in place of the scenario's.
        source: in place of the workload.
        where: constraints on combinations.
        overrides: settings that hold for every run.
        engine: that does the runs, in place of the scenario's: `auto`, `simpy`, `compiled`.
        seed: in place of the scenario's.
        replications: of each setting.
        minimise: the cost, a metric of which less is better.
        confidence: of all statements together.
        jobs: processes.
        store: folder that keeps finished runs.
        input_uncertainty: of a fitted scenario: what is only estimated is drawn too, and the answer says so.
        tell: hears of the progress.

    Raises:
        ScenarioError, Unanswerable, ExecutionError, OSError, KeyboardInterrupt: as of `smallest_fleet`.

    >>> twelve = {
    ...     "name": "twelve",
    ...     "fleet": {"agents": [{"name": "agent"}]},
    ...     "workload": {"kind": "synthetic", "tasks_per_wave": 12, "duration": "1min", "predicted_success": 0.6},
    ... }
    >>> found = retry_setting(twelve, "success_rate >= 80%", {"retry.max_retries": [0, 2]})
    >>> found.answer.chosen.name  # 60 % succeed without retries, 1 - 0.4 ** 3 with two
    'retry.max_retries=2'
    """
    known = scenario_with(scenario, Own(strategy, gates, detector, source))
    asked, cost = parse_requirements(requirements, "--meet"), cost_metric(minimise)
    sure, planned = checked_confidence(confidence), parse_looks(replications)
    settings = plan_settings(known, vary, where, engine_among(overrides, engine), seed)
    goes_on = replications is None
    return with_kept_runs(
        lambda kept, workers: _answered(
            "retry-setting",
            ask_retry_setting(settings, asked, kept, workers, cost, sure, planned, tell, goes_on),
            workers if input_uncertainty else None,
        ),
        store,
        jobs,
    )


def _answered(kind: str, study: FleetStudy | KneeStudy | RetryStudy, workers: Workers | None) -> AnsweredQuestion:
    """Return an answer; with workers, that they draw its inputs too."""
    return AnsweredQuestion(kind, study if workers is None else under_other_inputs(study, workers))
