"""Whether a number of successes is more, or fewer, than a chance explains."""

from sim.numerics.binomial import binomial_pmf
from sim.numerics.linear import total

_TIE = 1.0 + 1e-7  # two outcomes as likely as each other differ by rounding


def binomial_p_value(successes: int, n: int, chance: float) -> float:
    """Return the exact two-sided p-value: how likely an outcome is that is no likelier than the observed one.

    Args:
        successes: how often it succeeded.
        n: number of trials, at least as many.
        chance: of success in each, 0..1, if there were nothing to find. Where chances differ, their mean:
            the number of successes then varies less than the test assumes, which errs on the side of
            finding nothing.

    >>> binomial_p_value(9, 10, 0.5)  # (1 + 10) / 1024 on either side
    0.021484375

    Source: Conover, "Practical Nonparametric Statistics", 3rd ed., section 3.1; for chances that differ
        Hoeffding,
    Annals of Mathematical Statistics 27, 1956.
    """
    likelihood = binomial_pmf(n, chance)
    return min(1.0, total(likelihood[likelihood <= likelihood[successes] * _TIE]))
