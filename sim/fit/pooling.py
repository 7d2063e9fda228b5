"""Estimates of several things that are alike, drawn towards each other as far as their luck explains their spread."""

from collections.abc import Sequence

import numpy as np


def pooled(values: Sequence[float], errors: Sequence[float]) -> tuple[float, ...]:
    """Return estimates drawn towards their mean.

    What is left of an estimate's distance to the mean is its share of the spread that standard errors do not explain:
    nothing where they explain it all, nearly everything where the errors are small beside it.

    Args:
        values: one estimate a thing.
        errors: their standard errors; above 0, infinite where nothing is known.

    >>> pooled([0.9, 0.7, 0.8], [0.1, 0.1, 0.1])  # no further apart than luck has it
    (0.8, 0.8, 0.8)
    >>> [round(value, 2) for value in pooled([0.9, 0.1, 0.5], [0.05, 0.05, 0.5])]
    [0.9, 0.1, 0.5]

    Source: DerSimonian, Laird, "Meta-analysis in clinical trials", Controlled Clinical Trials 7, 1986 (spread by
        moments); Efron, Morris, "Stein's estimation rule and its competitors", Journal of the American Statistical
        Association 68, 1973 (shrinking).
    """
    y, variance = np.asarray(values, dtype=float), np.square(np.asarray(errors, dtype=float))
    known = np.isfinite(variance) & (variance > 0.0)
    if int(known.sum()) < 2:
        return tuple(float(value) for value in y)
    weights = np.where(known, 1.0 / np.where(known, variance, 1.0), 0.0)
    mean = float((weights * y).sum() / weights.sum())
    excess = float((weights * (y - mean) ** 2).sum()) - (int(known.sum()) - 1)
    scale = float(weights.sum() - (weights**2).sum() / weights.sum())
    between = max(excess, 0.0) / scale
    spread_weights = np.where(known, 1.0 / (between + np.where(known, variance, 1.0)), 0.0)
    mean = float((spread_weights * y).sum() / spread_weights.sum())
    share = np.where(known, between / (between + np.where(known, variance, 1.0)), 0.0)
    return tuple(float(value) for value in mean + share * (y - mean))
