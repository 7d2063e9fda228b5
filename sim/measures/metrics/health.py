"""One number for the health of a fleet, and one word."""

from collections.abc import Mapping
from math import fsum

_WORDS = ((90.0, "EXCELLENT"), (70.0, "GOOD"), (50.0, "FAIR"))


def health_score(metrics: Mapping[str, float | None], weights: Mapping[str, float]) -> float:
    """Return 100 times the weighted mean of the metrics, 0..100.

    A metric that is not defined (no task got past the gates, so there is no accuracy) is left out with its
    weight.

    Args:
        metrics: values 0..1 by name; None where not defined.
        weights: weight by name of the metric, 0 or more; of the metrics without one none counts.

    >>> metrics = {"success_rate": 0.9, "availability": 1.0, "accuracy": 0.8, "load_balance": 0.5}
    >>> weights = {"success_rate": 0.4, "availability": 0.2, "accuracy": 0.2, "load_balance": 0.2}
    >>> round(health_score(metrics, weights), 9)  # 36 + 20 + 16 + 10
    82.0
    """
    values = {name: metrics[name] for name in weights if metrics.get(name) is not None}
    total = fsum(weights[name] for name in values)
    if total <= 0.0:
        return 0.0
    mean = fsum(weights[name] * value for name, value in values.items() if value is not None) / total
    return min(100.0, max(0.0, 100.0 * mean))


def health_losses(metrics: Mapping[str, float | None], weights: Mapping[str, float]) -> dict[str, float]:
    """Return the points that each metric keeps the score below 100; together 100 - `health_score`.

    Args:
        metrics: values 0..1 by name; None where not defined.
        weights: weight by name of the metric, 0 or more; of the metrics without one none counts.

    Returns:
        The points by name of each metric that counts; empty where none is defined.

    >>> metrics = {"success_rate": 0.9, "availability": 1.0, "accuracy": 0.8, "load_balance": 0.5}
    >>> weights = {"success_rate": 0.4, "availability": 0.2, "accuracy": 0.2, "load_balance": 0.2}
    >>> {name: round(points, 9) for name, points in health_losses(metrics, weights).items()}
    {'success_rate': 4.0, 'availability': 0.0, 'accuracy': 4.0, 'load_balance': 10.0}
    """
    values = {name: value for name in weights if (value := metrics.get(name)) is not None}
    total = fsum(weights[name] for name in values)
    if total <= 0.0:
        return {}
    return {name: 100.0 * weights[name] / total * (1.0 - value) for name, value in values.items()}


def health_status(score: float) -> str:
    """Return the word for a score: EXCELLENT from 90, GOOD from 70, FAIR from 50, else POOR.

    Args:
        score: 0..100. Rounding errors of the sum decide nothing: it counts to nine decimals.

    >>> [health_status(score) for score in (90.0, 89.9, 50.0, 49.9)]
    ['EXCELLENT', 'GOOD', 'FAIR', 'POOR']
    """
    shown = round(score, 9)
    return next((word for least, word in _WORDS if shown >= least), "POOR")
