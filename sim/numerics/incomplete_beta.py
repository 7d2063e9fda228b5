"""The beta distribution: its probabilities on either side, and its quantiles.

Source: DiDonato, Morris, "Algorithm 708: Significant digit computation of the incomplete beta function ratios", ACM
Transactions on Mathematical Software 18, 1992 (BFRAC, the fraction); the common factor after Loader, "Fast and accurate
computation of binomial probabilities", 2000.
"""

from math import inf, sqrt

from sim.numerics.elementary import exp, log, log1p, log1p_remainder, logistic, power
from sim.numerics.gamma_function import LARGE, TWO_PI, gamma, log_gamma, stirling_rest
from sim.numerics.incomplete_gamma import ULP, Tails
from sim.numerics.inversion import invert
from sim.numerics.normal import normal_quantile

_MANY = 300.0  # terms, after which rounding alone may keep the last digits moving
_QUICK = 0.02  # the fraction of the further side is slow the nearer it comes to its end


def front(a: float, b: float, x: float, y: float) -> float:
    """Return x**a y**b / B(a, b), with y = 1 - x given by itself."""
    if a >= LARGE and b >= LARGE:
        n, apart = a + b, x * b - y * a
        inside = -a * log1p_remainder(apart / a) - b * log1p_remainder(-apart / b)
        rest = stirling_rest(n) - stirling_rest(a) - stirling_rest(b)
        return sqrt(a / n * b / TWO_PI) * exp(inside + rest)
    if a < LARGE and b < LARGE:
        return power(x, a) * power(y, b) * (gamma(a + b) / (gamma(a) * gamma(b)))
    if a >= LARGE:
        a, b, x, y = b, a, y, x
    # a is the small one: Gamma(a + b) / Gamma(b) by the difference of Stirling's formulas
    ratio = (b + a - 0.5) * log1p(a / b) - a + (stirling_rest(a + b) - stirling_rest(b))
    return power(x * b, a) * exp(b * (log1p(-x) if x < 0.5 else log(y)) + ratio) / gamma(a)


def beta_tails(a: float, b: float, x: float, y: float | None = None) -> Tails:
    """Return the probabilities that a beta variable lies below and above x.

    Args:
        a: first parameter, above 0.
        b: second parameter, above 0.
        x: 0 to 1.
        y: 1 - x where it is known better than x tells it.

    >>> round(beta_tails(2.0, 1.0, 0.9).below, 6)  # x**2
    0.81

    Relative error of the smaller one below 2e-15 (1 + abs(ln of it)) for parameters up to 1000.
    """
    y = 1.0 - x if y is None else y
    if x <= 0.0:
        return Tails(0.0, 1.0)
    if y <= 0.0:
        return Tails(1.0, 0.0)
    if x * (a + b) <= a:
        below = _below(a, b, x, y)
        # Below the mean but with most of the probability: the other side by itself, as long as its fraction is quick.
        return Tails(below, _below(b, a, y, x) if below > 0.9 and x > _QUICK else 1.0 - below)
    above = _below(b, a, y, x)
    return Tails(_below(a, b, x, y) if above > 0.9 and y > _QUICK else 1.0 - above, above)


def _below(a: float, b: float, x: float, y: float) -> float:
    common = front(a, b, x, y)
    if common == 0.0:
        return 0.0
    return common * _fraction(a, b, x, y)


def _fraction(a: float, b: float, x: float, y: float) -> float:
    # BFRAC of Algorithm 708: two terms of the common fraction at a time, which spares a cancellation.
    apart = a - (a + b) * x if x < 0.5 else (a + b) * y - b
    first, c0, c1 = 1.0 + apart, b / a, 1.0 + 1.0 / a
    n, p, s = 0.0, 1.0, a + 1.0
    before, above, below, value, last = 0.0, 1.0, first / c1, c1 / first, 0.0
    under = 1.0
    while abs(value - last) > (ULP if n < _MANY else 4.0 * ULP) * abs(value):
        n += 1.0
        t, w, e = n / a, n * (b - n) * x, a / s
        alpha = (p * (p + c0) * e * e) * (w * x)
        beta = n + w / s + (t + 1.0) / (c1 + t + t) * (first + n * (y + 1.0))
        p, s = t + 1.0, s + 2.0
        before, above = above, alpha * before + beta * above
        under, below = below, alpha * under + beta * below
        value, last = above / below, value
        before, under, above, below = before / below, under / below, value, 1.0
    return value


def beta_density(a: float, b: float, x: float, y: float) -> float:
    """Return the density of the beta distribution at x within 0 and 1, y = 1 - x."""
    return front(a, b, x, y) / (x * y)


def beta_quantile(a: float, b: float, tail: float, upper: bool = False) -> float:
    """Return the value with this probability below it (or above it) of the beta distribution.

    Args:
        a: first parameter, above 0.
        b: second parameter, above 0.
        tail: the probability on its side, at most 1/2 where it is to be exact.
        upper: whether `tail` lies above the value.

    >>> round(beta_quantile(2.0, 1.0, 0.81), 6)  # x**2
    0.9
    """
    w = beta_logit(a, b, tail, upper)
    if abs(w) == inf:
        return 0.0 if w < 0.0 else 1.0
    side = 1 if upper else 0
    x = logistic(w)
    for _ in range(2):
        y = 1.0 - x
        density = beta_density(a, b, x, y) if x > 0.0 and y > 0.0 else 0.0
        if density == 0.0:
            break
        step = (beta_tails(a, b, x, y)[side] - tail) / density
        x = x + step if upper else x - step
    return x


def beta_logit(a: float, b: float, tail: float, upper: bool = False) -> float:
    """Return the logit of `beta_quantile`, which tells values apart that are nearly 0 or 1; infinite beyond 746.

    >>> beta_logit(3.0, 3.0, 0.5)
    0.0
    """
    side = 1 if upper else 0
    z = -normal_quantile(tail) if upper else normal_quantile(tail)
    guess = log(a / b) + z * sqrt(1.0 / a + 1.0 / b)
    log_beta = log_gamma(a) + log_gamma(b) - log_gamma(a + b)
    if a < 1.0 and not upper:
        guess = min(0.0, (log(tail * a) + log_beta) / a)
    if b < 1.0 and upper:
        guess = max(0.0, -(log(tail * b) + log_beta) / b)
    if abs(guess) > 746.0:
        return -inf if guess < 0.0 else inf

    def at(w: float) -> tuple[float, float]:
        x, y = logistic(w), logistic(-w)
        return beta_tails(a, b, x, y)[side], front(a, b, x, y)

    w = invert(at, tail, guess, rising=not upper)
    for _ in range(2):
        value, slope = at(w)
        if slope == 0.0:
            break
        w = w + (value - tail) / slope if upper else w - (value - tail) / slope
    return w
