"""Logarithm, exponential and power, number by number, with the same bits on every machine.

Made from + - * /, comparisons, integers and exact powers of two only (`frexp`, `ldexp`), in the order written: IEEE 754
fixes each of these to the last bit, while the functions of the system's library, and those that numpy chooses by the
processor, differ in it. What the array forms (`sim.numerics.arrays`) share stands in the functions that take `Real`.

Source: the method and the coefficients of fdlibm (`e_log.c`, `e_exp.c`, `s_log1p.c`, `s_expm1.c`), of which its terms
ask to say: Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Permission to use, copy, modify, and
distribute this software is freely granted, provided that this notice is preserved. The split products of `power`:
Dekker, "A floating-point technique for extending the available precision", Numerische Mathematik 18, 1971.
"""

from math import floor, frexp, inf, ldexp
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Real = TypeVar("Real", float, npt.NDArray[np.float64])

SQRT_HALF = 0.7071067811865476
LN2_HIGH = 6.93147180369123816490e-01  # its last 32 bits are 0: times an exponent it is exact
LN2_LOW = 1.90821492927058770002e-10
ONE_BY_LN2 = 1.44269504088896338700e00
LARGEST_EXPONENT = 709.782712893384  # of e, whose power is still finite
LEAST_EXPONENT = -745.2  # below it the power is 0
# 1 + f lies between these: log1p needs no power of two to be taken out.
LOG1P_LOW, LOG1P_HIGH = -0.2928932188134524, 0.41421356237309503
SMALL_EXPM1 = 0.34657359027997264  # ln(2) / 2: expm1 needs no power of two to be taken out
_SPLIT = 134217729.0  # 2**27 + 1
_LN2_MIDDLE = 1.9082149293851713e-10  # ln(2) - LN2_HIGH in 32 bits, and the rest
_LN2_LAST = -1.1458352726798733e-20
_TWO_THIRDS, _TWO_THIRDS_LOW = 0.6666666666666666, 3.700743415417188e-17


def log_kernel(f: Real, c: Real, k: Real) -> Real:
    """Return k ln(2) + ln(1 + f) + c for 1 + f in [sqrt(1/2), sqrt(2)], c a tiny correction."""
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    odd = z * (
        6.666666666666735130e-01
        + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))
    )
    half_square = 0.5 * f * f
    return k * LN2_HIGH - ((half_square - (s * (half_square + (even + odd)) + (k * LN2_LOW + c))) - f)


def exp_kernel(high: Real, low: Real) -> Real:
    """Return exp(high - low) for abs(high - low) <= ln(2) / 2."""
    x = high - low
    t = x * x
    c = x - t * (
        1.66666666666666019037e-01
        + t
        * (
            -2.77777777770155933842e-03
            + t * (6.61375632143793436117e-05 + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))
        )
    )
    return 1.0 - ((low - (x * c) / (2.0 - c)) - high)


def expm1_kernel(x: Real) -> Real:
    """Return exp(x) - 1 for abs(x) <= ln(2) / 2."""
    half = 0.5 * x
    square = x * half
    r = 1.0 + square * (
        -3.33333333333331316428e-02
        + square
        * (
            1.58730158725481460165e-03
            + square
            * (
                -7.93650757867487942473e-05
                + square * (4.00821782732936239552e-06 + square * -2.01099218183624371326e-07)
            )
        )
    )
    t = 3.0 - r * half
    return x - (x * (square * ((r - t) / (6.0 - x * t))) - square)


def log(x: float) -> float:
    """Return the natural logarithm of a number above 0; of 0 it is -inf. Error below 1 ulp.

    >>> log(1.0), log(10.0), log(0.0)
    (0.0, 2.302585092994046, -inf)
    """
    if not 0.0 < x < inf:
        return _log_at_the_edge(x)
    m, k = frexp(x)
    if m < SQRT_HALF:
        m, k = m + m, k - 1
    return log_kernel(m - 1.0, 0.0, float(k))


def _log_at_the_edge(x: float) -> float:
    if x == 0.0:
        return -inf
    if x < 0.0:
        raise ValueError(f"the logarithm of {x}, which is below 0")
    return x  # inf or nan


def log1p(x: float) -> float:
    """Return the natural logarithm of 1 + x for x >= -1, exact also where x is tiny. Error below 1 ulp.

    >>> log1p(1e-20), log1p(-0.5), log1p(-1.0)
    (1e-20, -0.6931471805599453, -inf)
    """
    if LOG1P_LOW < x < LOG1P_HIGH:
        return log_kernel(x, 0.0, 0.0)
    u = 1.0 + x
    if not 0.0 < u < inf:
        return _log_at_the_edge(u)
    lost = (1.0 - (u - x) if x > 1.0 else x - (u - 1.0)) / u  # by rounding 1 + x
    m, k = frexp(u)
    if m < SQRT_HALF:
        m, k = m + m, k - 1
    return log_kernel(m - 1.0, lost, float(k))


def exp(x: float) -> float:
    """Return e to the power x; inf where it is too large. Error below 1 ulp.

    >>> exp(0.0), exp(1.0), exp(-800.0)
    (1.0, 2.718281828459045, 0.0)
    """
    if not LEAST_EXPONENT < x <= LARGEST_EXPONENT:
        return x if x != x else inf if x > 0.0 else 0.0
    k = floor(x * ONE_BY_LN2 + 0.5)
    return ldexp(exp_kernel(x - k * LN2_HIGH, k * LN2_LOW), k)


