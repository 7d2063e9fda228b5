"""How many replications: until every mean, or every difference, is known to a stated precision."""

import math
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np

from sim.document.quantity import count, percent
from sim.measures.comparison import precision
from sim.measures.comparison.criterion import is_open
from sim.measures.comparison.cut_off import most as most_of
from sim.measures.comparison.outlook import subtract
from sim.measures.comparison.ratio import pseudo_values
from sim.measures.comparison.skewed_t import FEW
from sim.measures.comparison.unseen import unseen_share
from sim.measures.metrics.catalogue import SHARES_OF_TASKS, greatest, metric_info
from sim.scenario.spec.certainty import is_without_luck
from sim.study.comparison.stopping import MINIMUM, Array, Compute, Stop, Values, without_values
from sim.work.runs import Plan
from sim.work.tasks_a_run import TASK_COUNTS, tasks_by_point


class Precise(NamedTuple):
    """What is to be known precisely.

    Args:
        metrics: in which.
        relative: greatest half-width of an interval, as a share of the mean, or of the baseline's mean.
        confidence: of each interval of a mean, and of all differences of a metric together.
        pairs: of points whose differences are asked for, the baseline's place first; None: means are.
        whose: the baseline's name in words, where differences are asked for.
    """

    metrics: tuple[str, ...]
    relative: float
    confidence: float
    pairs: tuple[tuple[int, int], ...] | None = None
    whose: str = ""

    @property
    def rule(self) -> precision.PrecisionRule:
        """When to stop; few differences say too little of their shape to stop at."""
        if self.pairs is None:
            return precision.PrecisionRule(self.relative, self.confidence, MINIMUM)
        each = (1.0 - self.confidence) / len(self.pairs)
        return precision.PrecisionRule(self.relative, 1.0 - each, FEW)

    @property
    def what(self) -> str:
        """What is to be known, in words."""
        metrics = ", ".join(self.metrics)
        return f"the means of {metrics}" if self.pairs is None else f"the differences in {metrics}"

    @property
    def within(self) -> str:
        """How precisely, in words."""
        unit = "" if self.pairs is None else f" of the mean of {self.whose}"
        return f"to within {100.0 * self.relative:g} %{unit} at {100.0 * self.confidence:g} %"


def pairs_with(base: int | None, points: int) -> tuple[tuple[int, int], ...]:
    """Return the pairs whose differences are asked for.

    Args:
        base: place of the baseline; None: it is the best, which may be any.
        points: how many there are.

    >>> pairs_with(0, 3), pairs_with(None, 3)
    (((0, 1), (0, 2)), ((0, 1), (0, 2), (1, 2)))
    """
    if base is None:
        return tuple(combinations(range(points), 2))
    return tuple((base, other) for other in range(points) if other != base)


def until_precise(plan: Plan, asked: Precise, most: int, compute: Compute, values: Values) -> Stop:
    """Run until every interval that is asked for is narrow enough and stays so.

    Rounds are planned from what is known, so their number does not depend on how fast the machine is. The
    replications of the last round beyond the stopping point are kept: they were run.

    Args:
        plan: the points.
        asked: what is to be known, and how precisely.
        most: replications at which to give up.
        compute: does the runs.
        values: reads them.
    """
    rule, done, state = asked.rule, 0, None
    wanted = min(most, rule.minimum + rule.look_ahead)
    while True:
        outcome = compute(plan, wanted)
        table = values(plan, wanted, _read(asked.metrics))
        columns, scales = _columns(asked, table)
        # What depends on all replications, as a ratio of totals does, is looked at anew from the first one on.
        if state is None or scales is not None or any(metric_info(name).divided_by for name in asked.metrics):
            state, done = _begin(plan, asked, table), 0
        enough, forecast = False, None
        for place in range(done, wanted):
            unit = None if scales is None else scales[:, place]
            state, decision = precision.advance(rule, state, columns[:, place], unit)
            enough, forecast = enough or decision.enough, decision.forecast
        done = wanted
        why = _never(plan, asked, table) if outcome.is_complete else None
        if why is not None:
            return Stop(done, outcome, (f"{asked.what[0].upper()}{asked.what[1:]} cannot become precise: {why}.",))
        if enough or done >= most or not outcome.is_complete:
            return Stop(done, outcome, (_note(plan, asked, done, enough, forecast, columns),))
        ahead = forecast if forecast is not None else 2 * done
        wanted = min(most, max(done + rule.look_ahead_from(done), min(ahead + rule.look_ahead, 2 * done)))


