"""What the care for skewed, rare and missing values costs where values are normal, in replications.

    python -m benchmarks.normal_cost [STUDIES]

Each procedure is held against the textbook's for normal values on the same samples (Law, "Simulation Modeling and
Analysis", 5th ed., sections 9.4 and 10.2; Hoad, Robinson, Davies 2010; Kim, Nelson 2001):

- of an interval the squared ratio of the mean widths, which is that of the replications for the same width;
- of a verdict or a proof the replications with which it comes as often as the textbook's does with n (in four studies
  of five), over n;
- of a rule that stops the replications at its stop.
"""

import math
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.measures.comparison import precision, selection
from sim.measures.comparison.mean import mean_interval
from sim.measures.comparison.paired import PairedDifference, paired_differences
from sim.measures.comparison.verdict import Verdict
from sim.measures.questions.evidence import Meets, evidence, verdict
from sim.measures.questions.requirement import Requirement
from sim.measures.statistics.intervals import normal_quantile, t_quantile

Array = npt.NDArray[np.float64]

SEED, STUDIES = 4_711, 1_000
MEAN, SPREAD, TAIL = 10.0, 3.0, 0.025
SIZES = (10, 20, 30, 100)
_SHARES = (1.0, 1.05, 1.1, 1.15, 1.2, 1.25, 1.3, 1.4, 1.6, 2.0, 3.0)
_MOST = 2_000
_TIMES = (0.0, math.inf)


class Cost(NamedTuple):
    """What a procedure takes, as a multiple of the textbook's replications."""

    procedure: str
    ratio: float


def rows(name: int, studies: int, n: int, columns: int = 2) -> Array:
    """Return standard normal values, (studies, n, columns); the first ones are those of fewer studies."""
    luck = [np.random.Generator(np.random.Philox([SEED, name, study])) for study in range(studies)]
    return np.stack([each.standard_normal((n, columns)) for each in luck])


def mean_width(n: int, studies: int) -> float:
    """Return the cost of the interval of a mean."""
    values = MEAN + SPREAD * rows(1, studies, n, 1)[:, :, 0]
    found = [mean_interval(each, within=_TIMES) for each in values]
    return _squared([(each.high or 0.0) - (each.low or 0.0) for each in found], values)


def difference_width(n: int, studies: int) -> float:
    """Return the cost of the interval of a difference."""
    tables = MEAN + SPREAD * rows(2, studies, n)
    found = [_pair(table, 0.0) for table in tables]
    return _squared([(each.high or 0.0) - (each.low or 0.0) for each in found], tables[:, :, 1] - tables[:, :, 0])


def _squared(widths: Sequence[float], values: Array) -> float:
    n = values.shape[1]
    plain = 2.0 * t_quantile(1.0 - TAIL, n - 1) * values.std(axis=1, ddof=1) / math.sqrt(n)
    return (float(np.mean(widths)) / float(np.mean(plain))) ** 2


def _pair(table: Array, delta: float) -> PairedDifference:
    (found,) = paired_differences(table[:, 0], table[:, 1:], higher_is_better=False, delta=delta, within=_TIMES)
    return found


def better(n: int, studies: int) -> float:
    """Return the cost of the verdict `better`, of a difference that the textbook tells in four studies of five."""
    gain = _detectable(n, TAIL) * SPREAD * math.sqrt(2.0)
    drawn = MEAN + SPREAD * rows(3, studies, 3 * n) - np.array([0.0, gain])

    def plainly(size: int) -> int:
        return int((-_t(drawn[:, :size, 1] - drawn[:, :size, 0]) >= t_quantile(1.0 - TAIL, size - 1)).sum())

    return _as_often(n, plainly(n), lambda size: sum(_pair(t[:size], 0.0).verdict is Verdict.BETTER for t in drawn))


def no_difference(n: int, studies: int) -> float:
    """Return the cost of the verdict `no practical difference` of two equals, by two one-sided tests."""
    delta = (t_quantile(1.0 - TAIL, n - 1) + normal_quantile(0.9)) * SPREAD * math.sqrt(2.0 / n)
    drawn = MEAN + SPREAD * rows(4, studies, 3 * n)
    away = drawn[:, :n, 1] - drawn[:, :n, 0]
    quantile = t_quantile(1.0 - TAIL, n - 1)
    plain = int(((_t(away + delta) >= quantile) & (_t(delta - away) >= quantile)).sum())
    same = Verdict.NO_PRACTICAL_DIFFERENCE
    return _as_often(n, plain, lambda size: sum(_pair(t[:size], delta).verdict is same for t in drawn))