def expm1(x: float) -> float:
    """Return e to the power x, less 1, exact also where x is tiny. Error below 2 ulp.

    >>> expm1(1e-20), round(expm1(1.0), 6)
    (1e-20, 1.718282)
    """
    if -SMALL_EXPM1 < x < SMALL_EXPM1:
        return expm1_kernel(x)
    if not -40.0 <= x <= 40.0:
        return -1.0 if x < 0.0 else exp(x)
    # exp(x) - 1 = 2**k (expm1(r) + 1) - 1, and 2**k - 1 is exact or the 1 is of no account.
    k = floor(x * ONE_BY_LN2 + 0.5)
    high, low = x - k * LN2_HIGH, k * LN2_LOW
    r = high - low
    lost = (high - r) - low
    part = expm1_kernel(r)
    return ldexp(part + (lost + lost * part), k) + (ldexp(1.0, k) - 1.0)


def log1p_remainder(x: float) -> float:
    """Return x - ln(1 + x) for x > -1: 0 at 0, and not below it. Relative error below 1e-15.

    With s = x / (2 + x): ln(1 + x) = 2 (s + s**3 / 3 + s**5 / 5 + ..), and x - 2 s = x s.

    >>> log1p_remainder(1e-8), round(log1p_remainder(1.0), 6)
    (4.999999966666667e-17, 0.306853)
    """
    if not -0.45 < x < 0.8:
        return x - log1p(x)
    s = x / (2.0 + x)
    z = s * s
    total, place = 0.0, 29.0
    while place > 1.0:
        total = (total + 1.0 / place) * z
        place -= 2.0
    return s * (x - 2.0 * total)


def logit(p: float) -> float:
    """Return ln(p / (1 - p)) of a share; -inf at 0, inf at 1.

    >>> logit(0.5), logit(0.0), logit(1.0)
    (0.0, -inf, inf)
    """
    return log(p) - log1p(-p)


def logistic(x: float) -> float:
    """Return 1 / (1 + exp(-x)), the inverse of `logit`. Relative error below 5e-16.

    >>> logistic(0.0), logistic(-800.0), logistic(800.0)
    (0.5, 0.0, 1.0)
    """
    small = exp(-abs(x))
    return (small if x < 0.0 else 1.0) / (1.0 + small)


def whole_power(x: float, n: int) -> float:
    """Return x to the power of a whole number, by squaring: exact where all of its products are.

    >>> whole_power(2.0, 10), whole_power(1.5, 3), whole_power(0.0, 0), whole_power(10.0, 400)
    (1024.0, 3.375, 1.0, inf)
    """
    if n < 0:
        return 1.0 / whole_power(x, -n)
    result = 1.0
    while n:
        if n & 1:
            result *= x
        n >>= 1
        if n:
            x *= x
    return result


def power(x: float, y: float) -> float:
    """Return x to the power y for x >= 0; inf where it is too large.

    The logarithm is taken in two parts, so that its rounding, times y, does not show. Error below 1 ulp.

    >>> power(9.0, 0.5), power(2.0, 10.0), power(0.0, 2.0), power(10.0, -400.0)
    (3.0, 1024.0, 0.0, 0.0)
    """
    if not 0.0 < x < inf:
        return _power_at_the_edge(x, y)
    if x == 1.0 or y == 0.0:
        return 1.0
    high, low = _two_part_log(x)
    product, error = _exact_product(y, high)
    error += y * low
    if not LEAST_EXPONENT < product <= LARGEST_EXPONENT:
        return inf if product > 0.0 else 0.0
    k = floor(product * ONE_BY_LN2 + 0.5)
    return ldexp(exp_kernel(product - k * LN2_HIGH, k * LN2_LOW - error), k)


def _power_at_the_edge(x: float, y: float) -> float:
    if x < 0.0:
        raise ValueError(f"a power of {x}, which is below 0")
    if y == 0.0:
        return 1.0
    if x == 0.0:
        return inf if y < 0.0 else 0.0
    return (inf if y > 0.0 else 0.0) if x == inf else x


def _two_part_log(x: float) -> tuple[float, float]:
    # ln(m) = 2 (s + s**3 / 3 + s**5 / 5 + ..), s = (m - 1) / (m + 1): the first two terms in two parts each.
    m, k = frexp(x)
    if m < SQRT_HALF:
        m, k = m + m, k - 1
    f = m - 1.0
    d, d_low = _exact_sum(1.0, m)
    s = f / d
    p, e = _exact_product(s, d)
    s_low = ((f - p) - e - s * d_low) / d
    z, z_low = _exact_product(s, s)
    cube, cube_low = _exact_product(z, s)
    cube_low += z_low * s + 3.0 * z * s_low
    third, third_low = _exact_product(cube, _TWO_THIRDS)
    third_low += cube_low * _TWO_THIRDS + cube * _TWO_THIRDS_LOW
    rest, place = 0.0, 27.0
    while place > 3.0:
        rest = (rest + 1.0 / place) * z
        place -= 2.0
    total, e1 = _exact_sum(k * LN2_HIGH, 2.0 * s)
    total, e2 = _exact_sum(total, third)
    total, e3 = _exact_sum(total, k * _LN2_MIDDLE)
    low = e1 + e2 + e3 + (third_low + 2.0 * s_low + 2.0 * s * rest * z + k * _LN2_LAST)
    return _exact_sum(total, low)


def _exact_product(a: float, b: float) -> tuple[float, float]:
    # Dekker: product and rounding error, for factors that are neither huge nor tiny.
    p = a * b
    a_high = _SPLIT * a - (_SPLIT * a - a)
    b_high = _SPLIT * b - (_SPLIT * b - b)
    a_low, b_low = a - a_high, b - b_high
    return p, ((a_high * b_high - p) + a_high * b_low + a_low * b_high) + a_low * b_low


def _exact_sum(a: float, b: float) -> tuple[float, float]:
    # Knuth: sum and rounding error.
    total = a + b
    part = total - a
    return total, (a - (total - part)) + (b - part)
