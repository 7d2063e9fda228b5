"""The indices of one metric as cells of a table, for the report and the terminal."""

from collections.abc import Sequence

from sim.document.quantity import NOT_DEFINED, TimeUnit, percent
from sim.measures.sensitivity.assessment import FactorIndex, MetricSensitivity
from sim.measures.sensitivity.morris import Morris
from sim.report.comparison.metric_text import change, unit_of
from sim.report.sensitivity.finding import share_text, way_of


def index_header(method: str, confidence: float) -> list[str]:
    """Return the heads of the columns.

    >>> index_header("morris", 0.95)
    ['factor', 'mu*', '95 % interval', 'way', 'sigma', 'mu* by chance', 'effect']
    """
    sure = f"{percent(confidence)} interval"
    if method == "morris":
        return ["factor", "mu*", sure, "way", "sigma", "mu* by chance", "effect"]
    return ["factor", "total", sure, "alone", sure, "total by chance", "effect"]


def index_cells(entry: MetricSensitivity) -> list[Sequence[str]]:
    """Return a row a factor, the most influential first; names are the users' own text.

    Args:
        entry: the metric.
    """
    ranked = entry.ranked()
    sizes = [factor.index.mu_star for factor in ranked if isinstance(factor.index, Morris)]
    unit = unit_of(entry.metric, sizes)  # one for all, so that they can be compared down the columns
    return [[factor.name, *_numbers(entry.metric, factor, unit), factor.effect.value] for factor in ranked]


def _numbers(metric: str, factor: FactorIndex, unit: TimeUnit | None) -> list[str]:
    index = factor.index
    if isinstance(index, Morris):
        size, low, high, sigma, noise = (
            change(metric, amount, unit)[1:]
            for amount in (index.mu_star, index.low, index.high, index.sigma, index.mu_star_noise)
        )
        return [size, f"{low} to {high}", way_of(factor), sigma, noise]
    return [
        share_text(index.total),
        _between(index.total_low, index.total_high),
        share_text(index.first),
        _between(index.first_low, index.first_high),
        share_text(index.total_noise),
    ]


def _between(low: float | None, high: float | None) -> str:
    return NOT_DEFINED if low is None or high is None else f"{share_text(low)} to {share_text(high)}"
