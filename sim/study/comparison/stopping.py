"""How many replications: a number, or until the best is chosen with a guarantee."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sim.document.quantity import count, joined, percent
from sim.measures.comparison import selection
from sim.measures.comparison.criterion import is_open
from sim.measures.comparison.cut_off import most
from sim.measures.comparison.ratio_selection import advance_ratio
from sim.measures.comparison.unseen import unseen_share
from sim.measures.metrics.catalogue import SHARES_OF_TASKS, metric_info
from sim.report.comparison.metric_text import change, label
from sim.report.lower_bound import warmup_text
from sim.scenario.spec.certainty import is_without_luck
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
    rules = replace(rules, is_certain=all(is_without_luck(point.scenario) for point in plan.points))
    state = selection.begin(rules)
    done, wanted = 0, min(most, rules.first_stage)
    skipped = 0
    while True:
        outcome = compute(part(plan, state.remaining), wanted)
        read = values(plan, wanted, tuple(dict.fromkeys([metric, *_below(metric), *TASK_COUNTS])))
        if done == 0 and metric in SHARES_OF_TASKS:
            rules = replace(rules, tasks=_fewest_tasks(read))
        state, skipped = _advanced(rules, state, metric, read, done, skipped)
        done = wanted
        chosen = selection.selected(state)
        empty = without_values(plan, read, [metric]) if outcome.is_complete else None
        if empty is not None:
            return Stop(done, outcome, (f"No best alternative in {label(metric)} can be selected: {empty}.",))
        open_ = None if chosen is None else _cut_off(plan, metric, read, chosen)
        if open_ is not None:
            return Stop(done, outcome, (open_,))
        is_over = chosen is not None or selection.is_tied(rules, state)
        if is_over or done >= most or not outcome.is_complete:
            return Stop(done, outcome, (_selection_note(plan, metric, rules, state, done, skipped),), chosen)
        wanted = min(most, done + max(MINIMUM, done // 4))


def _below(metric: str) -> tuple[str, ...]:
    below = metric_info(metric).divided_by
    return (below,) if below else ()


def _advanced(
    rules: selection.SelectionPlan,
    state: selection.SelectionState,
    metric: str,
    read: Mapping[str, Array],
    done: int,
    skipped: int,
) -> tuple[selection.SelectionState, int]:
    """Return the state after the replications that are new, and how many were left out, of all alternatives."""
    if below := metric_info(metric).divided_by:
        ratios, denominators = (read[name][list(state.remaining)].T for name in (metric, below))
        known = np.asarray(~np.isnan(ratios * denominators).any(axis=1))
        before = int(known[:done].sum())
        return advance_ratio(rules, state, ratios[known], denominators[known], before), int((~known).sum())
    for row in read[metric].T[done:]:
        left = row[list(state.remaining)]
        if np.isnan(left).any():
            skipped += 1
            continue
        state, _ = selection.advance(rules, state, left)
        if len(state.remaining) == 1:
            break
    return state, skipped


def _fewest_tasks(table: Mapping[str, Array]) -> float | None:
    # Of the first round: what a run has of tasks is the same in all of them, or nearly.
    known = [tasks for tasks in tasks_by_point(table) if tasks is not None]
    return min(known, default=None)


def without_values(plan: Plan, table: Mapping[str, Array], metrics: Sequence[str]) -> str | None:
    """Return which metric has no value in any run of a point: no number of replications would give it one.

    Args:
        plan: the points.
        table: by metric, (points, replications), NaN where there is no value.
        metrics: that are looked at.
    """
    for name in metrics:
        for place, point in enumerate(plan.points):
            if not np.isnan(table[name][place]).all():
                continue
            warmup_s, counted = point.scenario.metrics.warmup, table[TASKS_COUNTED][place]
            if warmup_s > 0.0 and (counted == 0.0).any():
                return f"{point.name} has no value of {name}, since {warmup_text(warmup_s)}"
            return f"{point.name} has no value of {name} in any of {count(table[name].shape[1], 'run')}"
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
    plan: Plan, metric: str, rules: selection.SelectionPlan, state: selection.SelectionState, done: int, skipped: int
) -> str:
    chosen = selection.selected(state)
    if chosen is None:
        return _undecided_note(plan, metric, rules, state, done) + _left_out(skipped)
    name = f"{plan.points[chosen].name} is selected as best in {label(metric)}"
    if skipped:
        # Runs may fail because an alternative is bad: then the rest flatters it.
        rest = count(done - skipped, "replication")
        return f"{name} of {rest}, with no promise how sure that is:{_left_out(skipped)}"
    sure = f"{100.0 * (1.0 - rules.alpha):g} %"
    return (
        f"{name}: with probability {sure} or more it is the best, or within {change(metric, rules.delta)[1:]} of it "
        f"(procedure KN, after {done} replications). {_assumed(rules, state)}"
    )


def _assumed(rules: selection.SelectionPlan, state: selection.SelectionState) -> str:
    if rules.is_certain:
        return "Chance decides nothing in these scenarios: every run is like the first."
    if rules.tasks:
        return "Taken for granted: tasks fail independently of each other, or together, but not in turn."
    unseen = unseen_share(state.replications, rules.alpha / (rules.alternatives - 1))
    return (
        f"Taken for granted: no kind of run that these replications may not have shown, one that comes in less than "
        f"{percent(unseen)} of all runs, would change the order."
    )


def _undecided_note(
    plan: Plan, metric: str, rules: selection.SelectionPlan, state: selection.SelectionState, done: int
) -> str:
    names = joined([plan.points[i].name for i in state.remaining])
    if selection.is_tied(rules, state):
        return (
            f"No best alternative in {label(metric)} is selected: {names} had the same value in each of "
            f"{state.replications} replications. {_seen(rules)}"
        )
    why = f": {names} are left"
    if selection.is_held(state):
        why += ", and who is ahead may only have been spared so far by rare runs of large values"
    return f"After {done} replications, the most allowed, no best alternative in {metric} is selected{why}."


def _seen(rules: selection.SelectionPlan) -> str:
    if rules.is_certain:
        return "Chance decides nothing in these scenarios, so no further run would tell them apart."
    sure = f"{100.0 * (1.0 - rules.alpha):g} %"
    return f"If they differed in one run of a hundred, that would have shown with a chance of {sure}."


def _left_out(skipped: int) -> str:
    return f" {count(skipped, 'replication')} with a failed run or without a value were left out." if skipped else ""
