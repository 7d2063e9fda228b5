"""Metrics in words, and their values with the unit that they have."""

from collections.abc import Callable, Iterable

from sim.document.quantity import NOT_DEFINED, TimeUnit, dollars, duration, fitting_unit, number, percent, score
from sim.measures.metrics.catalogue import metric_info


def label(metric: str) -> str:
    """Return a metric's name for a sentence.

    >>> label("p95_response"), label("success_rate")
    ('95th percentile of the response time', 'success rate')
    """
    return metric_info(metric).label


def unit_of(metric: str, amounts: Iterable[float | None]) -> TimeUnit | None:
    """Return the one unit in which values of a metric are told together; None where the metric leaves no choice.

    >>> unit_of("makespan", [86.5, 93.0]), unit_of("success_rate", [0.5])
    (TimeUnit(name='s', seconds=1.0), None)
    """
    return fitting_unit(amounts) if metric_info(metric).unit == "s" else None


def value(metric: str, amount: float | None, unit: TimeUnit | None = None) -> str:
    """Return a value of a metric with its unit.

    >>> value("makespan", 90.0), value("success_rate", 0.975), value("health_score", 87.31), value("anomalies", 2.5)
    ('1.5 min', '97.5 %', '87.3', '2.5')
    """
    if amount is None:
        return NOT_DEFINED
    kind = metric_info(metric).unit
    if kind == "s":
        return duration(amount, unit)
    if kind == "USD":
        return dollars(amount)
    if kind == "0..1":
        return percent(amount)
    return score(amount) if kind == "0..100" else number(amount)


def change(metric: str, amount: float | None, unit: TimeUnit | None = None) -> str:
    """Return a difference of a metric with its sign and unit; of a share in percentage points.

    >>> change("makespan", -90.0), change("success_rate", 0.031), change("health_score", 2.0)
    ('-1.5 min', '+3.1 points', '+2')
    """
    if amount is None:
        return NOT_DEFINED
    sign = "-" if amount < 0.0 else "+"
    kind = metric_info(metric).unit
    if kind == "s":
        return sign + duration(abs(amount), unit)
    if kind == "USD":
        return sign + dollars(abs(amount))
    if kind == "0..1":
        return f"{sign}{number(100.0 * abs(amount))} points"
    return sign + number(abs(amount))


def span(metric: str, low: float | None, high: float | None, unit: TimeUnit | None = None) -> str:
    """Return the ends of an interval of differences, in one unit.

    >>> span("makespan", -90.0, 30.0), span("makespan", None, None)
    ('-90 s to +30 s', 'n/a')
    >>> span("makespan", None, 30.0), span("makespan", -90.0, None)
    ('+30 s or less', '-1.5 min or more')
    """
    if low is None or high is None:
        return _half_open(change, metric, low, high, unit)
    told = unit or unit_of(metric, (low, high))
    return f"{change(metric, low, told)} to {change(metric, high, told)}"


def range_of(metric: str, low: float | None, high: float | None, unit: TimeUnit | None = None) -> str:
    """Return the ends of an interval of values, in one unit.

    >>> range_of("success_rate", 0.9, 0.95), range_of("makespan", 86.5, 93.0)
    ('90 % to 95 %', '86.5 s to 93 s')
    """
    if low is None or high is None:
        return _half_open(value, metric, low, high, unit)
    told = unit or unit_of(metric, (low, high))
    return f"{value(metric, low, told)} to {value(metric, high, told)}"


def _half_open(
    told: Callable[[str, float | None, TimeUnit | None], str],
    metric: str,
    low: float | None,
    high: float | None,
    unit: TimeUnit | None,
) -> str:
    if low is not None:
        return f"{told(metric, low, unit)} or more"
    return NOT_DEFINED if high is None else f"{told(metric, high, unit)} or less"
