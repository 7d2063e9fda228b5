"""Sobol indices against what is known, against two libraries, and under chance."""

import numpy as np
import pytest
from scipy.stats import qmc

from sim.measures.sensitivity.saltelli import saltelli
from sim.measures.sensitivity.sobol import sobol
from sim.measures.statistics.resampling import resample_counts
from tests.unit.measures.sensitivity.conftest import ISHIGAMI_FIRST, ISHIGAMI_TOTAL, ishigami


def design(factors: int, points: int, seed: int = 1) -> np.ndarray:
    return saltelli(qmc.Sobol(2 * factors, rng=seed).random(points))


def indices(values: np.ndarray, resamples: int = 1):
    points = values.shape[2]
    u = np.random.Generator(np.random.Philox(2)).random((resamples, points))
    return sobol(values, resample_counts(u, points))


def over_pairs(values: np.ndarray, drawn: list[int], pairs: list[tuple[int, int]]) -> tuple[list[float], list[float]]:
    """First and total indices of drawn rows: means of products of two replications each, of every pair of those given.

    Values are taken from the mean of A and B over all rows and replications.
    """
    y = values - values[:, :2].mean()
    a, b, crosses = y[:, 0, drawn], y[:, 1, drawn], [y[:, place, drawn] for place in range(2, values.shape[1])]
    both = np.concatenate([a, b], axis=1)
    variance = np.mean([np.mean(both[k] * both[l]) - both[k].mean() * both[l].mean() for k, l in pairs])
    first = [np.mean([np.mean(b[k] * (c[l] - a[l])) for k, l in pairs]) / variance for c in crosses]
    total = [np.mean([np.mean((a[k] - c[k]) * (a[l] - c[l])) / 2 for k, l in pairs]) / variance for c in crosses]
    return first, total


@pytest.fixture
def table(luck) -> np.ndarray:
    """Three replications of two factors and four rows, far from 0, the crosses farther than A and B."""
    return 50.0 + 5.0 * np.arange(4)[:, None] + luck.standard_normal((4, 4)) + 0.3 * luck.standard_normal((3, 4, 4))


def test_the_indices_are_means_over_pairs_of_different_replications(table) -> None:
    different = [(k, l) for k in range(3) for l in range(3) if k != l]
    first, total = over_pairs(table, [0, 1, 2, 3], different)
    found = sobol(table, np.ones((1, 4)))
    assert [index.first for index in found] == pytest.approx(first)
    assert [index.total for index in found] == pytest.approx(total)
    # As if there were no chance: all replications of the one in all of the other, that is, the mean in itself.
    first_raw, total_raw = over_pairs(table.mean(axis=0, keepdims=True), [0, 1, 2, 3], [(0, 0)])
    assert [index.first_raw for index in found] == pytest.approx(first_raw)
    assert [index.total_raw for index in found] == pytest.approx(total_raw)


def test_the_total_by_chance_is_half_the_error_variance_of_a_difference() -> None:
    # Two replications; A is certain, and the cross +-1 in both of its rows: the mean of two has the error variance 1.
    a, b, cross = np.array([0.0, 4.0]), np.array([4.0, 8.0]), np.array([2.0, 6.0])
    (index,) = sobol(np.array([[a, b, cross + 1.0], [a, b, cross - 1.0]]), np.ones((1, 2)))
    # The variance of 0, 4, 4, 8 is 8. Differences of 2: raw 4 / 2 / 8; without chance 3 * 1 in place of 4.
    assert (index.total_raw, index.total_noise, index.total) == pytest.approx((4 / 16, 1 / 16, 3 / 16))


def test_the_ends_are_quantiles_of_the_indices_of_the_resamples(table) -> None:
    draws = [[0, 0, 1, 2], [1, 1, 2, 3], [3, 3, 3, 0], [0, 1, 2, 3], [2, 2, 0, 0]]
    counts = np.array([[float(rows.count(row)) for row in range(4)] for rows in draws])
    different = [(k, l) for k in range(3) for l in range(3) if k != l]
    firsts, totals = zip(*(over_pairs(table, rows, different) for rows in draws), strict=True)
    for factor, index in enumerate(sobol(table, counts, confidence=0.5)):
        # Of five numbers, the second and the fourth.
        first, total = sorted(both[factor] for both in firsts), sorted(both[factor] for both in totals)
        assert (index.first_low, index.first_high) == pytest.approx((first[1], first[3]))
        assert (index.total_low, index.total_high) == pytest.approx((total[1], total[3]))


@pytest.mark.parametrize(("known", "ends"), [(10, 2.0), (5, 2.0), (4, None), (0, None)])
def test_resamples_without_variance_are_left_out_of_an_interval_unless_they_are_most(known, ends) -> None:
    # Only the last row varies, by 1 each way: the variance is 2/6, the total 2**2 / 2 / 3. So many of ten resamples
    # have it.
    a, b = np.array([5.0, 5.0, 6.0]), np.array([5.0, 5.0, 4.0])
    counts = np.array([[1.0, 1.0, 1.0]] * known + [[2.0, 1.0, 0.0]] * (10 - known))
    (index,) = sobol(np.array([[a, b, b]] * 2), counts)
    assert (index.total_low, index.total_high) == (ends, ends)


