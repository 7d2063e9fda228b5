"""Morris screening: how far each input moves an output over its range, and how evenly."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.measures.sensitivity.jackknife import jackknife_error, left_out
from sim.measures.sensitivity.noise import without_noise
from sim.measures.statistics.intervals import t_quantile
from sim.measures.statistics.spread import quantiles
from sim.numerics import exp, log_gamma
from sim.numerics.linear import times

Array = npt.NDArray[np.float64]


class Morris(NamedTuple):
    """The influence of one factor, in units of the output over the factor's whole range.

    Args:
        mu: mean effect; near 0 where the effects cancel.
        mu_star: mean size of the effect, chance included.
        low: end of the confidence interval of mu_star.
        high: likewise.
        sigma: standard deviation of the effect from place to place, chance included: how much it depends on the other
            factors, or on where in its own range the factor is.
        mu_star_noise: what mu_star would be by chance alone.
        sigma_noise: what sigma would be by chance alone.
    """

    mu: float
    mu_star: float
    low: float
    high: float
    sigma: float
    mu_star_noise: float
    sigma_noise: float


def morris(effects: Array, counts: Array, confidence: float = 0.95) -> tuple[Morris, ...]:
    """Return the influence of each factor; an effect is the mean over replications.

    The interval is the percentile bootstrap over trajectories, widened by what all trajectories share: replications
    left out one at a time, by Student's t (as squares, beside the bootstrap's distance). By chance alone: with normal
    errors of the means, each as large as the replications say.

    Args:
        effects: elementary effects, (replications, trajectories, factors), two or more of the first two, none NaN.
        counts: bootstrap resamples of the trajectories, (resamples, trajectories), see `resample_counts`.
        confidence: of the interval.

    >>> effects = np.array([[[3.0], [-1.0]], [[5.0], [-1.0]]])  # means 4 and -1 over two replications
    >>> counts = np.array([[2.0, 0.0], [0.0, 2.0]])
    >>> (found,) = morris(effects, counts)
    >>> found.mu, found.mu_star, round(found.sigma, 4)  # (4 - 1) / 2; (4 + 1) / 2; sqrt(2 * 2.5**2)
    (1.5, 2.5, 3.5355)

    Source: Morris, Technometrics 33, 1991; mu_star: Campolongo, Cariboni, Saltelli, "An effective screening design for
        sensitivity analysis of large models", Environmental Modelling & Software 22, 2007.
    """
    means = effects.mean(axis=0)
    residuals = effects - means
    resampled = times(counts, np.abs(means)) / counts.sum(axis=1, keepdims=True)
    low, high = quantiles(resampled, (0.5 - confidence / 2.0, 0.5 + confidence / 2.0))
    size = np.abs(means).mean(axis=0)
    shared = jackknife_error(np.abs(left_out(effects)).mean(axis=1))
    away = t_quantile(0.5 + confidence / 2.0, len(effects) - 1) * shared
    square = means.var(axis=0, ddof=1)
    square_noise = square - without_noise(square, residuals.var(axis=1, ddof=1))
    columns = (
        means.mean(axis=0),
        size,
        np.maximum(0.0, size - np.sqrt((size - low) * (size - low) + away * away)),
        size + np.sqrt((high - size) * (high - size) + away * away),
        np.sqrt(square),
        _size_by_chance(effects),
        np.sqrt(np.maximum(square_noise, 0.0)),
    )
    return tuple(Morris(*(float(value) for value in row)) for row in zip(*columns, strict=True))


def _size_by_chance(effects: Array) -> Array:
    """Return the mean of abs(error) of the means, for normal errors: sqrt(2/pi) times their standard deviation."""
    replications = len(effects)
    # The standard deviation of a sample is too small by this factor on average, where the values are normal.
    short = math.sqrt(2.0 / (replications - 1)) * exp(
        log_gamma(replications / 2.0) - log_gamma((replications - 1) / 2.0)
    )
    errors = effects.std(axis=0, ddof=1) / (short * math.sqrt(replications))
    return np.asarray(math.sqrt(2.0 / math.pi) * errors.mean(axis=0))
