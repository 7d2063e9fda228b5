"""Streams of arrivals against what is known of them: how many come, and how much the numbers vary.

Each interval is meant to miss in one of a thousand cases; the controls put a formula with another parameter into the
same interval, which must not hold it.
"""

import numpy as np
import pytest
from scipy import stats

from sim.luck import Luck
from sim.scenario import SyntheticWorkload
from sim.workload.arrivals.release import release_offsets

ALPHA = 0.001
SEED = 1


def offsets(arrivals, waves=1, seed=SEED, replication=0):
    spec = SyntheticWorkload(waves=waves, arrivals=arrivals)
    return release_offsets(spec, None, Luck(seed, replication))[0]


def interval(values, alpha=ALPHA):
    """Mean of independent replications, by Student's t."""
    half = stats.t.ppf(1.0 - alpha / 2.0, len(values) - 1) * np.std(values, ddof=1) / len(values) ** 0.5
    return np.mean(values) - half, np.mean(values) + half


# modulated

RATES, STAYS = (1.0, 10.0), (50.0, 10.0)


def dispersion_of_counts(t, rates=RATES, stays=STAYS):
    """Variance / mean of the number in a window of t seconds, in the long run, of a stream of two states.

    1 + 2 (l1 - l2)^2 s1 s2 / ((s1 + s2)^2 (l1 s2 + l2 s1)) * (1 - (1 - exp(-(s1 + s2) t)) / ((s1 + s2) t)), with s the
    rates at which states are left.

    Source: Heffes, Lucantoni, "A Markov modulated characterization of packetized voice and data traffic and related
    statistical multiplexer performance", IEEE JSAC 4, 1986, eq. 9; Fischer, Meier-Hellstern, "The Markov-modulated
    Poisson process (MMPP) cookbook", Performance Evaluation 18, 1993.
    """
    (l1, l2), (s1, s2) = rates, (1.0 / stays[0], 1.0 / stays[1])
    s = s1 + s2
    limit = 2.0 * (l1 - l2) ** 2 * s1 * s2 / (s**2 * (l1 * s2 + l2 * s1))
    return 1.0 + limit * (1.0 - (1.0 - np.exp(-s * t)) / (s * t))


@pytest.fixture(scope="module")
def bursts():
    """40 long runs, the first 20 relaxation times left out."""
    relaxation = 1.0 / (1.0 / STAYS[0] + 1.0 / STAYS[1])
    start, length = 20.0 * relaxation, 6000.0
    stream = {"kind": "modulated", "rates": RATES, "stays": STAYS, "until": start + length}
    return [offsets(stream, replication=r)[0] - start for r in range(40)], length


@pytest.mark.parametrize("window", [1.0, 10.0, 60.0])
def test_counts_of_a_modulated_stream_vary_as_the_formula_says(bursts, window):
    runs, length = bursts
    mean = window * (RATES[0] * STAYS[0] + RATES[1] * STAYS[1]) / sum(STAYS)
    found = []
    for run in runs:
        counts = np.histogram(run, bins=np.arange(0.0, length + 0.5 * window, window))[0]
        found.append(np.mean((counts - mean) ** 2) / mean)  # about the known mean: without bias
    low, high = interval(found)
    assert low < dispersion_of_counts(window) < high
    # The controls: a Poisson stream, stays half as long, and states that differ by a tenth less.
    assert not low < 1.0 < high
    if window > 1.0:
        assert not low < dispersion_of_counts(window, stays=(25.0, 5.0)) < high
        assert not low < dispersion_of_counts(window, rates=(1.0, 8.0)) < high


def test_the_rate_in_the_long_run_is_the_mean_over_the_stays(bursts):
    runs, length = bursts
    low, high = interval([np.sum(run >= 0.0) / length for run in runs])
    assert low < 2.5 < high
    assert not low < 2.5 * 1.15 < high


# profile

SPIKE = {"kind": "profile", "steps": [[0, 2.0], [100, 25.0], [110, 2.0], [160, 0.0], [170, 1.0]], "period": 200}
PIECES = {(0, 100): 200.0, (100, 110): 250.0, (110, 160): 100.0, (160, 170): 0.0, (170, 200): 30.0}


