"""Saltelli's design: two independent samples of the inputs, and crosses of them in one input each."""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def saltelli(u: Array) -> Array:
    """Return the samples A and B, and for each factor A with that factor taken from B.

    Args:
        u: (points, 2 * factors), spread evenly over the unit cube: a row of A and a row of B beside each other.

    Returns:
        (factors + 2, points, factors): A, B, then one cross a factor.

    >>> saltelli(np.array([[0.1, 0.2, 0.8, 0.9]])).tolist()
    [[[0.1, 0.2]], [[0.8, 0.9]], [[0.8, 0.2]], [[0.1, 0.9]]]

    Source: Saltelli et al., "Variance based sensitivity analysis of model output", Computer Physics Communications
        181, 2010, section 3 and table 2 (the radial design).
    """
    factors = u.shape[1] // 2
    a, b = u[:, :factors], u[:, factors:]
    crosses = np.repeat(a[None], factors, axis=0)
    for factor in range(factors):
        crosses[factor, :, factor] = b[:, factor]
    return np.concatenate([a[None], b[None], crosses])
