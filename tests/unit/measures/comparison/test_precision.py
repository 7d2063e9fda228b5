import math

import pytest

from sim.measures.comparison import mean
from sim.measures.comparison.precision import PrecisionRule, advance, begin

OUT_OF_RANGE = "precision needs a minimum of 3 or more replications, and a look-ahead of 0 or more"


def mean_interval(values):
    return mean.mean_interval(values)


def half_width(interval):
    """The upper half of an interval, as a share of the mean."""
    assert interval.mean is not None
    assert interval.high is not None
    return (interval.high - interval.mean) / interval.mean


def run(rule, rows):
    """Feed rows until it is enough; return the number of the last one and its decision."""
    state = begin(len(rows[0]))
    for row in rows:
        state, decision = advance(rule, state, row)
        if decision.enough:
            break
    return state, decision


def test_by_hand():
    # 10, 11, 12, 11: after three, 4.302653 * 1 / sqrt(3) / 11 = 0.2258; after four the mean is 11, the variance 2/3:
    # 3.182446 * sqrt(2/3 / 4) / 11 = 0.1181. Precise to 0.2 at the fourth, and once more at the fifth.
    state, decision = run(PrecisionRule(0.2, look_ahead=1), [[10.0], [11.0], [12.0], [11.0], [11.0], [11.0]])
    assert (state.replications, state.met_since, decision.met) == (5, 4, (True,))
    state, decision = run(PrecisionRule(0.2, look_ahead=0), [[10.0], [11.0], [12.0], [11.0]])
    assert (state.replications, state.met_since) == (4, 4)
    assert decision.relative_half_widths == pytest.approx((0.118112,), abs=1e-6)
    # 0.118112 to become 0.05: (0.118112 / 0.05) ** 2 * 4 = 22.3
    _, decision = run(PrecisionRule(0.05), [[10.0], [11.0], [12.0], [11.0]])
    assert decision.forecast == 23


def test_a_lapse_in_the_look_ahead_starts_it_anew():
    # Precise at 4; the outlier at 5 undoes it; the look-ahead of 2 begins again when it is met again.
    rows = [[10.0], [10.1], [9.9], [10.0], [11.0]] + [[9.9], [10.1]] * 40
    state, _ = run(PrecisionRule(0.05, look_ahead=2), rows)
    assert state.met_since is not None
    assert state.met_since > 5
    assert state.replications == state.met_since + 2
    values = [row[0] for row in rows]
    at = mean_interval(values[: state.met_since])
    assert half_width(at) <= 0.05
    # For a little less than the error that is asked for.
    before = mean.mean_interval(values[: state.met_since - 1], 1.0 - 0.85 * 0.05)
    assert half_width(before) > 0.05


def test_the_half_width_is_that_of_the_interval():
    values = [3.0, 7.5, 4.0, 4.25, 6.0]
    _, decision = run(PrecisionRule(1e-9), [[value] for value in values])
    answer = mean_interval(values)
    assert decision.relative_half_widths == pytest.approx(((answer.high - answer.mean) / answer.mean,))


def test_all_metrics_must_be_precise_at_once():
    calm, wild = [10.0, 10.1, 9.9, 10.0] * 30, [1.0, 19.0] * 60
    both = [list(row) for row in zip(calm, wild, strict=True)]
    alone, _ = run(PrecisionRule(0.2), [[value] for value in wild])
    together, decision = run(PrecisionRule(0.2), both)
    assert together.replications == alone.replications > 50
    assert decision.met == (True, True)


def test_the_minimum_comes_first():
    state, _ = run(PrecisionRule(0.5, minimum=10, look_ahead=0), [[1.0], [1.01]] * 10)
    assert state.replications == 10


def test_values_that_never_vary_must_be_many():
    # Fifteen equal runs were enough once. 0.99 ** 315 is less than 0.85 * 5 %.
    rule = PrecisionRule(0.1, look_ahead=0)
    state, decision = run(rule, [[7.0]] * 20)
    assert (decision.met, decision.relative_half_widths, decision.forecast) == ((False,), (None,), 315)
    state, decision = run(rule, [[7.0]] * 400)
    assert (state.replications, decision.enough, decision.relative_half_widths) == (315, True, (0.0,))
    # A share cannot be further off than from end to end: 1 - 0.02125 ** (1 / n) is 10 % or less from 37 runs on.
    state = begin(1, tasks=[20.0])
    for _ in range(40):
        state, decision = advance(rule, state, [1.0])
        if decision.enough:
            break
    assert state.replications == 37
    assert decision.relative_half_widths == (pytest.approx(1.0 - 0.025 ** (1 / 37)),)
    # Where chance decides nothing, one value is all of them.
    state, decision = begin(1, certain=[True]), None
    for _ in range(3):
        state, decision = advance(rule, state, [7.0])
    assert decision == (True, (True,), (0.0,), 3)