def requirement(n: int, studies: int, meets: bool) -> float:
    """Return the cost of showing that a limit is kept to, or missed."""
    drawn = MEAN + SPREAD * rows(5, studies, 3 * n, 1)[:, :, 0]
    away = _detectable(n, 0.05) * SPREAD
    asked = Requirement("makespan", True, MEAN + (away if meets else -away))
    said = Meets.YES if meets else Meets.NO
    plain = _t((asked.limit - drawn[:, :n]) * (1.0 if meets else -1.0)) >= t_quantile(0.95, n - 1)
    return _as_often(
        n, int(plain.sum()), lambda size: sum(verdict([evidence(v[:size], asked)], 0.05) is said for v in drawn)
    )


def _detectable(n: int, tail: float) -> float:
    """Return the difference, in standard deviations, that Student's t tells in about four studies of five."""
    return (t_quantile(1.0 - tail, n - 1) + normal_quantile(0.8)) / math.sqrt(n)


def _t(values: Array) -> Array:
    return np.asarray(values.mean(axis=1) / values.std(axis=1, ddof=1) * math.sqrt(values.shape[1]))


def _as_often(n: int, plain: int, told: Callable[[int], int]) -> float:
    sizes = (math.ceil(share * n) for share in _SHARES)
    return next((size / n for size in sizes if told(size) >= plain), math.inf)


def precise(relative: float, studies: int) -> float:
    """Return the cost of `--precision`, with its look-ahead and without fewer than ten replications."""
    rule = precision.PrecisionRule(relative, minimum=10)
    drawn = MEAN + SPREAD * rows(6, studies, _MOST // 4, 1)[:, :, 0]
    used, plain = 0, 0
    for values in drawn:
        state = precision.begin(1, from_zero=[True])
        for value in values:
            state, decision = precision.advance(rule, state, [value])
            if decision.enough:
                break
        used, plain = used + state.replications, plain + _plain_stop(values, rule)
    return used / plain


def _plain_stop(values: Array, rule: precision.PrecisionRule) -> int:
    n = np.arange(1, len(values) + 1)
    means = np.cumsum(values) / n
    deviations = np.sqrt(np.maximum(np.cumsum(values * values) - n * means * means, 0.0) / np.maximum(n - 1, 1))
    since = 0
    for number in range(rule.minimum, len(values) + 1):
        half = t_quantile(1.0 - TAIL, number - 1) * float(deviations[number - 1]) / math.sqrt(number)
        since = (since or number) if half <= rule.relative * float(means[number - 1]) else 0
        if since and number - since >= rule.look_ahead_from(since):
            return number
    return len(values)


def selected(delta: float, studies: int) -> float:
    """Return the cost of `--select-best` of two, the better one ahead by delta standard deviations of a difference."""
    plan = selection.SelectionPlan(2, delta)
    used, plain = 0, 0
    for drawn in rows(7, studies, _MOST, 1)[:, :, 0] + delta:
        state = selection.begin(plan)
        for value in drawn:
            state, _ = selection.advance(plan, state, [0.0, value])
            if selection.selected(state) is not None:
                break
        used, plain = used + state.replications, plain + _plain_choice(plan, drawn)
    return used / plain


def _plain_choice(plan: selection.SelectionPlan, drawn: Array) -> int:
    n = np.arange(1, len(drawn) + 1)
    end = plan.h_squared() * drawn[: plan.first_stage].var(ddof=1) / plan.delta**2
    over = np.abs(np.cumsum(drawn)) > np.maximum(0.0, plan.delta / 2.0 * (end - n))
    return plan.first_stage + int(np.argmax(over[plan.first_stage - 1 :]))


def costs(studies: int) -> list[Cost]:
    """Return what each procedure costs."""
    found = [Cost(f"interval of a mean, n = {n}", mean_width(n, studies)) for n in SIZES]
    found += [Cost(f"interval of a difference, n = {n}", difference_width(n, studies)) for n in SIZES]
    found += [Cost(f"`better`, as often as with n = {n}", better(n, studies)) for n in SIZES]
    found += [Cost(f"`no practical difference`, as often as with n = {n}", no_difference(n, studies)) for n in SIZES]
    for meets, said in ((True, "meets"), (False, "does not meet")):
        found += [Cost(f"`{said}`, as often as with n = {n}", requirement(n, studies, meets)) for n in SIZES]
    found += [Cost(f"`--precision {share:g}`", precise(share, studies // 5)) for share in (0.2, 0.1, 0.05)]
    found += [
        Cost(f"`--select-best`, ahead by {delta:g} standard deviations", selected(delta, studies))
        for delta in (0.2, 0.3, 0.5, 1.0)
    ]
    return found


def report(studies: int) -> str:
    """Return the table."""
    lines = [f"| {cost.procedure} | {cost.ratio:.2f} |" for cost in costs(studies)]
    return "\n".join(["| procedure | replications / the textbook's |", "|---|---|", *lines])


if __name__ == "__main__":
    print(report(int(sys.argv[1]) if len(sys.argv) > 1 else STUDIES))
