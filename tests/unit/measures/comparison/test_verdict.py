import pytest
from scipy import stats

from sim.measures.comparison.holm_bounds import Estimate
from sim.measures.comparison.verdict import Verdict, judge


def verdict(mean: float, error: float, delta: float, n: int = 31) -> Verdict:
    (judgement,) = judge([Estimate(mean, error, n)], delta)
    return judgement.verdict


def test_one_alternative_by_hand():
    # t(0.975; 30) = 2.0423: an interval of mean +- 2.0423 errors.
    assert verdict(2.05, 1.0, delta=0.0) is Verdict.BETTER
    assert verdict(2.03, 1.0, delta=0.0) is Verdict.UNDECIDED
    assert verdict(-2.05, 1.0, delta=0.0) is Verdict.WORSE
    # 0.4 +- 0.20423 ends at 0.60423
    assert verdict(0.4, 0.1, delta=0.61) is Verdict.NO_PRACTICAL_DIFFERENCE  # surely better, but by less than matters
    assert verdict(0.4, 0.1, delta=0.60) is Verdict.BETTER
    assert verdict(0.1, 0.1, delta=0.31) is Verdict.NO_PRACTICAL_DIFFERENCE
    assert verdict(0.1, 0.1, delta=0.30) is Verdict.UNDECIDED


def test_less_is_the_mirror_of_more():
    assert verdict(-0.4, 0.1, delta=0.61) is Verdict.NO_PRACTICAL_DIFFERENCE
    assert verdict(-0.4, 0.1, delta=0.60) is Verdict.WORSE
    assert verdict(-0.1, 0.1, delta=0.31) is Verdict.NO_PRACTICAL_DIFFERENCE
    assert verdict(-0.1, 0.1, delta=0.30) is Verdict.UNDECIDED


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_one_that_was_picked_out_of_two_must_be_surer(sign):
    # 2.2 errors are enough for one comparison (2.04 at 0.025), not for one of two (2.36 at 0.0125).
    gain = [Estimate(2.2 * sign, 1.0, 31)]
    (alone,), (picked,) = judge(gain, 0.0), judge(gain, 0.0, family=2)
    assert alone.verdict is (Verdict.BETTER if sign > 0.0 else Verdict.WORSE)
    assert picked.verdict is Verdict.UNDECIDED
    assert (alone.p_value, picked.p_value) == pytest.approx((2.0 * stats.t.sf(2.2, 30), 4.0 * stats.t.sf(2.2, 30)))


def test_p_value_of_one_alternative_is_that_of_the_t_test():
    (judgement,) = judge([Estimate(-1.5, 1.0, 31)], 0.0)
    assert judgement.p_value == pytest.approx(2.0 * stats.t.sf(1.5, 30))


def test_what_is_found_helps_to_find_the_rest():
    # Of two, 2.2 errors are not enough at 0.025 / 2 (2.36); once the other is found they are, at 0.025 (2.04).
    first, second = judge([Estimate(9.0, 1.0, 31), Estimate(2.2, 1.0, 31)], 0.0)
    assert (first.verdict, second.verdict) == (Verdict.BETTER, Verdict.BETTER)
    first, second = judge([Estimate(1.0, 1.0, 31), Estimate(2.2, 1.0, 31)], 0.0)
    assert (first.verdict, second.verdict) == (Verdict.UNDECIDED, Verdict.UNDECIDED)
    # Found on the other side it helps nothing: each side has its own half of the error.
    first, second = judge([Estimate(-9.0, 1.0, 31), Estimate(2.2, 1.0, 31)], 0.0)
    assert (first.verdict, second.verdict) == (Verdict.WORSE, Verdict.UNDECIDED)


def test_equal_values_need_to_be_enough():
    # All the same: 0.5 ** n <= 0.025 from n = 6.
    assert verdict(3.0, 0.0, delta=1.0, n=5) is Verdict.UNDECIDED
    assert verdict(3.0, 0.0, delta=1.0, n=6) is Verdict.BETTER
    assert verdict(0.0, 0.0, delta=0.0, n=5) is Verdict.UNDECIDED
    assert verdict(0.0, 0.0, delta=0.0, n=6) is Verdict.NO_PRACTICAL_DIFFERENCE


@pytest.mark.parametrize(("mean", "word"), [(3.0, Verdict.BETTER), (-3.0, Verdict.WORSE)])
def test_exactly_the_error_allowed_is_enough(mean, word):
    # 0.5 ** 5 = 1/32 is half of 1/16, to the last digit.
    (judgement,) = judge([Estimate(mean, 0.0, 5)], 1.0, alpha=1 / 16)
    assert judgement == (word, 1 / 16)


def test_nothing_to_judge():
    assert judge([], 0.0) == ()
    assert judge([None], 1.0) == ((Verdict.UNDECIDED, None),)
    with pytest.raises(ValueError, match="delta"):
        judge([None], -1.0)
    with pytest.raises(ValueError, match="delta"):
        judge([None], float("nan"))


def test_words():
    # The words of the output format.
    assert [str(v) for v in Verdict] == ["better", "worse", "no practical difference", "undecided"]
