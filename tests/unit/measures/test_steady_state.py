"""Where a run becomes steady, and the mean of one long run, on series whose answers are known."""

import numpy as np
import pytest

from sim.measures.steady_state.batch_means import BatchMeans, batch_means
from sim.measures.steady_state.mser import mser5


def by_hand(values: list[float]) -> int:
    """MSER-5 as it is defined, sum by sum."""
    batches = [np.mean(values[i : i + 5]) for i in range(0, len(values) - 4, 5)]
    n = len(batches)
    errors = [np.sum((np.array(batches[d:]) - np.mean(batches[d:])) ** 2) / (n - d) ** 2 for d in range(n - 4)]
    return 5 * int(np.argmin(errors))


def test_the_truncation_is_the_one_of_the_least_error(luck_of):
    for number in range(20):
        values = (luck_of(number).standard_normal(203) + 8.0 * np.exp(-np.arange(203) / 15.0)).tolist()
        found = mser5(values)
        assert found is not None
        assert found.values == by_hand(values)
        assert found.statistic.shape == found.means.shape == (40,)


def test_a_ramp_is_cut_off_and_a_steady_series_is_not(luck_of):
    """A start that is 20 deviations off for 50 values; and none: of 50 series half are cut by no more than a tenth."""
    cuts, none = [], []
    for number in range(50):
        steady = luck_of(number).standard_normal(400)
        cuts.append(cut(steady + np.where(np.arange(400) < 50, 20.0, 0.0)))
        none.append(cut(steady))
    assert np.median(cuts) == 50
    assert min(cuts) >= 50
    assert np.median(none) <= 40


def test_what_never_settles_is_not_called_steady():
    found = mser5(np.arange(200.0) ** 2)
    assert found is not None
    assert not found.is_steady
    assert mser5(np.zeros(49)) is None
    assert cut(np.zeros(50)) == 0


def cut(values) -> int:
    found = mser5(values)
    assert found is not None
    return found.values


def batched(values) -> BatchMeans:
    found = batch_means(values)
    assert found is not None
    return found


@pytest.fixture
def luck_of():
    return lambda number: np.random.Generator(np.random.Philox([31, number]))


def autoregressive(luck: np.random.Generator, n: int, alike: float) -> np.ndarray:
    shocks = luck.standard_normal(n)
    values = [shocks[0] / np.sqrt(1.0 - alike**2)]
    for shock in shocks[1:]:
        values.append(alike * values[-1] + shock)
    return np.array(values)


def test_the_interval_of_batches_holds_where_single_values_mislead(luck_of):
    """300 series of 2,000 values, neighbours alike by 0.8: fewer than 91.2 % once in a thousand at 95 %.

    The control takes the values for independent: its intervals are three times too short.
    """
    held = answers = naive = 0
    for number in range(300):
        series = autoregressive(luck_of(number), 2_000, 0.8)
        found = batched(series)
        if found.low is not None and found.high is not None:
            answers += 1
            held += found.low <= 0.0 <= found.high
        naive += abs(series.mean()) <= 1.96 * series.std() / np.sqrt(series.size)
    assert answers > 255, "one in ten is found alike by chance"
    assert held / answers >= 0.912
    assert naive / 300 < 0.6


def test_batches_that_are_too_short_have_no_interval(luck_of):
    """Neighbours alike by 0.99 in batches of ten: hardly one series of fifty is taken for independent."""
    without = sum(batched(autoregressive(luck_of(n), 100, 0.99)).low is None for n in range(50))
    assert without >= 35
    assert batch_means(np.zeros(99)) is None


def test_what_does_not_fill_a_batch_is_left_out_at_the_beginning():
    series = np.concatenate([[1e9] * 7, np.tile([1.0, 3.0], 100)])
    found = batched(series)
    assert (found.mean, found.in_a_batch, found.batches) == (2.0, 20, 10)
