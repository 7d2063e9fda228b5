"""Comparisons and sweeps from Python: one call each, that gives a study."""

import os
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from sim.experiment.member_input import with_own
from sim.experiment.python_words import in_python_words
from sim.experiment.scenario_input import Given, Overrides, engine_among, listed
from sim.measures.comparison.least_difference import least_differences
from sim.observe.detection.detector import Detector
from sim.policies.gate import Gate
from sim.policies.strategy import Strategy
from sim.study.asking.own_members import Own, scenario_with
from sim.study.comparison.compare import compare as compare_plan
from sim.study.comparison.compare import plan_comparison
from sim.study.comparison.python_terms import budget_of, deltas_of
from sim.study.comparison.study import Study
from sim.study.comparison.terms import CONFIDENCE, Terms, sweep_terms, usual_metrics
from sim.study.kept_runs import with_kept_runs
from sim.study.plan_input import Axes, parse_axes, plan_file, plan_points
from sim.work.pace import Progress
from sim.work.runs import Plan
from sim.workload.source import Source

Tell = Callable[[Progress], None]


@in_python_words
def compare(
    scenario: Given | Sequence[Given],
    strategies: str | Strategy | Sequence[str | Strategy] = (),
    vary: Axes = (),
    *,
    gates: Sequence[Gate] | None = None,
    detector: str | Detector | None = None,
    source: str | Source | None = None,
    where: str | Sequence[str] = (),
    overrides: Overrides = (),
    engine: str | None = None,
    seed: int | None = None,
    replications: int | None = None,
    precision: float | None = None,
    precision_of: Literal["means", "differences"] = "means",
    select_best: str | None = None,
    delta: float | None = None,
    deltas: Mapping[str, float | str] | None = None,
    confidence: float = CONFIDENCE,
    baseline: str | None = None,
    metrics: str | Sequence[str] = (),
    primary: str | None = None,
    jobs: int = 1,
    store: str | Path | None = None,
    tell: Tell | None = None,
) -> Study:
    """Compare alternatives on common random numbers: the same tasks, luck and outages for all of them.

    Args:
        scenario: a scenario file, the name of one that ships, a mapping shaped like the file, or a scenario; several
            of them are alternatives themselves.
        strategies: names of assignment strategies, `./mine.py:NAME` from the current folder, or objects. Here as
            below, one may stand alone.
        vary: axes such as `{"retry.max_retries": [0, 3]}` or `retry.max_retries=0,3`; every combination is an
            alternative. The keys of a tuple change together, and have rows for values.
        gates: in place of all safety gates of every alternative, asked in this order.
        detector: of every alternative: a name, `./mine.py:NAME`, or an object.
        source: in place of every alternative's workload; as `detector`.
        where: constraints such as `retry.max_retries > 0`.
        overrides: settings such as `{"monitor.interval": "1min"}` or `monitor.interval=1min` that hold for every
            alternative.
        engine: that does the runs, in place of the scenario's: `auto`, `simpy`, `compiled`.
        seed: in place of the scenario's.
        replications: of each alternative; absent: 30, unless a rule decides.
        precision: go on until every mean is known to within this share of it.
        precision_of: `differences`: until every difference is known to within that share of the baseline's mean.
        select_best: go on until the best in this metric is chosen with a guarantee; takes a delta of it.
        delta: the least difference in that metric that matters.
        deltas: the least difference that matters, by metric, such as `{"makespan": "10s", "success_rate": 0.02}`; of
            other metrics a share of the baseline's mean. Verdicts, advice and the choice all go by it.
        confidence: of intervals, verdicts and the choice.
        baseline: name of an alternative, or `best`; absent: the first.
        metrics: what is compared; none: the usual ones, and what they cost where agents have prices.
        primary: the metric that decides: a change is advised where it is better and all others are shown to be worse by
            no more than what matters; absent: none does.
        jobs: processes; 1: this one.
        store: folder that keeps finished runs, so that a later call does only what is missing; absent: none.
        tell: hears of the progress.

    Raises:
        ScenarioError: with every problem of every alternative; nothing was run.
        ValueError: an unknown metric or baseline, or rules that do not go together; nothing was run.
        ExecutionError, OSError, KeyboardInterrupt: the work could not go on.
        PluginError: the store holds runs of an object that no file holds, done by another process.

    >>> from sim.experiment.scenario_input import parse_scenario
    >>> pair = parse_scenario(
    ...     {
    ...         "name": "pair",
    ...         "fleet": {"agents": [{"name": "slow"}, {"name": "fast", "speed": 3.0}]},
    ...         "workload": {"kind": "synthetic", "tasks_per_wave": 8, "predicted_success": 1.0},
    ...     }
    ... )
    >>> study = compare(pair, ["round_robin", "load_balanced"], replications=10, metrics=["makespan"])
    >>> study
    <Study of 'pair': 2 alternatives, 10 replications>
    >>> study.advice.partition(", and")[0]
    'Change to load_balanced: it is better than round_robin in makespan (-60 s)'
    """
    scenarios = [with_own(one, gates=gates, detector=detector, source=source) for one in listed(scenario)]
    plan = plan_comparison(scenarios, strategies, vary, where, engine_among(overrides, engine), seed)
    budget = budget_of(replications, precision, select_best, precision_of)
    wanted = deltas_of(select_best, delta, deltas)
    terms = Terms(tuple(listed(metrics)) or usual_metrics(plan), baseline, budget, wanted, confidence, primary)
    return _run(plan, terms, jobs, store, tell)


