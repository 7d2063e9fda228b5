"""compare: alternatives on common random numbers, from a scenario to the table of differences."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.experiment.pace import Progress
from sim.experiment.stopping import Compute, Stop, Values, fixed, until_precise, until_selected
from sim.experiment.store import RunStore
from sim.experiment.study_input import parse_axes, plan_points
from sim.experiment.study_runs import Plan, compute, metric_arrays, read_runs
from sim.experiment.tasks_a_run import TOLD_BY, tasks_by_point
from sim.experiment.workers import Workers
from sim.measures.comparison.alternatives import BEST, Comparison, compare_values
from sim.measures.comparison.metric_catalogue import metric_info
from sim.scenario import Problem, Scenario, ScenarioError
from sim.scenario.axes import strategy_axis

METRICS = ("health_score", "success_rate", "makespan", "p95_response", "wasted_work")
"""What is compared unless other metrics are named."""
REPLICATIONS = 30
MOST_REPLICATIONS = 10_000


@dataclass(frozen=True)
class Budget:
    """How many replications; at most one of the last two.

    Args:
        replications: of each alternative, unless a rule decides.
        precision: greatest half-width of every mean as a share of it.
        select_best: metric by which the best is chosen with a guarantee.
        delta: least difference worth detecting, for the choice; in the metric's unit.
        alpha: chance of a wrong choice that is allowed.
        most: replications at which a rule gives up.
    """

    replications: int = REPLICATIONS
    precision: float | None = None
    select_best: str | None = None
    delta: float | None = None
    alpha: float = 0.05
    most: int = MOST_REPLICATIONS


@dataclass(frozen=True)
class ComparisonStudy:
    """A comparison that has been run.

    Args:
        plan: the alternatives.
        store: of every run.
        stop: how many replications, and why.
        comparison: what was found.
    """

    plan: Plan
    store: RunStore
    stop: Stop
    comparison: Comparison


def plan_comparison(
    scenario: str | Path | Scenario,
    strategies: Sequence[str] = (),
    vary: Sequence[str] = (),
    where: Sequence[str] = (),
    overrides: Sequence[str] = (),
    seed: int | None = None,
) -> Plan:
    """Return the alternatives of a comparison.

    Args:
        scenario: a scenario file, or a scenario.
        strategies: names of assignment strategies: an axis of its own.
        vary: axes such as `retry.max_retries=0,3`.
        where: constraints such as `retry.max_retries > 0`.
        overrides: settings that hold for every alternative.
        seed: in place of the scenario's.

    Raises:
        ScenarioError: with every problem.
    """
    axes, constraints = parse_axes(vary, where)
    if strategies:
        axes = (strategy_axis(",".join(strategies)), *axes)
    plan = plan_points(scenario, axes, constraints, overrides, seed)
    if len(plan.points) < 2:
        message = "one alternative is nothing to compare; name strategies or --vary with two values or more"
        raise ScenarioError([Problem("--vary", None, "", message)])
    return plan


def compare(
    plan: Plan,
    store: RunStore,
    workers: Workers,
    budget: Budget | None = None,
    baseline: str | None = None,
    metrics: Sequence[str] = METRICS,
    deltas: Mapping[str, float] | None = None,
    tell: Callable[[Progress], None] | None = None,
) -> ComparisonStudy:
    """Run the alternatives on common random numbers and compare them.

    Args:
        plan: the alternatives.
        store: where finished runs are, and go.
        workers: that do the runs.
        budget: how many replications.
        baseline: name of the alternative that the others are compared with, or `best`; absent: the first.
        metrics: what is compared.
        deltas: least difference that matters, by metric; else the metric's default.
        tell: hears of the progress.

    Raises:
        ValueError: an unknown metric or baseline.
        ExecutionError, OSError, KeyboardInterrupt: the work could not go on; what was finished is stored.
    """
    check_names(plan, metrics, baseline)
    names = [point.name for point in plan.points]
    stop = _run(plan, budget or Budget(), metrics, _computing(store, workers, tell), _reading(store))
    arrays, failed = read_runs(plan, stop.replications, store, tuple(dict.fromkeys([*metrics, *TOLD_BY])))
    comparison = compare_values(
        plan.points[0].scenario.name,
        names,
        {name: np.asarray(arrays[name].T) for name in metrics},
        baseline or names[0],
        plan.seed,
        failed=failed,
        deltas=deltas,
        tasks=tasks_by_point(arrays),
    )
    return ComparisonStudy(plan, store, stop, comparison)


def check_names(plan: Plan, metrics: Sequence[str], baseline: str | None) -> None:
    """Refuse names that there are not, before anything is run.

    Args:
        plan: the alternatives.
        metrics: names of metrics.
        baseline: name of an alternative, or `best`; None: the first.

    Raises:
        ValueError: says which names there are.
    """
    for name in metrics:
        metric_info(name)
    names = [point.name for point in plan.points]
    if baseline not in (None, BEST, *names):
        raise ValueError(f"baseline {baseline!r} is not one of {', '.join(names)}, or {BEST}")


def _run(plan: Plan, budget: Budget, metrics: Sequence[str], compute: Compute, values: Values) -> Stop:
    if budget.precision is not None:
        return until_precise(plan, budget.precision, metrics, budget.most, compute, values)
    if budget.select_best is not None:
        assert budget.delta is not None
        return until_selected(plan, budget.select_best, budget.delta, budget.alpha, budget.most, compute, values)
    return fixed(plan, budget.replications, compute)


def _computing(store: RunStore, workers: Workers, tell: Callable[[Progress], None] | None) -> Compute:
    return lambda plan, replications: compute(plan, replications, store, workers, tell)


def _reading(store: RunStore) -> Values:
    return lambda plan, replications, metrics: metric_arrays(plan, replications, store, metrics)
