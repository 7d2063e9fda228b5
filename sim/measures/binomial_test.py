"""Whether a number of successes is more, or fewer, than a chance explains."""

import numpy as np

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
    likelihood = _pmf(n, chance)
    return min(1.0, float(likelihood[likelihood <= likelihood[successes] * _TIE].sum()))


def _pmf(n: int, chance: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    from scipy.special import gammaln, xlog1py, xlogy

    k = np.arange(n + 1)
    choose = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return np.asarray(np.exp(choose + xlogy(k, chance) + xlog1py(n - k, -chance)))
