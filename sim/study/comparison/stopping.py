"""How many replications: a number, until the means are precise, or until the best is chosen with a guarantee."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.document.quantity import joined
from sim.measures.comparison import precision, selection
from sim.measures.comparison.criterion import is_open
from sim.measures.comparison.cut_off import most
from sim.measures.metrics.catalogue import SHARES_OF_TASKS, metric_info
from sim.report.comparison.metric_text import change, label
from sim.report.lower_bound import warmup_text
from sim.work.runs import Outcome, Plan, part
from sim.work.tasks_a_run import TASK_COUNTS, TASKS_COUNTED, tasks_by_point

Array = npt.NDArray[np.float64]

Compute = Callable[[Plan, int], Outcome]
"""(plan, replications) -> what it came to: every run of the plan up to that number is stored afterwards."""
Values = Callable[[Plan, int, Sequence[str]], dict[str, Array]]
"""(plan, replications, metrics) -> by metric, (points, replications), NaN where there is no value."""

MINIMUM = 10
"""Replications before which no rule decides anything."""


@dataclass(frozen=True)
class Stop:
    """How the runs of a study came to their end.

    Args:
        replications: of each alternative that was not dropped.
        outcome: of the last session of work.
        notes: sentences for the report.
        selected: index of the alternative that was chosen with a guarantee; None where none was.
    """

    replications: int
    outcome: Outcome
    notes: tuple[str, ...] = ()
    selected: int | None = None


def fixed(plan: Plan, replications: int, compute: Compute) -> Stop:
    """Run every point so many times."""
    return Stop(replications, compute(plan, replications))


def until_precise(
    plan: Plan,
    rule: precision.PrecisionRule,
    metrics: Sequence[str],
    most: int,
    compute: Compute,
    values: Values,
) -> Stop:
    """Run until the interval of every mean, of every point and metric, is narrow enough and stays so.

    Rounds are planned from what is known, so their number does not depend on how fast the machine is. The
    replications of the last round beyond the stopping point are kept: they were run.

    Args:
        plan: the points.
        rule: how narrow, and how surely.
        metrics: whose means count.
        most: replications at which to give up.
        compute: does the runs.
        values: reads them.
    """
    done = 0
    wanted = min(most, rule.minimum + rule.look_ahead)
    state = None
    while True:
        outcome = compute(plan, wanted)
        table = values(plan, wanted, tuple(dict.fromkeys([*metrics, TASKS_COUNTED])))
        state = state or _begin(table, metrics)
        columns = np.concatenate([table[name] for name in metrics])  # (metrics * points, replications)
        enough, forecast = False, None
        for replication in range(done, wanted):
            state, decision = precision.advance(rule, state, columns[:, replication])
            enough, forecast = enough or decision.enough, decision.forecast
        done = wanted
        empty = _empty(plan, table, metrics)
        if empty is not None:
            return Stop(done, outcome, (f"The means of {', '.join(metrics)} cannot become precise: {empty}.",))
        if enough or done >= most or not outcome.is_complete:
            return Stop(done, outcome, (_precision_note(rule, metrics, done, enough, forecast),))
        ahead = forecast if forecast is not None else 2 * done
        wanted = min(most, max(done + rule.look_ahead_from(done), min(ahead + rule.look_ahead, 2 * done)))


def _begin(table: Mapping[str, Array], metrics: Sequence[str]) -> precision.PrecisionState:
    # Of the first round: what a run has of tasks is the same in all of them, or nearly.
    tasks = np.array(tasks_by_point(table), dtype=float)
    unknown = np.full(tasks.size, np.nan)
    sizes = np.concatenate([tasks if name in SHARES_OF_TASKS else unknown for name in metrics])
    return precision.begin(sizes.size, sizes)


def _precision_note(
    rule: precision.PrecisionRule, metrics: Sequence[str], done: int, enough: bool, forecast: int | None
) -> str:
    within = f"{100.0 * rule.relative:g} % at {100.0 * rule.confidence:g} %"
    what = f"the means of {', '.join(metrics)} to within {within}"
    if enough:
        return f"{done} replications give {what}, in every alternative."
    more = "" if forecast is None else f"; about {forecast} would be needed"
    return f"After {done} replications, the most allowed, {what} are not reached{more}."


def until_selected(
    plan: Plan, metric: str, rules: selection.SelectionPlan, most: int, compute: Compute, values: Values
) -> Stop:
    """Run until the best alternative is chosen with a guaranteed chance of choosing right (procedure KN).

    Args:
        plan: the points.
        metric: that decides.
        rules: the least difference worth detecting, and how sure the choice must be.
        most: replications at which to give up.
        compute: does the runs.
        values: reads them.
    """
    state = selection.begin(rules)
    done, wanted = 0, min(most, rules.first_stage)
    skipped = 0
    while True:
        outcome = compute(part(plan, state.remaining), wanted)
        read = values(plan, wanted, tuple(dict.fromkeys([metric, *TASK_COUNTS])))
        table = read[metric]
        for replication in range(done, wanted):
            row = table[list(state.remaining), replication]
            if np.isnan(row).any():
                skipped += 1  # a failed run is left out, of all alternatives
                continue
            state, _ = selection.advance(rules, state, row)
            if len(state.remaining) == 1:
                break
        done = wanted
        chosen = selection.selected(state)
        empty = _empty(plan, read, [metric])
        if empty is not None:
            return Stop(done, outcome, (f"No best alternative in {label(metric)} can be selected: {empty}.",))
        open_ = None if chosen is None else _cut_off(plan, metric, read, chosen)
        if open_ is not None:
            return Stop(done, outcome, (open_,))
        if chosen is not None or done >= most or not outcome.is_complete:
            return Stop(done, outcome, (_selection_note(plan, metric, rules, done, chosen, skipped),), chosen)
        wanted = min(most, done + max(MINIMUM, done // 4))


def _empty(plan: Plan, table: Mapping[str, Array], metrics: Sequence[str]) -> str | None:
    """Return why no number of replications gives a value, where the warm-up of a point leaves no task to count."""
    for name in metrics:
        for place, point in enumerate(plan.points):
            warmup_s, counted = point.scenario.metrics.warmup, table[TASKS_COUNTED][place]
            if warmup_s > 0.0 and (counted == 0.0).any() and np.isnan(table[name][place]).all():
                return f"{point.name} has no value of {name}, since {warmup_text(warmup_s)}"
    return None


def _cut_off(plan: Plan, metric: str, read: Mapping[str, Array], chosen: int) -> str | None:
    """Return why a choice is none: it rests on values that are only the least that they can be."""
    counted, unfinished, _ = (read[name] for name in TASK_COUNTS)
    ends = most(metric, read[metric], unfinished, counted)
    least = [is_open(values, end) for values, end in zip(read[metric], ends, strict=True)]
    higher = metric_info(metric).higher_is_better
    doubtful = [i for i in range(len(plan.points)) if least[i] and (i != chosen if higher else i == chosen)]
    if not doubtful:
        return None
    names = joined([plan.points[i].name for i in doubtful])
    return (
        f"No best alternative in {label(metric)} is selected: the end of the run cuts off tasks of {names}, whose "
        f"{label(metric)} is a lower bound. A longer horizon would tell."
    )


def _selection_note(
    plan: Plan, metric: str, rules: selection.SelectionPlan, done: int, chosen: int | None, skipped: int
) -> str:
    left_out = f" {skipped} replications with a failed run were left out." if skipped else ""
    if chosen is None:
        return f"After {done} replications, the most allowed, no best alternative in {metric} is selected.{left_out}"
    return (
        f"{plan.points[chosen].name} is selected as best in {label(metric)}: with probability "
        f"{100.0 * (1.0 - rules.alpha):g} % or more it is the best, or within {change(metric, rules.delta)[1:]} of it "
        f"(procedure KN, after {done} replications).{left_out}"
    )
