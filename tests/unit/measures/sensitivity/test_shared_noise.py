"""Intervals of Sobol indices where luck differs from replication to replication, for all rows alike."""

import numpy as np
import pytest
from scipy.special import stdtrit
from scipy.stats import qmc

from sim.measures.sensitivity.jackknife import jackknife_error, left_out
from sim.measures.sensitivity.saltelli import saltelli
from sim.measures.sensitivity.shared_noise import with_shared_noise
from sim.measures.sensitivity.skewed_luck import reach_up
from sim.measures.sensitivity.sobol import Sobol, sobol
from sim.measures.statistics.resampling import resample_counts

TOTALS = np.array([0.69, 0.25, 0.06, 0.0])  # of a sum of four uniform factors


def study(luck: np.random.Generator, replications: int, points: int, share: float) -> np.ndarray:
    """Values whose chance is a slope of each replication's own in every factor: all rows share it."""
    x = saltelli(qmc.Sobol(8, rng=int(luck.integers(1 << 31))).random(points)) - 0.5
    truth = (x * np.sqrt(12.0 * TOTALS)).sum(axis=-1)
    slopes = np.sqrt(replications * share / (1.0 - share)) * luck.standard_normal((replications, 4))
    return np.asarray(truth + np.einsum("kf,anf->kan", slopes, x * np.sqrt(3.0)))


def ends(index: Sobol) -> tuple[float, float]:
    assert index.total_low is not None
    assert index.total_high is not None
    return index.total_low, index.total_high


def holds(index: Sobol, truth: float) -> bool:
    low, high = ends(index)
    return low <= truth <= high


def test_the_interval_holds_the_luck_that_all_rows_share() -> None:
    """Chance makes 10 % of the variance. By the rows alone .80, .38, .16 of 100 intervals held the first three.

    Of 100 intervals at 95 % fewer than 87 hold once in a thousand studies.
    """
    luck = np.random.Generator(np.random.Philox(5))
    held, by_rows = np.zeros(4), np.zeros(4)
    for _ in range(100):
        values = study(luck, 10, 64, 0.1)
        rows = sobol(values, resample_counts(luck.random((200, 64)), 64))
        for place, (wide, narrow) in enumerate(zip(with_shared_noise(rows, values), rows, strict=True)):
            held[place] += holds(wide, TOTALS[place])
            by_rows[place] += holds(narrow, TOTALS[place])
    assert held.min() >= 87, held
    assert by_rows[1] < 60, "the control: what the rows alone say"
    assert by_rows[2] < 40


def test_everything_lies_within_0_and_1(luck) -> None:
    values = study(luck, 5, 16, 0.3)
    for index in with_shared_noise(sobol(values, resample_counts(luck.random((200, 16)), 16)), values):
        numbers = [end for end in index[:6] if end is not None]  # both shares with their ends
        assert len(numbers) == 6
        assert all(0.0 <= number <= 1.0 for number in numbers)
        assert numbers[4] <= numbers[3] <= numbers[5]


def test_without_luck_the_interval_is_that_of_the_rows(luck) -> None:
    values = np.repeat(study(luck, 1, 32, 0.0), 4, axis=0)
    rows = sobol(values, resample_counts(luck.random((200, 32)), 32))
    for wide, narrow in zip(with_shared_noise(rows, values), rows, strict=True):
        assert ends(wide) == pytest.approx([min(1.0, max(0.0, end)) for end in ends(narrow)], abs=1e-9)


def test_one_row_of_squares_by_hand() -> None:
    # A and B do not vary by chance; one factor's step is 4 in one replication, 2 in the other: R = 3, s = 1.
    a, b = np.array([0.0, 10.0]), np.array([10.0, 0.0])
    values = np.array([[a, b, a + 4.0], [a, b, a + 2.0]])
    (row,) = sobol(values, np.ones((1, 2)))
    (index,) = with_shared_noise([row], values)
    # The variance is 25. Raw 9 / 2; free of chance 4 * 2 / 2. The jackknife's error of the root 3 / sqrt(2) is
    # 1 / sqrt(2), Student's t with one degree of freedom 12.7: the lower end is 0 less the chance, so 0.
    assert index.total == pytest.approx(4.0 / 25.0)
    high = ((3.0 + stdtrit(1, 0.975)) ** 2 - 1.0) / 2.0 / 25.0
    assert (index.total_low, index.total_high) == (0.0, min(1.0, high)) == (0.0, 1.0)
    # With five such replications, alternating about 3 by a half: the ends are closer.
    steps = np.array([3.5, 2.5, 3.5, 2.5, 3.0])
    values = np.stack([np.stack([a, b, a + step]) for step in steps])
    (row,) = sobol(values, np.ones((1, 2)))
    (index,) = with_shared_noise([row], values)
    error = stdtrit(4, 0.975) * steps.std(ddof=1) / np.sqrt(5.0)
    noise = steps.var(ddof=1) / 5.0
    assert index.total == pytest.approx((9.0 - noise) / 50.0)
    assert index.total_low == pytest.approx(((3.0 - error) ** 2 - noise) / 50.0)
    further = error * reach_up(float(stdtrit(4, 0.975)), 5) / stdtrit(4, 0.975)  # so few may not show a long tail
    assert index.total_high == pytest.approx(((3.0 + further) ** 2 - noise) / 50.0)


def test_the_jackknife_of_a_mean_is_its_standard_error(luck) -> None:
    values = luck.standard_normal((7, 3))
    assert jackknife_error(left_out(values)) == pytest.approx(values.std(axis=0, ddof=1) / np.sqrt(7.0))
