"""compare: alternatives on common random numbers, from a scenario to the table of differences."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sim.experiment.member_input import with_strategies
from sim.experiment.scenario_input import Given, Overrides, listed
from sim.measures.comparison.alternatives import compare_values
from sim.measures.comparison.result import BEST, Comparison
from sim.measures.comparison.selection import SelectionPlan
from sim.measures.metrics.catalogue import metric_info
from sim.policies.strategy import Strategy
from sim.report.comparison.completeness import completeness_notes
from sim.report.comparison.extended import AFTER_A_CHOICE, extension_notes
from sim.report.comparison.outage_note import outage_notes
from sim.scenario import Problem, Scenario, ScenarioError
from sim.scenario.spec.certainty import is_without_luck
from sim.scenario.varying.axes import strategy_axis
from sim.study.comparison.precise import Precise, pairs_with, until_precise
from sim.study.comparison.stopping import MINIMUM, Compute, Stop, Values, fixed, until_selected
from sim.study.comparison.terms import MEANS, Terms, check_terms
from sim.study.plan_input import Axes, parse_axes, plan_points
from sim.study.several_scenarios import plan_together
from sim.work.looks import earlier_looks, remember_look
from sim.work.pace import Progress
from sim.work.runs import Plan, compute, for_metrics, metric_arrays, read_runs
from sim.work.store import RunStore
from sim.work.tasks_a_run import TASK_COUNTS, task_counts, tasks_by_point
from sim.work.workers import Workers

Floats = npt.NDArray[np.float64]


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
    scenario: Given | Sequence[Given],
    strategies: str | Strategy | Sequence[str | Strategy] = (),
    vary: Axes = (),
    where: str | Sequence[str] = (),
    overrides: Overrides = (),
    seed: int | None = None,
) -> Plan:
    """Return the alternatives of a comparison.

    Args:
        scenario: a scenario file, a mapping, or a scenario; or several, which are alternatives themselves.
        strategies: assignment strategies, an axis of its own: names, `./mine.py:NAME`, or objects.
        vary: axes such as `retry.max_retries=0,3`.
        where: constraints such as `retry.max_retries > 0`.
        overrides: settings that hold for every alternative.
        seed: in place of the scenario's.

    Raises:
        ScenarioError: with every problem.
    """
    axes, constraints = parse_axes(vary, where)
    # A text alone may be what `--strategies` takes.
    chosen = strategies.split(",") if isinstance(strategies, str) and strategies else listed(strategies)

    def planned(given: Given) -> Plan:
        known, names = with_strategies(given, chosen)
        varied = (strategy_axis(names), *axes) if names else axes
        return plan_points(known, varied, constraints, overrides, seed)

    scenarios = listed(scenario)
    if not scenarios:
        raise ScenarioError([Problem("<scenario>", None, "", "an empty list; expected a scenario or several")])
    plan = planned(scenarios[0]) if len(scenarios) == 1 else plan_together(scenarios, planned)
    if len(plan.points) < 2:
        message = "one alternative is nothing to compare; name strategies, --vary with two values or more, or scenarios"
        raise ScenarioError([Problem("--vary", None, "", message)])
    return plan


def compare(
    plan: Plan,
    store: RunStore,
    workers: Workers,
    terms: Terms | None = None,
    tell: Callable[[Progress], None] | None = None,
) -> ComparisonStudy:
    """Run the alternatives on common random numbers and compare them.

    Args:
        plan: the alternatives.
        store: where finished runs are, and go.
        workers: that do the runs.
        terms: what is asked.
        tell: hears of the progress.

    Raises:
        ValueError: terms that cannot be kept.
        ExecutionError, OSError, KeyboardInterrupt: the work could not go on; what was finished is stored.
    """
    asked = terms or Terms()
    check_terms(plan, asked)
    plan = for_metrics(plan, [*asked.metrics, asked.budget.select_best])
    names = [point.name for point in plan.points]
    stop = _run(plan, asked, _computing(store, workers, tell), _reading(store))
    ratios = {name: below for name in asked.metrics if (below := metric_info(name).divided_by)}
    looks = earlier_looks(store, plan.keys, stop.replications)
    read = tuple(dict.fromkeys([*asked.metrics, *ratios.values(), *TASK_COUNTS, "makespan"]))
    arrays, failed = read_runs(plan, stop.replications, store, read)
    comparison = compare_values(
        plan.points[0].scenario.name,
        names,
        {name: np.asarray(arrays[name].T) for name in asked.metrics},
        asked.baseline or names[0],
        plan.seed,
        failed=failed,
        deltas=asked.deltas,
        confidence=asked.confidence,
        tasks=tasks_by_point(arrays),
        counts=task_counts(arrays),
        primary=asked.primary,
        looks=looks,
        ran=_ran(plan, store, stop) if asked.budget.select_best is not None else None,
        certain=[is_without_luck(point.scenario) for point in plan.points],
        waves=[wave_sizes(point.scenario) for point in plan.points],
        denominators={name: np.asarray(arrays[below].T) for name, below in ratios.items()},
    )
    remember_look(store, plan.keys, stop.replications)
    warmups_s = {point.name: point.scenario.metrics.warmup for point in plan.points}
    spans_s = {point.name: arrays["makespan"][i] for i, point in enumerate(plan.points)}
    outages = outage_notes({point.name: point.scenario for point in plan.points}, spans_s, asked.confidence)
    after = (AFTER_A_CHOICE,) if asked.budget.select_best is not None else ()
    notes = (
        *stop.notes, *after, *extension_notes(comparison), *completeness_notes(comparison, warmups_s), *outages,
    )  # fmt: skip
    return ComparisonStudy(plan, store, replace(stop, notes=notes), comparison)


def wave_sizes(scenario: Scenario) -> tuple[int | None, ...] | None:
    """Return how many tasks each wave has; None where the scenario does not say.

    Args:
        scenario: an alternative.
    """
    sizes = getattr(scenario.workload, "wave_sizes", None)
    return None if sizes is None else tuple(sizes)


def _ran(plan: Plan, store: RunStore, stop: Stop) -> Floats:
    """Return which replications of each alternative were run, 1 or 0: whoever was dropped from a choice has fewer.

    Runs that could not be done are missing, not left out.
    """
    table = np.ones((stop.replications, len(plan.points)))
    if stop.outcome.is_complete:
        for place, key in enumerate(plan.keys):
            for first, number in store.missing(key, stop.replications):
                table[first : first + number, place] = 0.0
    return table


def _run(plan: Plan, terms: Terms, compute: Compute, values: Values) -> Stop:
    budget = terms.budget
    if budget.precision is not None:
        return until_precise(plan, _precise(plan, terms, budget.precision), budget.most, compute, values)
    if budget.select_best is not None:
        higher = metric_info(budget.select_best).higher_is_better
        alpha = 1.0 - terms.confidence
        rules = SelectionPlan(len(plan.points), terms.delta_of_choice(), alpha, MINIMUM, higher)
        return until_selected(plan, budget.select_best, rules, budget.most, compute, values)
    return fixed(plan, budget.replications, compute)


def _precise(plan: Plan, terms: Terms, relative: float) -> Precise:
    if terms.budget.precision_of == MEANS:
        return Precise(terms.metrics, relative, terms.confidence)
    names = [point.name for point in plan.points]
    base = None if terms.baseline == BEST else names.index(terms.baseline or names[0])
    whose = "the better one" if base is None else names[base]
    return Precise(terms.metrics, relative, terms.confidence, pairs_with(base, len(names)), whose)


def _computing(store: RunStore, workers: Workers, tell: Callable[[Progress], None] | None) -> Compute:
    return lambda plan, replications: compute(plan, replications, store, workers, tell)


def _reading(store: RunStore) -> Values:
    return lambda plan, replications, metrics: metric_arrays(plan, replications, store, metrics)
