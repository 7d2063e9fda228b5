"""Elementary functions over arrays: element by element the bits of `sim.numerics.elementary` and `normal`.

numpy's + - * / and square root, element by element, are those of IEEE 754 on every processor and at every length;
so are comparisons, choices, and the splitting into mantissa and exponent. Its logarithms, exponentials and powers are
not, nor are its sums.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from sim.numerics.elementary import (
    LARGEST_EXPONENT,
    LEAST_EXPONENT,
    LN2_HIGH,
    LN2_LOW,
    LOG1P_HIGH,
    LOG1P_LOW,
    ONE_BY_LN2,
    SMALL_EXPM1,
    SQRT_HALF,
    exp_kernel,
    expm1_kernel,
    log_kernel,
)
from sim.numerics.normal import HALF_WIDTH, HALF_WIDTH_SQUARED, central_kernel, far_kernel, tail_kernel

Array = npt.NDArray[np.float64]

_ZERO = np.zeros(())


def each(function: Callable[[float], float], x: Array) -> Array:
    """Return a function of numbers, element by element: for what has no form for arrays.

    >>> each(abs, np.array([[-1.0, 2.0]])).tolist()
    [[1.0, 2.0]]
    """
    return np.array([function(value) for value in x.ravel().tolist()], dtype=np.float64).reshape(x.shape)


def log(x: Array) -> Array:
    """Return the natural logarithms of numbers from 0 on; of 0 it is -inf.

    >>> log(np.array([1.0, 10.0, 0.0])).tolist()
    [0.0, 2.302585092994046, -inf]
    """
    f, k = _reduced(x)
    with np.errstate(invalid="ignore", divide="ignore"):
        return _logarithms(log_kernel(f, _ZERO, k), x)


def log1p(x: Array) -> Array:
    """Return the natural logarithms of 1 + x for x >= -1, exact also where x is tiny.

    >>> log1p(np.array([1e-20, -0.5, -1.0])).tolist()
    [1e-20, -0.6931471805599453, -inf]
    """
    u = 1.0 + x
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        lost = np.where(x > 1.0, 1.0 - (u - x), x - (u - 1.0)) / u
    f, k = _reduced(u)
    near = (x > LOG1P_LOW) & (x < LOG1P_HIGH)
    with np.errstate(invalid="ignore", divide="ignore"):
        values = log_kernel(np.where(near, x, f), np.where(near, 0.0, lost), np.where(near, 0.0, k))
    return _logarithms(values, u)


def _reduced(x: Array) -> tuple[Array, Array]:
    m, k = np.frexp(x)
    low = m < SQRT_HALF
    with np.errstate(invalid="ignore"):
        return np.where(low, m + m, m) - 1.0, (k - low).astype(np.float64)


def _logarithms(values: Array, x: Array) -> Array:
    plain = (x > 0.0) & (x < np.inf)
    if plain.all():
        return values
    if (x < 0.0).any():
        raise ValueError(f"the logarithm of {float(x[x < 0.0][0])}, which is below 0")
    return np.where(plain, values, np.where(x == 0.0, -np.inf, x))


def exp(x: Array) -> Array:
    """Return e to the powers x; inf where they are too large.

    >>> exp(np.array([0.0, 1.0, -800.0])).tolist()
    [1.0, 2.718281828459045, 0.0]
    """
    plain = (x > LEAST_EXPONENT) & (x <= LARGEST_EXPONENT)
    if plain.all():
        return _exp(x)
    edge = np.where(np.isnan(x), x, np.where(x > 0.0, np.inf, 0.0))
    return np.where(plain, _exp(np.where(plain, x, 0.0)), edge)


def _exp(x: Array) -> Array:
    k = np.floor(x * ONE_BY_LN2 + 0.5)
    return np.ldexp(exp_kernel(x - k * LN2_HIGH, k * LN2_LOW), k.astype(np.int32))


def expm1(x: Array) -> Array:
    """Return e to the powers x, less 1, exact also where x is tiny.

    >>> expm1(np.array([1e-20, -np.inf])).tolist()
    [1e-20, -1.0]
    """
    near = (x > -SMALL_EXPM1) & (x < SMALL_EXPM1)
    plain = (x >= -40.0) & (x <= 40.0)
    inside = np.where(plain, x, 0.0)
    k = np.where(near, 0.0, np.floor(inside * ONE_BY_LN2 + 0.5))
    high, low = inside - k * LN2_HIGH, k * LN2_LOW
    r = high - low
    lost = (high - r) - low
    part = expm1_kernel(r)
    whole = k.astype(np.int32)
    far = np.ldexp(part + (lost + lost * part), whole) + (np.ldexp(1.0, whole) - 1.0)
    values = np.where(near, part, far)
    return values if plain.all() else np.where(plain, values, np.where(x < 0.0, -1.0, exp(x)))


def logit(p: Array) -> Array:
    """Return ln(p / (1 - p)) of shares; -inf at 0, inf at 1.

    >>> logit(np.array([0.5, 0.0, 1.0])).tolist()
    [0.0, -inf, inf]
    """
    return log(p) - log1p(-p)


def logistic(x: Array) -> Array:
    """Return 1 / (1 + exp(-x)), the inverse of `logit`.

    >>> logistic(np.array([0.0, -np.inf, np.inf])).tolist()
    [0.5, 0.0, 1.0]
    """
    small = exp(-np.abs(x))
    return np.where(x < 0.0, small, 1.0) / (1.0 + small)


def normal_quantile(p: Array) -> Array:
    """Return the values below which a standard normal variable lies with the probabilities p, within 0 and 1.

    >>> normal_quantile(np.array([0.5, 0.975])).round(6).tolist()
    [0.0, 1.959964]
    """
    q = p - 0.5
    values = central_kernel(q, HALF_WIDTH_SQUARED - q * q)
    outside = np.abs(q) > HALF_WIDTH
    if outside.any():
        far, side = p[outside], q[outside]
        r = np.sqrt(-log(np.minimum(far, 1.0 - far)))
        size = np.where(r <= 5.0, tail_kernel(r - 1.6), far_kernel(r - 5.0))
        values[outside] = np.where(side < 0.0, -size, size)
    return values