@in_python_words
def sweep(
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
    replications: int | None = None,
    deltas: Mapping[str, float | str] | None = None,
    confidence: float = CONFIDENCE,
    baseline: str | None = None,
    metrics: str | Sequence[str] | None = None,
    primary: str | None = None,
    jobs: int = 1,
    store: str | Path | None = None,
    tell: Tell | None = None,
) -> Study:
    """Run a scenario over the values of its keys, each combination in several replications.

    Args:
        scenario: a scenario file, a study file, or what else a scenario may be given as.
        vary: axes such as `{"fleet.agents.0.count": [2, 4]}` or `fleet.agents.0.count=2..8 step 2`.
        strategy: of assignment, in place of the scenario's: a name, `./mine.py:NAME`, or an object. As gates, detector
            and source it is refused beside a study file, whose points are said in the file: name its scenario instead.
        gates: in place of all safety gates of every point, asked in this order.
        detector: of every point; as `strategy`.
        source: in place of every point's workload; as `strategy`.
        where: as of `compare`; so are all others, but that the baseline is the best point.
        overrides: settings that hold for every point.
        engine: that does the runs, in place of the scenario's: `auto`, `simpy`, `compiled`.
        seed: in place of the scenario's.
        replications: of each point; absent: the study file's, or 20.
        deltas: as of `compare`.
        confidence: as of `compare`.
        baseline: name of a point, or `best`; absent: the study file's, or `best`.
        metrics: what is compared; absent: the study file's, or the main ones.
        primary: as of `compare`; absent: the study file's, or none.
        jobs: processes; 1: this one.
        store: folder that keeps finished runs.
        tell: hears of the progress.

    Raises:
        ScenarioError, ValueError, ExecutionError, OSError, KeyboardInterrupt: as of `compare`.

    >>> from sim.experiment.scenario_input import parse_scenario
    >>> line = parse_scenario(
    ...     {
    ...         "name": "line",
    ...         "fleet": {"agents": [{"name": "agent"}]},
    ...         "workload": {"kind": "synthetic", "tasks_per_wave": 6, "predicted_success": 1.0},
    ...     }
    ... )
    >>> study = sweep(line, ["fleet.agents.0.count=1..3"], replications=2, metrics=["makespan"])
    >>> study.runs.groupby("fleet.agents.0.count")["makespan"].mean().to_dict()
    {1: 180.0, 2: 90.0, 3: 60.0}
    """
    scenario = scenario_with(scenario, Own(strategy, gates, detector, source))
    if isinstance(scenario, str | os.PathLike):
        plan, spec = plan_file(scenario, vary, where, engine_among(overrides, engine), seed)
    else:
        axes, constraints = parse_axes(vary, where)
        plan, spec = plan_points(scenario, axes, constraints, engine_among(overrides, engine), seed), None
    terms = sweep_terms(
        plan,
        spec,
        replications,
        baseline,
        None if metrics is None else listed(metrics),
        least_differences(deltas or {}),
        confidence,
        primary,
    )
    return _run(plan, terms, jobs, store, tell)


def _run(plan: Plan, terms: Terms, jobs: int, store: str | Path | None, tell: Tell | None) -> Study:
    study = with_kept_runs(lambda kept, workers: Study(compare_plan(plan, kept, workers, terms, tell)), store, jobs)
    outcome = study.done.stop.outcome
    if not outcome.is_complete:
        warnings.warn(f"{len(outcome.lost)} runs are missing: {outcome.lost[0]}", RuntimeWarning, stacklevel=4)
    return study
