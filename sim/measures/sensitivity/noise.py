"""What chance adds to means over few replications: its share of a variance, and effects that it can feign.

All points of a study share their replications' luck. What a replication does to all points alike cancels in every
comparison of points; what is left is how differently it treats them.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.numerics.student import f_above

Array = npt.NDArray[np.float64]


class Noise(NamedTuple):
    """How much of the variance between the means of points is chance.

    Args:
        variance: between the points' means, chance included.
        noise: the part of it that more replications would remove.
        share: noise / variance, 0..1; None where the means do not vary.
    """

    variance: float
    noise: float
    share: float | None


def noise_share(values: Array) -> Noise:
    """Return the share of chance in the variance between the means of points.

    The variance of a point's mean given the point, without what moves all points together, is the mean square of the
    interaction of points and replications, divided by the number of replications.

    Args:
        values: (replications, points), two or more of each.

    >>> noise_share(np.array([[1.0, 5.0], [3.0, 7.0]]))  # the second replication adds 2 to both points: no noise
    Noise(variance=8.0, noise=0.0, share=0.0)
    >>> noise_share(np.array([[1.0, 5.0], [3.0, 5.0]]))  # means 2 and 5; interaction +-0.5, squares 4 * 0.25 / 1
    Noise(variance=4.5, noise=0.5, share=0.1111111111111111)

    Source: Scheffe, "The Analysis of Variance", 1959, section 4.2 (two-way layout, one observation a cell); the law of
        total variance.
    """
    replications, points = values.shape
    variance = float(values.mean(axis=0).var(ddof=1))
    residuals = values - values.mean(axis=0) - values.mean(axis=1, keepdims=True) + values.mean()
    noise = float(np.square(residuals).sum()) / ((points - 1) * (replications - 1) * replications)
    floor = rounding_variance(values)
    if variance <= floor:
        return Noise(0.0, 0.0, None)
    noise = noise if noise > floor else 0.0
    return Noise(variance, noise, min(1.0, noise / variance))


def rounding_variance(values: Array) -> float:
    """Return how large a variance rounding may leave of equal numbers as large as these.

    >>> rounding_variance(np.array([2.0, -3.0]))  # a deviation of 1e-10 of the largest
    9e-20
    """
    return 1e-20 * float(np.square(values).max())


def without_noise(of_means: Array, of_deviations: Array) -> Array:
    """Return a quadratic form of the true means of points, from that of their means over replications.

    A form such as a variance, taken of means, contains that of their errors. The errors are known from how the
    replications deviate: for replications that are independent of each other the result has no bias, however they
    treat neighbouring points alike. It equals the mean over all pairs of different replications of the bilinear form.

    Args:
        of_means: the form at the means, (..).
        of_deviations: the form at each replication's deviations from the means, (replications, ..).

    >>> values = np.array([[1.0, 5.0], [3.0, 5.0]])
    >>> square = values.mean(axis=0) ** 2  # [4, 25]
    >>> without_noise(square, (values - values.mean(axis=0)) ** 2).tolist()  # 1 * 3 and 5 * 5
    [3.0, 25.0]
    """
    replications = len(of_deviations)
    return np.asarray(of_means - of_deviations.sum(axis=0) / (replications * (replications - 1)))


def chance_p(differences: Array) -> float:
    """Return how likely chance alone makes the differences of points as large as those seen.

    The mean square of the differences' means over replications is held against what their spread over replications
    makes of it. As if all pairs shared one error: with normal errors the value is right for that, and too large
    otherwise, since errors that differ from pair to pair average out.

    Args:
        differences: (replications, pairs of points), two or more replications.

    Returns:
        0 where the replications all say the same, and not nothing; 1 where all differences are 0.

    >>> one_pair = np.array([[2.0], [3.0], [1.0]])
    >>> chance_p(one_pair)  # for one pair, Student's t test: t = 2 / (1 / sqrt(3))
    0.0741799
    >>> chance_p(np.repeat(one_pair, 5, axis=1))
    0.0741799

    Source: Dempster, "A high dimensional two sample significance test", Annals of Mathematical Statistics 29, 1958,
        with the least possible degrees of freedom (1, and replications - 1).
    """
    replications = len(differences)
    means = differences.mean(axis=0)
    size = replications * float(np.square(means).sum())
    spread = float(np.square(differences - means).sum()) / (replications - 1)
    if size == 0.0:
        return 1.0
    return f_above(size / spread, 1.0, replications - 1.0) if spread > 0.0 else 0.0
