"""Quantiles of many beta distributions at once, whose parameters all differ; each as if it were alone.

Source: as `sim.numerics.incomplete_beta`. On logarithmic scales the distribution function of a logit is concave, so
that Newton's method converges from anywhere (Boyd, Vandenberghe, "Convex Optimization", 2004, section 3.5.2); Halley's,
where it is near: Press, Teukolsky, Vetterling, Flannery, "Numerical Recipes", 3rd ed., section 9.4.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.numerics import arrays
from sim.numerics.gamma_function import HALF_LOG_2PI

Array = npt.NDArray[np.float64]

_SHIFT = 12  # from there on Stirling's series
_CLOSE = 1e-4  # of the spread: a step as short as this is followed by the last one
_LONGEST = 20.0  # to the left; to the right none goes too far
_ULP = 2.0**-52
_LEAST = 1e-290  # densities and tails below have lost digits, or may yet
_MOST = 100
_BEYOND = 800.0  # a logit beyond it is that of 0 or 1, to the last bit
_LEAST_LOG = 1e-3  # of 1 / x where a start is read from a tail's power
_MANY = 300.0  # terms, after which rounding alone may keep the last digits moving
_MOST_TERMS = 30_000
_NARROW = 1e6  # parameters both above this: the logit's cumulants tell its quantiles as well as tails do, and sooner
_LARGEST = 1e12  # beside a parameter of 1e6 or less; more changes the spread of the logit by a millionth at most


class _Wanted(NamedTuple):
    """Lower tails of beta distributions, one a place."""

    a: Array
    b: Array
    log_beta: Array
    tail: Array

    def at(self, places: npt.NDArray[np.bool_]) -> "_Wanted":
        """Return some of them."""
        return _Wanted(*(values[places] for values in self))


def beta_quantiles(a: Array, b: Array, u: Array) -> Array:
    """Return the values below which beta variables lie with the probabilities u.

    Args:
        a: first parameters, above 0, one dimension.
        b: second parameters.
        u: strictly between 0 and 1.

    >>> beta_quantiles(np.array([2.0, 1.0]), np.array([1.0, 2.0]), np.array([0.81, 0.19])).round(6).tolist()
    [0.9, 0.1]

    Relative error below 1e-13 for parameters up to 1000, and that of the logarithm where the value is tiny. Where both
    parameters are above 1e6, the first four cumulants of the logit, with an absolute error of it below 1e-10.

    Source: Cornish, Fisher, "Moments and cumulants in the specification of distributions", Revue de l'Institut
    International de Statistique 5, 1938; cumulants of the logarithm of a gamma variable: Abramowitz, Stegun, 6.4.
    """
    narrow = np.minimum(a, b) > _NARROW
    if not narrow.any():
        return _by_tails(a, b, u)
    found = np.empty_like(u)
    found[narrow] = _by_cumulants(a[narrow], b[narrow], u[narrow])
    found[~narrow] = _by_tails(a[~narrow], b[~narrow], u[~narrow])
    return found


def _by_cumulants(a: Array, b: Array, u: Array) -> Array:
    return arrays.logistic(_about_the_middle(a, b, arrays.normal_quantile(u)))


def _about_the_middle(a: Array, b: Array, z: Array) -> Array:
    p, q = 1.0 / a, 1.0 / b
    spread = np.sqrt(p + q)
    mean = arrays.log(a / b) + 0.5 * (q - p) + (q * q - p * p) / 12.0
    by_spread = np.sqrt(p + q + 0.5 * (p * p + q * q)) * z
    by_skewness = (q - p) / 6.0 * (z * z - 1.0) - (q - p) * (q - p) / (36.0 * spread) * (2.0 * z * z - 5.0) * z
    by_tails = (p * p - p * q + q * q) / (12.0 * spread) * (z * z - 3.0) * z
    return mean + by_spread + by_skewness + by_tails


def _by_tails(a: Array, b: Array, u: Array) -> Array:
    # Of two that are far apart the larger is a scale: the odds go down as it goes up.
    scale = arrays.log(np.maximum(a / _LARGEST, 1.0)) - arrays.log(np.maximum(b / _LARGEST, 1.0))
    a, b = np.minimum(a, _LARGEST), np.minimum(b, _LARGEST)
    upper = u > 0.5
    first, second = np.where(upper, b, a), np.where(upper, a, b)
    log_beta = _log_beta(first, second)
    wanted = _Wanted(first, second, log_beta, np.minimum(u, 1.0 - u))
    logits, close = _start(wanted), _CLOSE * np.minimum(np.sqrt(1.0 / a + 1.0 / b), 1.0)
    # A start beyond what has another value than 0 or 1 is its power's, and as good as exact there.
    active, last = np.abs(logits) < _BEYOND + np.abs(scale), np.zeros(u.shape, dtype=bool)
    for _ in range(_MOST):
        if not active.any():
            break
        step = _step(wanted.at(active), logits[active])
        logits[active] = logits[active] + step
        ended, places = last[active], np.flatnonzero(active)
        last[places] = np.abs(step) <= close[active]
        active[places[ended]] = False
    return arrays.logistic(np.where(upper, -logits, logits) + scale)


def _start(wanted: _Wanted) -> Array:
    # Where a parameter is small, a tail is a power of x, or of 1 - x, nearly as far as the other tail's power begins.
    a, b = wanted.a, wanted.b
    log_x = (arrays.log(wanted.tail * a) + wanted.log_beta) / a
    log_y = (arrays.log1p(-wanted.tail) + arrays.log(b) + wanted.log_beta) / b
    is_low = log_x < log_y
    nearer = np.minimum(np.minimum(log_x, log_y), -_LEAST_LOG)
    size = nearer - arrays.log(-arrays.expm1(nearer))
    middle = _about_the_middle(a, b, arrays.normal_quantile(wanted.tail))
    return np.where(np.minimum(a, b) < 1.0, np.where(is_low, size, -size), middle)


def _step(wanted: _Wanted, logits: Array) -> Array:
    """Return Halley's step on the logarithm of the distribution function; Newton's where it bends too much for that."""
    small = arrays.exp(-np.abs(logits))
    log_larger = -arrays.log1p(small)
    low = logits < 0.0
    log_x, log_y = np.where(low, logits + log_larger, log_larger), np.where(low, log_larger, log_larger - logits)
    x, y = np.where(low, small, 1.0) / (1.0 + small), np.where(low, 1.0, small) / (1.0 + small)
    a, b = wanted.a, wanted.b
    common = arrays.exp(a * log_x + b * log_y - wanted.log_beta)
    # The fraction of the further side is slow near its end, where the other parameter is small.
    near = x * (a + b) <= a + np.where((a < 1.0) & low, 0.5, 0.0)
    part = common * _fractions(np.where(near, a, b), np.where(near, b, a), np.where(near, x, y), np.where(near, y, x))
    below = np.where(near, part, 1.0 - part)
    known = (common > _LEAST) & (below > _LEAST)
    slope, ratio = np.where(known, common, 1.0), np.where(known, below, 1.0)
    with np.errstate(over="ignore"):  # far from the place: as long a step as may be
        newton = np.clip(arrays.log(wanted.tail / ratio) * ratio / slope, -_LONGEST, _BEYOND)
        bend = 1.0 + 0.5 * newton * (a * y - b * x - slope / ratio)
    step = newton / np.where(bend > 0.5, np.minimum(bend, 2.0), 1.0)
    # Where nothing is left of the density, half of the way to the middle: Newton's method converges from anywhere.
    return np.where(known, step, 0.5 * (arrays.log(a / b) - logits))


def _fractions(a: Array, b: Array, x: Array, y: Array) -> Array:
    found, places = np.empty_like(a), np.arange(a.size)
    apart = np.where(x < 0.5, a - (a + b) * x, (a + b) * y - b)
    first, c0, c1 = 1.0 + apart, b / a, 1.0 + 1.0 / a
    n, p, s = 0.0, np.ones_like(a), a + 1.0
    before, above, under, below = np.zeros_like(a), np.ones_like(a), np.ones_like(a), first / c1
    value = c1 / first
    while places.size and n < _MOST_TERMS:
        n += 1.0
        t, w, e = n / a, n * (b - n) * x, a / s
        alpha = (p * (p + c0) * e * e) * (w * x)
        beta = n + w / s + (t + 1.0) / (c1 + t + t) * (first + n * (y + 1.0))
        p, s = t + 1.0, s + 2.0
        before, above = above, alpha * before + beta * above
        under, below = below, alpha * under + beta * below
        latest = above / below
        before, under, above, below = before / below, under / below, latest, np.ones_like(below)
        going = np.abs(latest - value) > (_ULP if n < _MANY else 4.0 * _ULP) * np.abs(latest)
        value = latest
        if not going.all():
            found[places[~going]] = value[~going]
            places = places[going]
            a, b, x, y, first, c0, c1, p, s, before, above, under, below, value = (
                each[going] for each in (a, b, x, y, first, c0, c1, p, s, before, above, under, below, value)
            )
    found[places] = value
    return found


def _log_beta(a: Array, b: Array) -> Array:
    small, large = np.minimum(a, b), np.maximum(a, b)
    both = small + large
    found = _log_gamma(a) + _log_gamma(b) - _log_gamma(both)
    # Of a large one log Gamma(large) - log Gamma(large + small) by Stirling's formula, where nothing cancels.
    apart = small - small * arrays.log(both) - (large - 0.5) * arrays.log1p(small / large)
    apart += _rest(np.maximum(large, _SHIFT)) - _rest(np.maximum(both, _SHIFT))
    return np.where(large > _SHIFT, _log_gamma(small) + apart, found)


def _log_gamma(x: Array) -> Array:
    # Stirling's series at x + 12, less the logarithm of the factors between; their product is finite up to 1e25.
    product = x.copy()
    for place in range(1, _SHIFT):
        product *= x + place
    far = x + _SHIFT
    return (far - 0.5) * arrays.log(far) - far + (HALF_LOG_2PI + _rest(far)) - arrays.log(product)


def _rest(x: Array) -> Array:
    """Return what Stirling's formula leaves of log Gamma(x), from 12 on."""
    z = 1.0 / (x * x)
    return (1 / 12 - z * (1 / 360 - z * (1 / 1260 - z * (1 / 1680 - z * (1 / 1188 - z * (691 / 360360)))))) / x
