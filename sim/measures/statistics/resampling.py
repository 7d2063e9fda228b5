"""Bootstrap resamples as counts: how often each row is drawn."""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def resample_counts(u: npt.ArrayLike, rows: int) -> Array:
    """Return how often each row is in each bootstrap resample.

    Args:
        u: (resamples, draws of at least `rows`), uniforms in (0, 1); what is over is not used.
        rows: how many rows are drawn, with replacement, out of as many.

    Raises:
        ValueError: too few uniforms.

    >>> resample_counts([[0.2, 0.3], [0.2, 0.7]], rows=2).tolist()
    [[2.0, 0.0], [1.0, 1.0]]

    Source: Efron, Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 6.
    """
    given = np.asarray(u, dtype=float)
    if given.ndim != 2 or given.shape[1] < rows:
        raise ValueError(f"u: expected (resamples, {rows} or more) uniforms, got shape {given.shape}")
    resamples = len(given)
    drawn = (given[:, :rows] * rows).astype(np.int64) + rows * np.arange(resamples)[:, None]
    return np.bincount(drawn.ravel(), minlength=resamples * rows).reshape(resamples, rows).astype(float)
