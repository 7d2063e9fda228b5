"""Trajectories: each factor changes once, every level comes up alike; effects of a linear function are its slopes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.measures.sensitivity.morris import morris
from sim.measures.sensitivity.trajectories import Trajectories, elementary_effects, trajectories

FACTORS = st.lists(st.tuples(st.integers(2, 9), st.booleans()), min_size=1, max_size=6)


@given(FACTORS, st.integers(0, 2**32))
def test_each_factor_changes_once(factors, seed) -> None:
    levels, ordered = [n for n, _ in factors], [order for _, order in factors]
    u = np.random.Generator(np.random.Philox(seed)).random((7, 3 * len(factors)))
    walks = trajectories(levels, ordered, u)
    changed = np.diff(walks.levels, axis=1) != 0
    assert (changed.sum(axis=1) == 1).all()
    assert (changed.sum(axis=2) == 1).all()
    assert (np.argmax(changed, axis=1) == walks.at).all()
    assert ((walks.levels >= 0) & (walks.levels < np.array(levels))).all()
    assert (walks.length != 0.0).all()
    assert (np.abs(walks.length) <= 1.0).all()


@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize("n", [2, 3, 4, 5, 7])
def test_every_level_is_equally_likely_before_and_after_its_step(n, ordered, luck) -> None:
    walks = trajectories([n], [ordered], luck.random((20_000, 3)))
    for step in (0, 1):
        shares = np.bincount(walks.levels[:, step, 0], minlength=n) / 20_000
        # Six standard errors of a share.
        assert np.abs(shares - 1.0 / n).max() < 6.0 * np.sqrt(0.25 / 20_000)


def test_with_an_even_number_of_levels_a_step_is_half_of_them(luck) -> None:
    walks = trajectories([4, 6], [True, True], luck.random((50, 6)))
    assert set(np.abs(walks.length[:, 0]).round(12)) == {round(2 / 3, 12)}
    assert set(np.abs(walks.length[:, 1]).round(12)) == {round(3 / 5, 12)}


def test_with_an_odd_number_of_levels_a_step_goes_forwards_or_backwards_around_the_end() -> None:
    # Of five levels from the second: two further; two back is the last.
    walks = trajectories([5], [True], np.array([[0.3, 0.2, 0.5], [0.3, 0.8, 0.5]]))
    assert walks.levels[:, :, 0].tolist() == [[1, 3], [1, 4]]
    assert walks.length[:, 0].tolist() == [0.5, 0.75]


def test_a_draw_that_is_rounded_to_1_is_the_last_level() -> None:
    walks = trajectories([4, 3], [True, False], np.ones((1, 6)))
    assert walks.levels[0].tolist() == [[3, 2], [1, 2], [1, 1]]


def test_levels_without_order_go_anywhere(luck) -> None:
    walks = trajectories([4], [False], luck.random((500, 3)))
    pairs = {tuple(pair) for pair in walks.levels[:, :, 0].tolist()}
    assert pairs == {(a, b) for a in range(4) for b in range(4) if a != b}
    assert set(walks.length[:, 0]) == {1.0, -1.0}


def test_a_linear_function_has_its_slopes_and_no_spread(luck) -> None:
    levels, slopes = [4, 4, 7, 2], np.array([3.0, -2.0, 10.0, 0.0])
    walks = trajectories(levels, [True] * 4, luck.random((30, 12)))
    share = walks.levels / (np.array(levels) - 1)
    values = 5.0 + share @ slopes
    effects = elementary_effects(np.stack([values, values + 100.0]), walks)  # a replication is better everywhere
    found = morris(effects, np.ones((3, 30)))
    assert [index.mu for index in found] == pytest.approx(slopes, abs=1e-10)
    assert [index.mu_star for index in found] == pytest.approx(np.abs(slopes), abs=1e-10)
    assert [index.sigma for index in found] == pytest.approx([0.0] * 4, abs=1e-10)
    assert [index.mu_star_noise for index in found] == pytest.approx([0.0] * 4, abs=1e-10)


def test_the_same_as_salib(luck) -> None:
    from SALib.analyze.morris import analyze
    from SALib.sample.morris import sample

    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0.0, 1.0]] * 3}
    x = sample(problem, 25, num_levels=4, seed=5)
    y = np.sin(3.0 * x[:, 0]) + x[:, 1] * x[:, 2] + 0.5 * x[:, 1]
    theirs = analyze(problem, x, y, num_levels=4, seed=5)
    placed = x.reshape(25, 4, 3)
    steps = np.diff(placed, axis=1)
    at = np.argmax(steps != 0.0, axis=1)
    length = np.take_along_axis(steps, at[:, None, :], axis=1)[:, 0]
    walks = Trajectories(np.rint(3 * placed).astype(np.int64), at, length)
    values = np.stack([y.reshape(25, 4)] * 2)
    ours = morris(elementary_effects(values, walks), np.ones((3, 25)))
    for name in ("mu", "mu_star", "sigma"):
        assert [getattr(index, name) for index in ours] == pytest.approx(list(theirs[name]), rel=1e-9)


@pytest.mark.parametrize("replications", [2, 3, 5, 10])
def test_chance_alone_is_told_as_such(replications, luck) -> None:
    # 2,000 trajectories of a factor that does nothing: mu* and sigma are as large as chance alone makes them.
    effects = luck.standard_normal((replications, 2000, 1))
    (index,) = morris(effects, np.ones((2, 2000)))
    assert index.mu_star == pytest.approx(index.mu_star_noise, rel=0.06)
    assert index.sigma == pytest.approx(index.sigma_noise, rel=0.06)


def test_what_chance_would_make_is_told_apart_from_true_differences() -> None:
    # The effect of the first trajectory is 5 +- 2 in two replications, that of the second 1 in both.
    (index,) = morris(np.array([[[3.0], [1.0]], [[7.0], [1.0]]]), np.ones((1, 2)))
    assert (index.mu, index.mu_star, index.sigma) == pytest.approx((3.0, 3.0, np.sqrt(8.0)))
    # A mean of two normal values is off by half their difference, on average: by 2 and 0.
    assert index.mu_star_noise == pytest.approx(1.0)
    # Of the variance 8 the covariance of the two replications, (3 - 1) (7 - 1) / 2 = 6, is no chance.
    assert index.sigma_noise == pytest.approx(np.sqrt(2.0))


def test_the_interval_of_mu_star_holds(luck) -> None:
    # 500 studies of 40 trajectories, effects uniform on 0..1: at least 90 of 100 intervals of 95 % hold the mean 0.5.
    # With the seed fixed there is no false alarm; binomial, p < 1e-6 if 95 % of them held it.
    from sim.measures.statistics.resampling import resample_counts

    held = 0
    for _ in range(500):
        effects = np.repeat(luck.random((1, 40, 1)), 2, axis=0)
        (index,) = morris(effects, resample_counts(luck.random((400, 40)), 40))
        held += index.low <= 0.5 <= index.high
    assert 450 <= held <= 490