def test_a_mean_of_zero():
    # Nothing ever happened, in many runs: as precise as can be. Happened on either side: never precise.
    assert run(PrecisionRule(0.1, look_ahead=0), [[0.0]] * 315)[1] == (True, (True,), (0.0,), 3)
    _, decision = run(PrecisionRule(0.1), [[-1.0], [1.0]] * 20)
    assert (decision.met, decision.relative_half_widths, decision.forecast) == ((False,), (None,), None)


def test_a_long_tail_asks_for_more():
    # Twenty exponential values: towards their tail the interval reaches further than Student's t.
    values = [-math.log((r * 0.618034) % 1.0 + 1e-3) for r in range(1, 21)]
    _, decision = run(PrecisionRule(1e-9), [[value] for value in values])
    answer = mean_interval(values)
    assert answer.high - answer.mean > 1.1 * (answer.mean - answer.low)
    assert decision.relative_half_widths == (pytest.approx((answer.high - answer.mean) / answer.mean),)


def test_a_missing_value_leaves_a_metric_as_it_was():
    state, decision = run(PrecisionRule(0.2), [[10.0, 5.0], [math.nan, 6.0], [11.0, 5.5]])
    assert state.counts.tolist() == [2.0, 3.0]
    expected = mean_interval([10.0, 11.0])
    assert decision.relative_half_widths[0] == pytest.approx((expected.high - 10.5) / 10.5)
    # never there: never enough
    _, decision = run(PrecisionRule(0.9), [[1.0, math.nan], [1.1, math.nan]] * 15)
    assert (decision.enough, decision.met) == (False, (True, False))


def test_a_negative_mean_is_as_precise_as_a_positive_one():
    values = [10.0, 11.0, 12.0, 11.0]
    plus, minus = (run(PrecisionRule(0.1), [[sign * v] for v in values])[1] for sign in (1.0, -1.0))
    assert plus.relative_half_widths == minus.relative_half_widths


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"relative": 0.0}, "precision: 0.0 is not above 0; 0.02 asks for the mean +- 2 %"),
        ({"relative": math.nan}, "precision: nan is not above 0; 0.02 asks for the mean +- 2 %"),
        ({"relative": math.inf}, "precision: inf is not above 0; 0.02 asks for the mean +- 2 %"),
        ({"relative": 0.1, "confidence": 0.0}, "confidence: 0.0 is not between 0 and 1"),
        ({"relative": 0.1, "confidence": 1.0}, "confidence: 1.0 is not between 0 and 1"),
        ({"relative": 0.1, "minimum": 2}, OUT_OF_RANGE),
        ({"relative": 0.1, "look_ahead": -1}, OUT_OF_RANGE),
    ],
)
def test_rules_that_make_no_sense(settings, message):
    with pytest.raises(ValueError) as caught:
        PrecisionRule(**settings)
    assert str(caught.value) == message


def test_the_look_ahead_grows_with_the_hundreds():
    rule = PrecisionRule(0.02, look_ahead=100)
    assert [rule.look_ahead_from(n) for n in (3, 100, 101, 200)] == [100, 100, 101, 200]


def test_a_mean_that_is_zero_but_for_rounding_is_no_unit():
    # The mean is 5e-8, the half-width more than 1e7.
    _, decision = run(PrecisionRule(0.1), [[-1e6], [1e6 + 1e-7]])
    assert decision.relative_half_widths == (None,)


def test_no_metric_asks_for_no_more_than_the_minimum():
    _, decision = run(PrecisionRule(0.1, minimum=4), [[]])
    assert (decision.met, decision.relative_half_widths, decision.forecast) == ((), (), 4)


def test_values_must_fit():
    with pytest.raises(ValueError, match="2 metrics"):
        advance(PrecisionRule(0.1), begin(1), [1.0, 2.0])
