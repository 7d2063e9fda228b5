"""Counts of arrivals in windows: how much more they vary than a Poisson process would have it."""

from dataclasses import dataclass
from math import exp, expm1

import numpy as np
from numpy.typing import NDArray

Moments = NDArray[np.float64]

FEWEST_WINDOWS = 20
"""Windows of a length that a dispersion is read from."""


@dataclass(frozen=True, slots=True)
class Dispersions:
    """Variance / mean of the number of arrivals in windows of some lengths; 1 for a Poisson process at every length.

    Attributes:
        windows_s: lengths of the windows, ascending.
        recorded: variance / mean of the counts, one entry a length.
        p_value: how often a Poisson process of this rate looks at least as uneven, at some length; corrected for the
            number of lengths (Bonferroni).
    """

    windows_s: tuple[float, ...]
    recorded: tuple[float, ...]
    p_value: float


def counts_in_windows(times_s: Moments, window_s: float, length_s: float) -> NDArray[np.int64]:
    """Return the number of arrivals in each whole window.

    Args:
        times_s: arrivals, ascending, from 0.
        window_s: length of a window.
        length_s: of the record; what lies beyond its last whole window is left out.

    >>> counts_in_windows(np.array([0.0, 0.5, 3.2, 9.9]), 2.0, 9.0).tolist()
    [2, 1, 0, 0]
    """
    windows = int(length_s / window_s + 1e-9)
    places = np.floor(times_s / window_s).astype(np.int64)
    return np.bincount(places[places < windows], minlength=windows)[:windows].astype(np.int64)


def dispersion(times_s: Moments, window_s: float, length_s: float) -> float:
    """Return variance / mean of the counts in windows of one length.

    >>> dispersion(np.arange(100.0), 10.0, 100.0)  # ten in each
    0.0

    Source: Cox, Lewis, "The Statistical Analysis of Series of Events", 1966, sections 4.5 and 5.2.
    """
    counts = counts_in_windows(times_s, window_s, length_s)
    return float(counts.var(ddof=1) / counts.mean())


def dispersions(times_s: Moments, length_s: float, windows_s: tuple[float, ...]) -> Dispersions:
    """Return the dispersion at several lengths, and whether a Poisson process can be believed.

    Args:
        times_s: arrivals, ascending, from 0.
        length_s: of the record.
        windows_s: lengths of windows; those of which the record holds too few are left out.

    Source: the test by the index of dispersion: Cox, Lewis, "The Statistical Analysis of Series of Events", 1966,
        section 6.3.
    """
    from scipy.stats import chi2

    used = tuple(window for window in sorted(windows_s) if length_s / window >= FEWEST_WINDOWS)
    values = tuple(dispersion(times_s, window, length_s) for window in used)
    tails = []
    for window, value in zip(used, values, strict=True):
        freedom = int(length_s / window + 1e-9) - 1
        above = float(chi2.sf(freedom * value, freedom))
        tails.append(2.0 * min(above, 1.0 - above))
    return Dispersions(used, values, min(1.0, len(tails) * min(tails)) if tails else 1.0)


def modulated_dispersion(rates: tuple[float, float], stays_s: tuple[float, float], window_s: float) -> float:
    """Return variance / mean of the counts of a Poisson process whose rate changes between two values.

    Args:
        rates: arrivals a second in each of the two states.
        stays_s: mean stay in each, exponential.
        window_s: length of a window, taken at any time.

    >>> modulated_dispersion((2.0, 2.0), (10.0, 10.0), 60.0)  # no change at all: Poisson
    1.0
    >>> round(modulated_dispersion((15.0, 0.0), (8.0, 39.0), 60.0), 1)
    148.0

    Source: Fischer, Meier-Hellstern, "The Markov-modulated Poisson process (MMPP) cookbook", Performance Evaluation 18,
        1993, section 2.4.
    """
    speed = 1.0 / stays_s[0] + 1.0 / stays_s[1]
    share = stays_s[0] / (stays_s[0] + stays_s[1])
    mean = share * rates[0] + (1.0 - share) * rates[1]
    level = 2.0 * share * (1.0 - share) * (rates[0] - rates[1]) ** 2 / (speed * mean)
    return 1.0 + level * rise(speed * window_s)


def rise(x: float) -> float:
    """Return 1 - (1 - exp(-x)) / x: from 0 in the shortest windows to 1 in the longest.

    >>> rise(0.0), round(rise(1.0), 4)
    (0.0, 0.3679)
    """
    if x < 1e-5:
        return x / 2.0
    return 1.0 + expm1(-x) / x if x < 700.0 else 1.0 - (1.0 - exp(-700.0)) / x
