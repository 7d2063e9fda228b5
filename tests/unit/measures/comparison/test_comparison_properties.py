"""What must hold for any numbers: no difference to oneself, the same answer in other units and another order."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.luck import Purpose, uniforms
from sim.measures.comparison import best as chances
from sim.measures.comparison import mean, quantile
from sim.measures.comparison.paired import paired_differences
from sim.measures.comparison.precision import PrecisionRule, advance, begin
from sim.measures.comparison.verdict import Verdict
from sim.measures.statistics.intervals import t_quantile

# Whole numbers over 8: scaled by powers of two and shifted they stay exact, so equality can be asked for.
eighths = st.integers(-800, 800).map(lambda i: i / 8.0)


@st.composite
def tables(draw):
    return draw(arrays(float, (draw(st.integers(2, 20)), draw(st.integers(2, 5))), elements=eighths))


def mean_interval(values):
    return mean.mean_interval(values)


def quantile_interval(values, q):
    return quantile.quantile_interval(values, q)


def probability_of_best(table, u, **settings):
    return chances.probability_of_best(table, u, **settings)


def answers(table, delta=1.0, higher_is_better=True):
    return paired_differences(table[:, 0], table[:, 1:], higher_is_better=higher_is_better, delta=delta)


@given(arrays(float, st.integers(2, 30), elements=st.floats(-1e6, 1e6)), st.floats(0.0, 10.0))
def test_nothing_differs_from_itself(values, delta):
    (answer,) = paired_differences(values, values[:, None], higher_is_better=True, delta=delta)
    assert answer[:4] == (0.0, None, None, 1.0)
    assert answer.variance_reduction is None
    assert answer.verdict is Verdict.UNDECIDED
    (sure,) = paired_differences(values, values[:, None], higher_is_better=True, delta=delta, certain=[True])
    assert sure[:4] == (0.0, 0.0, 0.0, 1.0)
    assert sure.verdict is Verdict.NO_PRACTICAL_DIFFERENCE


@given(tables(), st.sampled_from([0.25, 2.0, 16.0]), st.integers(-64, 64))
def test_other_units_change_no_verdict(table, scale, shift):
    for one, other in zip(answers(table), answers(scale * table + shift, delta=scale), strict=True):
        assert other.verdict is one.verdict
        assert other.difference == pytest.approx(scale * one.difference)
        if one.low is None:
            assert (other.low, other.high) == (None, None)
        else:
            assert (other.low, other.high) == pytest.approx((scale * one.low, scale * one.high))
        assert other.variance_reduction == pytest.approx(one.variance_reduction)


@given(tables())
def test_less_is_more_the_other_way_round(table):
    for one, other in zip(answers(table), answers(-table, higher_is_better=False), strict=True):
        assert (one.verdict, one.p_value) == (other.verdict, other.p_value)
        assert one.low == (None if other.high is None else -other.high)


@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_alternatives_only_orders_the_answers(table, random):
    order = list(range(1, table.shape[1]))
    random.shuffle(order)
    straight = answers(table)
    assert answers(table[:, [0, *order]]) == tuple(straight[i - 1] for i in order)


@given(
    tables(),
    st.booleans(),
    st.sampled_from([0.0, 0.5, 40.0]),
    st.sampled_from([0.9, 0.95, 0.999]),
    st.sampled_from([None, 20.0]),
)
def test_a_verdict_is_what_its_interval_says(table, higher_is_better, delta, confidence, tasks):
    values = table if tasks is None else (table + 100.0) / 200.0  # shares lie within 0 and 1
    found = paired_differences(
        values[:, 0],
        values[:, 1:],
        higher_is_better=higher_is_better,
        delta=delta if tasks is None else delta / 200.0,
        confidence=confidence,
        tasks=None if tasks is None else [tasks] * (table.shape[1] - 1),
    )
    above, below = (Verdict.BETTER, Verdict.WORSE) if higher_is_better else (Verdict.WORSE, Verdict.BETTER)
    for each in found:
        if each.low is None or each.high is None:
            assert each.verdict is Verdict.UNDECIDED
            continue
        assert each.difference is not None
        assert each.low <= each.difference <= each.high
        limit = delta if tasks is None else delta / 200.0
        if -limit <= each.low and each.high <= limit:
            assert each.verdict is Verdict.NO_PRACTICAL_DIFFERENCE
            continue
        assert (each.verdict is above) == (each.low > 0.0)
        assert (each.verdict is below) == (each.high < 0.0)
        alpha = 1.0 - confidence
        if abs(each.p_value - alpha) > 1e-6:
            assert (each.verdict in {above, below}) == (each.p_value < alpha)


@given(arrays(float, st.integers(2, 60), elements=eighths), st.sampled_from([0.5, 4.0]), st.integers(-64, 64))
def test_intervals_move_with_the_values(values, scale, shift):
    one, other = mean_interval(values), mean_interval(scale * values + shift)
    moved_by_hand = [None if number is None else scale * number + shift for number in one[:3]]
    assert other[:3] == pytest.approx(moved_by_hand, abs=1e-9)
    median, moved = quantile_interval(values, 50), quantile_interval(scale * values + shift, 50)
    if median.low is not None:
        assert (moved.low, moved.high) == (scale * median.low + shift, scale * median.high + shift)


@settings(max_examples=50)
@given(tables(), st.randoms(use_true_random=False), st.booleans())
def test_chances_of_being_best(table, random, higher_is_better):
    u = np.stack([uniforms(1, 0, Purpose.BOOTSTRAP, 0, k, len(table)) for k in range(50)])
    order = list(range(table.shape[1]))
    random.shuffle(order)
    best = probability_of_best(table, u, higher_is_better=higher_is_better)
    other = probability_of_best(4.0 * table[:, order] - 8.0, u, higher_is_better=higher_is_better)
    assert sum(best.probability) == pytest.approx(1.0)
    assert min(best.opportunity_cost) >= 0.0
    assert other.probability == pytest.approx([best.probability[i] for i in order])
    assert other.opportunity_cost == pytest.approx([4.0 * best.opportunity_cost[i] for i in order], abs=1e-9)


@given(arrays(float, st.integers(3, 60), elements=st.floats(1.0, 100.0)), st.floats(0.01, 0.5))
def test_a_stop_is_precise(values, relative):
    rule, state = PrecisionRule(relative), begin(1)
    for value in values:
        state, decision = advance(rule, state, [value])
        if decision.enough:
            break
    assume(decision.enough)
    stopped = values[: state.replications]
    half = t_quantile(0.975, stopped.size - 1) * stopped.std(ddof=1) / stopped.size**0.5
    assert half <= relative * stopped.mean() * (1.0 + 1e-9) + 1e-9
    assert state.replications >= 3 + 5
