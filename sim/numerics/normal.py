"""The normal distribution: its quantiles, and its probabilities.

Source: Wichura, "Algorithm AS 241: The percentage points of the normal distribution", Applied Statistics 37, 1988
(PPND16); the probabilities by the incomplete gamma function: Abramowitz, Stegun, "Handbook of Mathematical Functions",
26.4.19 with one degree of freedom.
"""

from math import inf, nan, sqrt

from sim.numerics.elementary import Real, log

HALF_WIDTH = 0.425  # of the middle, in probability
HALF_WIDTH_SQUARED = 0.180625


def central_kernel(q: Real, r: Real) -> Real:
    """Return the quantile of 1/2 + q for abs(q) <= 0.425, with r = 0.425**2 - q**2.

    The published ratio of polynomials less its value at r = 0, which is then added: their errors matter less.
    """
    above = ((((((-15193.753039787394 * r - 63878.65511726085) * r - 65875.29509793955) * r
        - 25931.986104094325) * r - 4539.164900965687) * r - 356.00275252836093) * r
        - 10.179205485111813) * r  # fmt: skip
    below = (((((((5226.495278852854561 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
        + 21213.794301586595867) * r + 5394.1960214247511077) * r + 687.1870074920579083) * r
        + 42.313330701600911252) * r + 1.0)  # fmt: skip
    return q * (3.387132872796366608 + above / below)


def tail_kernel(r: Real) -> Real:
    """Return the size of the quantile where sqrt(-ln(tail)) = r + 1.6 <= 5; less a straight line, likewise."""
    above = (((((((-1.5761251074666253e-09 * r - 4.684719414760643e-05) * r - 0.0008536202047904941) * r
        - 0.0020095854843315305) * r + 0.02499055367824691) * r + 0.151430657086799) * r + 0.3034814023226206) * r
        + 0.207748689319851) * r  # fmt: skip
    below = (((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r
        + 0.14810397642748007459) * r + 0.68976733498510000455) * r + 1.6763848301838038494) * r
        + 2.05319162663775882187) * r + 1.0)  # fmt: skip
    return (1.42343711074968357734 + 1.5 * r) + above / below


def far_kernel(r: Real) -> Real:
    """Return the size of the quantile where sqrt(-ln(tail)) = r + 5 > 5: tails below 1.4e-11."""
    above = (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r
        + 0.026532189526576123093) * r + 0.29656057182850489123) * r + 1.7848265399172913358) * r
        + 5.4637849111641143699) * r + 6.6579046435011037772)  # fmt: skip
    below = (((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r + 1.8463183175100546818e-5) * r
        + 7.868691311456132591e-4) * r + 0.0148753612908506148525) * r + 0.13692988092273580531) * r
        + 0.59983220655588793769) * r + 1.0)  # fmt: skip
    return above / below


def normal_quantile(p: float) -> float:
    """Return the value below which a standard normal variable lies with probability p. Error below 4 ulp.

    >>> normal_quantile(0.5), round(normal_quantile(0.975), 6), normal_quantile(0.0)
    (0.0, 1.959964, -inf)
    """
    q = p - 0.5
    if -HALF_WIDTH <= q <= HALF_WIDTH:
        return central_kernel(q, HALF_WIDTH_SQUARED - q * q)
    tail = p if q < 0.0 else 1.0 - p
    if not tail > 0.0:
        return nan if tail != 0.0 else inf if q > 0.0 else -inf
    r = sqrt(-log(tail))
    size = tail_kernel(r - 1.6) if r <= 5.0 else far_kernel(r - 5.0)
    return -size if q < 0.0 else size