def _read(metrics: Sequence[str]) -> tuple[str, ...]:
    below = [info.divided_by for info in map(metric_info, metrics) if info.divided_by]
    return tuple(dict.fromkeys([*metrics, *below, *TASK_COUNTS]))


def _columns(asked: Precise, table: Mapping[str, Array]) -> tuple[Array, Array | None]:
    """Return what is known precisely, a row a mean or difference; and what it is measured by, None: its own mean."""
    runs = [_of_metric(name, table) for name in asked.metrics]  # each (points, replications)
    if asked.pairs is None:
        return np.concatenate(runs), None
    rows = [subtract(each[other], each[base]) for each in runs for base, other in asked.pairs]
    scales = [np.abs(_running_mean(each[base])) for each in runs for base, _ in asked.pairs]
    return np.array(rows), np.array(scales)


def _of_metric(name: str, table: Mapping[str, Array]) -> Array:
    below = metric_info(name).divided_by
    return table[name] if not below else pseudo_values(table[name].T, table[below].T).T


def _running_mean(values: Array) -> Array:
    known = ~np.isnan(values)
    return np.asarray(np.cumsum(np.where(known, values, 0.0)) / np.maximum(np.cumsum(known), 1))


def _begin(plan: Plan, asked: Precise, table: Mapping[str, Array]) -> precision.PrecisionState:
    # Of the first round: what a run has of tasks is the same in all of them, or nearly.
    tasks = np.array(tasks_by_point(table), dtype=float)
    certain = np.array([is_without_luck(point.scenario) for point in plan.points])
    if asked.pairs is not None:
        one, other = np.array(asked.pairs).T
        tasks, certain = np.minimum(tasks[one], tasks[other]), certain[one] & certain[other]
    unknown, number = np.full(tasks.size, np.nan), len(asked.metrics)
    sizes = np.concatenate([tasks if name in SHARES_OF_TASKS else unknown for name in asked.metrics])
    times = [asked.pairs is None and math.isinf(greatest(name)) for name in asked.metrics for _ in tasks]
    return precision.begin(sizes.size, sizes, np.tile(certain, number), times, asked.pairs is not None)


def _never(plan: Plan, asked: Precise, table: Mapping[str, Array]) -> str | None:
    """Return why no number of replications makes it precise; None: it may."""
    empty = without_values(plan, table, asked.metrics)
    if empty is not None or asked.pairs is None:
        return empty
    counted, unfinished, _ = (table[name] for name in TASK_COUNTS)
    for name in asked.metrics:
        ends = most_of(name, table[name], unfinished, counted)
        absent = np.isnan(table[name])
        for base, other in asked.pairs:
            alone = int((absent[base] != absent[other]).sum())
            names = f"{plan.points[other].name} and {plan.points[base].name}"
            if alone:
                return f"in {count(alone, 'replication')} only one of {names} has a value of {name}"
            if is_open(table[name][[base, other]], ends[[base, other]]):
                return f"the end of the run cuts off tasks of {names}; a longer horizon would tell"
    return None


def _note(plan: Plan, asked: Precise, done: int, enough: bool, forecast: int | None, columns: Array) -> str:
    if enough:
        alike = "" if _is_certain(plan) else _alike_note(columns, asked)
        return f"{done} replications give {asked.what} {asked.within}, in every alternative.{alike}"
    more = "" if forecast is None else f"; about {forecast} would be needed"
    return f"After {done} replications, the most allowed, {asked.what} {asked.within} are not reached{more}."


def _is_certain(plan: Plan) -> bool:
    return all(is_without_luck(point.scenario) for point in plan.points)


def _alike_note(columns: Array, asked: Precise) -> str:
    """Return what is taken for granted where something never varied."""
    if not (columns == columns[:, :1]).all(axis=1).any():
        return ""
    unseen = unseen_share(columns.shape[1], 1.0 - asked.confidence)
    return f" Some never varied: a kind of run that comes in less than {percent(unseen)} of all may not have been seen."
