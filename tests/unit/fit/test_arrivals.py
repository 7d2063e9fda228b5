"""Arrivals: a Poisson process is kept, gaps and bursts are told apart. Seeds are fixed; at the level 0.01, three of 20
Poisson records are refused with probability 0.1 %."""

import numpy as np
import pytest

from sim.fit.arrivals import fit_arrivals
from sim.fit.counts import counts_in_windows, dispersions, modulated_dispersion

RECORDS = 20


def bursty(luck) -> np.ndarray:
    moments, now = [], 0.0
    for _ in range(60):
        for rate, stay in ((10.0, 8.0), (0.5, 30.0)):
            length = luck.exponential(stay)
            moments.append(now + np.sort(luck.random(luck.poisson(rate * length))) * length)
            now += length
    return np.concatenate(moments)


def test_a_poisson_process_is_kept(draws, luck) -> None:
    kinds = [fit_arrivals(np.cumsum(luck(record).exponential(1.0, 600)), draws).kind for record in range(RECORDS)]
    assert kinds.count("poisson") >= RECORDS - 2


def test_independent_gaps_of_another_shape_are_a_renewal_process(draws, luck) -> None:
    sigma = np.sqrt(np.log(5.0))
    kinds = [
        fit_arrivals(np.cumsum(np.exp(sigma * luck(record).standard_normal(600))), draws).kind for record in range(4)
    ]
    assert kinds == ["renewal"] * 4


@pytest.mark.parametrize("record", [0, *(pytest.param(n, marks=pytest.mark.nightly) for n in (1, 2, 3))])
def test_bursts_are_found_and_have_the_recorded_dispersion(draws, luck, record) -> None:
    found = fit_arrivals(bursty(luck(record)), draws)
    assert found.kind == "modulated"
    assert found.modulated is not None
    assert found.modulated.error <= 1.5
    assert found.modulated.rates[0] == pytest.approx(10.0, rel=0.35)
    assert found.modulated.stays_s[0] == pytest.approx(8.0, rel=0.6)


def test_the_curve_of_the_dispersion_is_that_of_the_process(luck) -> None:
    moments = np.concatenate([bursty(luck(record)) + 1e4 * record for record in range(12)])
    whole = [
        moments[(moments >= 1e4 * record) & (moments < 1e4 * record + 1500.0)] - 1e4 * record for record in range(12)
    ]
    for window in (2.0, 10.0, 30.0):
        counts = np.concatenate([counts_in_windows(part, window, 1500.0) for part in whole])
        expected = modulated_dispersion((10.0, 0.5), (8.0, 30.0), window)
        assert counts.var() / counts.mean() == pytest.approx(expected, rel=0.25)


def test_a_regular_sequence_is_no_poisson_process() -> None:
    found = dispersions(np.arange(0.0, 1000.0), 1000.0, (10.0, 25.0))
    assert found.recorded == (0.0, 0.0)
    assert found.p_value < 1e-6


@pytest.mark.parametrize("moments", [[], [1.0], [2.0, 2.0]])
def test_what_says_nothing_is_refused(moments, draws) -> None:
    with pytest.raises(ValueError, match="two arrivals"):
        fit_arrivals(np.array(moments), draws)
