"""The guarantees that the program prints, a line each: a new one is a new line.

A cell is a guarantee under one condition; a card has at most 300.
"""

from benchmarks.scorecard.card import Procedure
from benchmarks.scorecard.comparing import (
    DEFAULT_DELTA,
    SHARE_DELTA,
    best_is_modest,
    chose_best,
    comparison,
    differences_hold,
    equivalence_holds,
    is_warned,
    mean_holds,
    never,
    precise,
    quantile_holds,
    requirement,
    selecting,
    stop_holds,
    verdicts_hold,
)
from benchmarks.scorecard.conditions import (
    ALONE,
    BASE,
    CLOSE_TIES,
    CORRELATIONS,
    EVERY_SHAPE,
    MISSING,
    PAIRED,
    SIZES,
    SKEWED_SIZES,
    Condition,
    Pair,
)
from benchmarks.scorecard.moving import CHANCES, LARGEST, SOBOL, Chance, idle_does_not_move, total_holds
from benchmarks.scorecard.shapes import (
    EXPONENTIAL,
    LOGNORMAL_2,
    LOGNORMAL_4,
    NORMAL,
    RARE_1,
    RARE_5,
    SHARE_99,
    TIES,
    ZEROS,
)
from benchmarks.scorecard.steady import BATCHED, SERIES, batches_hold
from benchmarks.scorecard.trends import TREND, WAVES, nothing_moves
from sim.measures.comparison.alternatives import RESAMPLES
from sim.measures.questions.evidence import Meets

TIME_SHAPES = tuple(condition for condition in EVERY_SHAPE if not condition.shape.tasks)
TIMES = tuple(condition for condition in (*TIME_SHAPES, *SIZES, *SKEWED_SIZES) if not condition.shape.tasks)
SHARES = tuple(condition for condition in (*EVERY_SHAPE, *SKEWED_SIZES) if condition.shape.tasks)
LARGE = tuple(Condition(shape, n=100) for shape in (NORMAL, EXPONENTIAL, LOGNORMAL_4, TIES))
BOTH_TIES = tuple(Condition(correlation=rho) for rho in (-0.5, 0.0, 0.5, 0.9))
FEW = (BASE, *SIZES, *(Condition(shape) for shape in (EXPONENTIAL, LOGNORMAL_4, TIES, SHARE_99)))

EQUAL = comparison("two equals", Pair(), resamples=RESAMPLES)
STEADY = comparison("a steady baseline of the same mean", Pair(steady=True))
FOUR = comparison("four equals beside the baseline", Pair(others=4))
WORSE = comparison("worse by the least difference that matters, told", Pair(apart=DEFAULT_DELTA))
WORSE_BY_DEFAULT = comparison(
    "larger by the least difference, by default", Pair(apart=DEFAULT_DELTA, scaled=True), delta_is_given=False
)
FEWER = comparison("fewer by the least difference that matters, told", Pair(apart=SHARE_DELTA))
MISSED, KEPT = requirement("just missed", is_missed=True), requirement("just kept", is_missed=False)
CLOSE = selecting("one better by 0.32 standard deviations", lambda c: Pair(1, _slip(c)), lambda s: 0.32 * s.deviation)
FIVE = selecting("one of five better by 0.32", lambda c: Pair(4, _slip(c)), lambda s: 0.32 * s.deviation)
CLOSE_SHARE = selecting("one better by a point", lambda _: Pair(apart=SHARE_DELTA), lambda _: SHARE_DELTA)
# Where runs differ by more than their mean, or rarely and by far, 20 % would take thousands of runs.
STOP = precise(
    "mean within 20 or 50 %", lambda s: 0.5 if s in (LOGNORMAL_2, LOGNORMAL_4, ZEROS, RARE_1, RARE_5) else 0.2
)


def _slip(condition: Condition) -> float:
    return 0.32 * condition.shape.deviation / condition.shape.mean


PROCEDURES = (
    Procedure("interval of a mean", 0.95, PAIRED, EQUAL, mean_holds),
    Procedure("interval of a median", 0.95, FEW, EQUAL, quantile_holds(50)),
    Procedure("interval of a 95th percentile", 0.95, LARGE, EQUAL, quantile_holds(95)),
    Procedure("interval of a difference, two equals", 0.95, PAIRED, EQUAL, differences_hold, is_warned),
    Procedure("verdict, two equals", 0.95, PAIRED, EQUAL, verdicts_hold),
    Procedure("interval of a difference to a steady baseline", 0.95, TIMES, STEADY, differences_hold, is_warned),
    Procedure("verdict, against a steady baseline of the same mean", 0.95, TIMES, STEADY, verdicts_hold),
    Procedure("intervals of four differences together", 0.95, FEW, FOUR, differences_hold, is_warned),
    Procedure("four verdicts together", 0.95, FEW, FOUR, verdicts_hold),
    Procedure("no practical difference, least difference told", 0.95,
              (*TIME_SHAPES, *SIZES, *CORRELATIONS, *MISSING), WORSE, equivalence_holds),
    Procedure("no practical difference, least difference by default", 0.95,
              (*TIME_SHAPES, *SIZES, *CORRELATIONS, *CLOSE_TIES), WORSE_BY_DEFAULT, equivalence_holds),
    Procedure("no practical difference between shares", 0.95, SHARES, FEWER, equivalence_holds),
    Procedure("probability of being best above 95 %, of two equals", 0.90, (*ALONE, *CORRELATIONS), EQUAL,
              best_is_modest),
    Procedure("meets, of a requirement just missed", 0.95, ALONE, MISSED, never(Meets.YES)),
    Procedure("does not meet, of a requirement just kept", 0.95, (*EVERY_SHAPE, *SIZES), KEPT, never(Meets.NO)),
    Procedure("selection of the best of two", 0.95, (*TIME_SHAPES, *CORRELATIONS), CLOSE, chose_best),
    Procedure("selection of the best of five", 0.95, BOTH_TIES, FIVE, chose_best),
    Procedure("selection of the best of two shares", 0.95, tuple(c for c in EVERY_SHAPE if c.shape.tasks), CLOSE_SHARE,
              chose_best),
    Procedure("mean at the stop of a precision", 0.95, EVERY_SHAPE, STOP, stop_holds),
    Procedure("mean of one long run, by batch means", 0.95, SERIES, BATCHED, batches_hold),
    Procedure("a trend where nothing moves", 0.95, WAVES, TREND, nothing_moves),
    Procedure("Sobol total of 69 %", 0.95, (Chance(),), SOBOL, total_holds(0)),
    Procedure("Sobol total of 25 %", 0.95, (Chance(), Chance(kind=LARGEST)), SOBOL, total_holds(1)),
    Procedure("Sobol total of 6 %", 0.95, CHANCES, SOBOL, total_holds(2)),
    Procedure("moves it, of a factor that is idle but for chance", 0.95, CHANCES, SOBOL, idle_does_not_move),
)  # fmt: skip