def test_an_output_in_tiny_units_has_the_same_indices(table) -> None:
    expected, found = sobol(table, np.ones((1, 4))), sobol(1e-30 * table, np.ones((1, 4)))
    assert [tuple(index) for index in found] == [pytest.approx(tuple(index)) for index in expected]


def test_ishigami() -> None:
    values = np.stack([ishigami(design(3, 4096))] * 2)
    found = indices(values)
    assert [index.first for index in found] == pytest.approx(ISHIGAMI_FIRST, abs=0.02)
    assert [index.total for index in found] == pytest.approx(ISHIGAMI_TOTAL, abs=0.01)
    assert [index.total_noise for index in found] == [0.0] * 3


def test_chance_is_taken_out_and_told() -> None:
    # Luck that all points share (sd 10), and luck of each point's own (sd 4, while the function's is 3.7).
    luck = np.random.Generator(np.random.Philox(3))
    truth = ishigami(design(3, 4096))
    values = truth + 10.0 * luck.standard_normal((6, 1, 1)) + 4.0 * luck.standard_normal((6, *truth.shape))
    found = indices(values)
    assert [index.first for index in found] == pytest.approx(ISHIGAMI_FIRST, abs=0.03)
    assert [index.total for index in found] == pytest.approx(ISHIGAMI_TOTAL, abs=0.03)
    # A mean of six has the error variance 16/6; the variance of the means is 13.84 + 16/6.
    by_chance = (16.0 / 6.0) / (13.844 + 16.0 / 6.0)
    assert [index.total_noise for index in found] == pytest.approx([by_chance] * 3, abs=0.01)
    raw = [total * (1.0 - by_chance) + by_chance for total in ISHIGAMI_TOTAL]
    assert [index.total_raw for index in found] == pytest.approx(raw, abs=0.03)


def test_luck_that_neighbours_share_is_taken_out_too() -> None:
    # Each replication has a slope of its own in the second factor, 0 on average: errors of neighbours are alike.
    luck = np.random.Generator(np.random.Philox(4))
    x = design(2, 256)
    found = [indices(2.0 * x[..., 0] + 1.0 * luck.standard_normal((3, 1, 1)) * x[None, ..., 1])[1] for _ in range(300)]
    # Raw, a mean square of the slope of 1/3 beside the 4 of the first factor. The standard error of a mean is 0.007.
    assert np.mean([index.total_raw for index in found]) > 0.05
    assert np.mean([index.total for index in found]) == pytest.approx(0.0, abs=0.03)


def test_the_same_as_salib_and_scipy_without_chance() -> None:
    from SALib.analyze.sobol import analyze
    from scipy.stats import sobol_indices

    x = design(3, 512)
    values = ishigami(x)
    found = indices(np.stack([values] * 2))
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0.0, 1.0]] * 3}
    # SALib's order: of each row A, the crosses, B.
    theirs = analyze(
        problem, np.concatenate([values[:1], values[2:], values[1:2]]).T.ravel(), calc_second_order=False, seed=1
    )
    assert [index.first for index in found] == pytest.approx(list(theirs["S1"]), abs=1e-6)
    assert [index.total for index in found] == pytest.approx(list(theirs["ST"]), abs=1e-6)
    other = sobol_indices(func={"f_A": values[None, 0], "f_B": values[None, 1], "f_AB": values[2:, None]}, n=512)
    assert [index.total for index in found] == pytest.approx(list(other.total_order), abs=1e-6)


def test_nothing_depends_on_a_global_generator() -> None:
    values = np.stack([ishigami(design(3, 64))] * 2)
    np.random.seed(1)  # noqa: NPY002  # what must not matter
    drawn = np.random.random()  # noqa: NPY002
    np.random.seed(1)  # noqa: NPY002
    before = indices(values, resamples=20)
    assert np.random.random() == drawn  # noqa: NPY002  # nobody has drawn from it
    assert indices(values, resamples=20) == before


def test_an_output_that_never_varies_has_no_indices() -> None:
    for index in indices(np.full((3, 4, 16), 7.0)):
        assert (index.first, index.total, index.total_low) == (None, None, None)


def test_intervals_hold_the_known_indices() -> None:
    # Of 100 designs, at least 85 intervals of 95 % hold each known total; false alarm below 1e-4 if 95 % held.
    held = np.zeros(3)
    for seed in range(100):
        values = np.stack([ishigami(design(3, 256, seed))] * 2)
        found = indices(values, resamples=200)
        held += [
            (index.total_low or 0.0) <= known <= (index.total_high or 0.0)
            for index, known in zip(found, ISHIGAMI_TOTAL, strict=True)
        ]
    assert (held >= 85).all(), held