def test_a_profile_has_in_each_piece_the_number_that_its_integral_says():
    # Poisson numbers: (count - mean)^2 / mean over 4 pieces of 5 periods of 40 waves is a chi-square sum.
    waves = offsets({**SPIKE, "until": 1000}, waves=40)
    squares, control = 0.0, 0.0
    degrees = 0
    for moments in waves:
        for period in range(5):
            for (start, end), mean in PIECES.items():
                count = np.sum((moments >= 200 * period + start) & (moments < 200 * period + end))
                if mean == 0.0:
                    assert count == 0
                    continue
                squares += (count - mean) ** 2 / mean
                control += (count - 1.1 * mean) ** 2 / (1.1 * mean)
                degrees += 1
    low, high = np.array(stats.chi2.ppf([ALPHA / 2, 1 - ALPHA / 2], degrees))
    assert low < squares < high
    assert not low < control < high


def test_read_off_its_integral_a_profile_is_a_stream_of_rate_1():
    (moments,) = offsets({**SPIKE, "until": 4000})
    ends = np.cumsum([0.0, *(end - start for start, end in PIECES)])
    area = np.cumsum([0.0, *PIECES.values()])
    whole, rest = np.divmod(moments, 200.0)
    gaps = np.diff(whole * area[-1] + np.interp(rest, ends, area), prepend=0.0)
    assert stats.kstest(gaps, "expon").pvalue > ALPHA
    assert stats.kstest(np.diff(moments, prepend=0.0) * area[-1] / 200.0, "expon").pvalue < ALPHA  # the control


def test_a_profile_of_one_rate_is_a_poisson_stream():
    (profile,), (poisson,) = (
        offsets({"kind": "profile", "steps": [[0, 2]], "until": 999}),
        offsets({"kind": "poisson", "rate": 2, "until": 999}),
    )
    assert profile == pytest.approx(poisson, rel=1e-12)


# poisson, renewal


def test_the_number_of_a_poisson_stream_is_poisson():
    counts = np.array([len(moments) for moments in offsets({"kind": "poisson", "rate": 2, "until": 10}, waves=2000)])
    low, high = interval(counts)
    assert low < 20.0 < high
    assert not low < 20.5 < high
    # Variance / mean is 1: (n - 1) times it is chi-square, nearly, at this mean.
    low, high = np.array(stats.chi2.ppf([ALPHA / 2, 1 - ALPHA / 2], 1999)) / 1999
    dispersion = np.var(counts, ddof=1) / np.mean(counts)
    assert low < dispersion < high
    assert not low < dispersion / 1.25 < high


def erlang_renewals(t):
    """Mean number of renewals by t, where the times between are a sum of two exponentials of mean 1/2 each.

    Source: Cox, "Renewal Theory", 1962, section 4.2: m(t) = t - 1/4 + exp(-4 t) / 4.
    """
    return t - 0.25 + 0.25 * np.exp(-4.0 * t)


@pytest.mark.parametrize("t", [0.5, 1.0, 3.0])
def test_the_mean_number_of_a_renewal_stream_is_its_renewal_function(t):
    gap = {"kind": "gamma", "mean": 1.0, "cv": 0.5**0.5}
    counts = [len(moments) for moments in offsets({"kind": "renewal", "gap": gap, "until": t}, waves=4000)]
    low, high = interval(counts)
    assert low < erlang_renewals(t) < high
    assert not low < t < high  # exponential times between


def test_counts_of_a_renewal_stream_vary_in_the_long_run_as_its_gaps():
    # Variance / mean of the number in a long window goes to cv^2: 4 here, 1 for exponential gaps (Cox, section 4.5).
    gap = {"kind": "weibull", "mean": 1.0, "cv": 2.0}
    counts = [len(moments) for moments in offsets({"kind": "renewal", "gap": gap, "until": 3000}, waves=400)]
    low, high = np.array(stats.chi2.ppf([ALPHA / 2, 1 - ALPHA / 2], 399)) / 399
    dispersion = np.var(counts, ddof=1) / np.mean(counts)
    assert low < dispersion / 4.0 < high
    assert not low < dispersion < high
