"""`makespan=10s`, `success_rate=2%`: the least difference of a metric that matters, as a person writes it."""

import math
from collections.abc import Iterable, Mapping

from sim.measures.metrics.catalogue import greatest, metric_info
from sim.scenario.values.quantities import MAX_SECONDS, parse_duration, shown

LEAST = 1e-9
"""In the metric's unit: values of runs are sums of many numbers, and not known more precisely."""
EXPECTED = "expected METRIC=VALUE, such as makespan=10s or success_rate=2%"


def least_difference(metric: str, value: float | str) -> float:
    """Return the least difference that matters, in the metric's unit.

    Args:
        metric: its name.
        value: a number in the metric's unit, or a text: of a time with a unit, of a share with a percent sign.

    Raises:
        ValueError: an unknown metric, or no such difference; the message says what was expected.

    >>> least_difference("makespan", "2min"), least_difference("success_rate", "2%"), least_difference("anomalies", 3)
    (120.0, 0.02, 3.0)
    >>> least_difference("makespan", 1e-300)
    Traceback (most recent call last):
    ...
    ValueError: makespan=1e-300: no run is that precise; expected 1e-09 or more
    """
    unit = metric_info(metric).unit
    number = _number(metric, unit, value) if isinstance(value, str) else float(value)
    told = f"{metric}={value}"
    if not math.isfinite(number):
        raise ValueError(f"{told}: is not a finite number")
    if number <= 0.0:
        raise ValueError(f"{told}: is not above 0; it is the least difference that matters")
    if number < LEAST:
        raise ValueError(f"{told}: no run is that precise; expected {LEAST:g} or more")
    most = MAX_SECONDS if unit == "s" else greatest(metric)
    if number >= most:
        hint = f"; did you mean {number:g}%?" if unit == "0..1" and number <= 100.0 else ""
        raise ValueError(f"{told}: no difference in {metric} is that large; expected less than {most:g}{hint}")
    return number


def parse_deltas(texts: Iterable[str], selected_by: str | None = None) -> dict[str, float]:
    """Return the least difference by metric that texts such as `makespan=10s` say.

    Args:
        texts: as after the option `--delta`.
        selected_by: the metric that a bare number is meant for; None: there is none.

    Raises:
        ValueError: the first text that says no such thing.

    >>> parse_deltas(["success_rate=2%", "30"], selected_by="makespan")
    {'success_rate': 0.02, 'makespan': 30.0}
    >>> parse_deltas(["30"])
    Traceback (most recent call last):
    ...
    ValueError: '30' names no metric; expected METRIC=VALUE, such as makespan=10s or success_rate=2%
    """
    deltas: dict[str, float] = {}
    for text in texts:
        metric, equals, value = (part.strip() for part in text.partition("="))
        if not equals:
            if selected_by is None:
                raise ValueError(f"{shown(text)} names no metric; {EXPECTED}")
            metric, value = selected_by, text.strip()
        if metric in deltas:
            raise ValueError(f"{metric} has two least differences; keep one")
        deltas[metric] = least_difference(metric, value)
    return deltas


def least_differences(given: Mapping[str, float | str]) -> dict[str, float]:
    """Return the least difference of each metric, in its unit.

    Args:
        given: by metric, as for `least_difference`.

    Raises:
        ValueError: the first that is none.

    >>> least_differences({"makespan": "10s"})
    {'makespan': 10.0}
    """
    return {metric: least_difference(metric, value) for metric, value in given.items()}


def _number(metric: str, unit: str, text: str) -> float:
    written = text.strip()
    percent = written.endswith("%")
    if percent and unit != "0..1":
        raise ValueError(f"{metric}={text}: a share of what? expected {_example(unit)}")
    try:
        return float(written.removesuffix("%")) / (100.0 if percent else 1.0)
    except ValueError:
        if unit != "s" or percent:
            raise ValueError(f"{metric}={text}: {shown(text)} is not a number; expected {_example(unit)}") from None
        return parse_duration(written)


def _example(unit: str) -> str:
    return {"s": "a time such as 10s or 2min", "0..1": "a share such as 0.02 or 2%"}.get(unit, "a number such as 2")
