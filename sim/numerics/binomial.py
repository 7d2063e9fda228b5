"""The binomial distribution: all of its probabilities, and their sum up to a number.

Source: Abramowitz, Stegun, "Handbook of Mathematical Functions", 26.5.24 (the sum as an incomplete beta function);
Loader, "Fast and accurate computation of binomial probabilities", 2000 (one of them).
"""

import numpy as np
import numpy.typing as npt

from sim.numerics.incomplete_beta import beta_tails, front


def binomial_pmf(n: int, chance: float) -> npt.NDArray[np.float64]:
    """Return the probabilities of 0, 1, .., n successes in n trials. Relative error below 1e-15 (10 + n).

    The likeliest one is calculated by itself, the others from it, neighbour by neighbour.

    >>> binomial_pmf(2, 0.5).tolist()
    [0.25, 0.5, 0.25]
    """
    probabilities = np.zeros(n + 1)
    if chance <= 0.0 or chance >= 1.0:
        probabilities[0 if chance <= 0.0 else n] = 1.0
        return probabilities
    rest = 1.0 - chance
    mode = min(n, int((n + 1) * chance))
    likeliest = front(mode + 1.0, n - mode + 1.0, chance, rest) / (chance * rest * (n + 1.0))
    k = np.arange(n + 1, dtype=np.float64)
    up = (n - k[mode:-1]) / k[mode + 1 :] * (chance / rest)
    down = k[1 : mode + 1] / (n - k[:mode]) * (rest / chance)
    probabilities[mode:] = np.multiply.accumulate(np.concatenate(([likeliest], up)))
    probabilities[: mode + 1] = np.multiply.accumulate(np.concatenate(([likeliest], down[::-1])))[::-1]
    return probabilities


def binomial_up_to(k: int, n: int, chance: float) -> float:
    """Return the probability of at most k successes in n trials.

    >>> binomial_up_to(1, 2, 0.5)
    0.75
    """
    if k < 0:
        return 0.0
    return 1.0 if k >= n else beta_tails(k + 1.0, float(n - k), chance).above
