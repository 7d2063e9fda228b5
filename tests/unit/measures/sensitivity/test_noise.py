"""The share of chance: right on average, blind to what all share; and how often chance is taken for an effect."""

import numpy as np
import pytest

from sim.measures.sensitivity.noise import chance_p, noise_share, without_noise


def test_the_share_has_no_bias(luck) -> None:
    # Points with the variance 4, replications that shift all of them (9), and each point's own errors (5) in 4
    # replications: 5/4 of 4 + 5/4. Means of 2,000 tables; six standard errors are below 0.12 and 0.03.
    found = [
        noise_share(
            2.0 * luck.standard_normal((1, 12))
            + 3.0 * luck.standard_normal((4, 1))
            + np.sqrt(5.0) * luck.standard_normal((4, 12))
        )
        for _ in range(2000)
    ]
    assert np.mean([noise.variance for noise in found]) == pytest.approx(5.25, abs=0.3)
    assert np.mean([noise.noise for noise in found]) == pytest.approx(1.25, abs=0.04)


def test_what_all_points_share_is_no_noise(luck) -> None:
    points = luck.standard_normal((1, 9))
    found = noise_share(points + 1000.0 * luck.standard_normal((5, 1)))
    assert found.noise == 0.0
    assert found.variance == pytest.approx(float(points.var(ddof=1)))


@pytest.mark.parametrize("unit", [1e-30, 1.0, 1e30])
def test_the_share_does_not_depend_on_the_unit(unit, luck) -> None:
    values = luck.standard_normal((3, 4))
    expected, found = noise_share(values), noise_share(unit * values)
    assert found == pytest.approx((unit**2 * expected.variance, unit**2 * expected.noise, expected.share))


@pytest.mark.parametrize("unit", [1e-30, 1.0, 1e30])
def test_points_that_differ_by_rounding_only_have_no_share(unit) -> None:
    assert noise_share(unit * np.full((3, 4), 0.1)) == (0.0, 0.0, None)
    assert noise_share(unit * (0.1 + np.array([[0.0, 1e-16, 3e-16, 0.0], [2e-16, 0.0, 0.0, 1e-16]]))) == (
        0.0,
        0.0,
        None,
    )


def test_where_chance_exceeds_what_is_seen_all_of_it_is_chance() -> None:
    # Two replications that contradict each other: means 2 and 2.5, variance 0.125; interaction +-1.25, 6.25 / 2.
    assert noise_share(np.array([[1.0, 4.0], [3.0, 1.0]])) == (0.125, 3.125, 1.0)


def test_a_form_without_noise_is_the_mean_over_pairs_of_different_replications(luck) -> None:
    values = luck.standard_normal((5, 8))
    means = values.mean(axis=0)
    pairs = [values[k] * values[l] for k in range(5) for l in range(5) if k != l]
    assert without_noise(means**2, (values - means) ** 2) == pytest.approx(np.mean(pairs, axis=0))


@pytest.mark.parametrize("pairs", [1, 20])
@pytest.mark.parametrize("shared", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("replications", [2, 10])
def test_chance_is_rarely_taken_for_an_effect(replications, shared, pairs, luck) -> None:
    # 2,000 factors that do nothing, normal errors of which pairs share a part: at most 5 % (7 % is above it by four
    # standard errors, a false alarm of 3e-5 for each of 12 cases if the rate were 5 %).
    taken = 0
    for _ in range(2000):
        errors = np.sqrt(shared) * luck.standard_normal((replications, 1))
        taken += chance_p(errors + np.sqrt(1.0 - shared) * luck.standard_normal((replications, pairs))) <= 0.05
    assert taken <= 140


def test_an_effect_is_seen(luck) -> None:
    assert chance_p(1.0 + 0.3 * luck.standard_normal((10, 20))) < 0.001
    assert chance_p(np.ones((3, 4))) == 0.0
    assert chance_p(np.zeros((3, 4))) == 1.0
