"""Numbers as people read them: few digits, a unit, and never on the wrong side of a limit."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import exp, fsum, isfinite, log
from typing import NamedTuple

NOT_DEFINED = "n/a"
"""Stands where a number does not exist, such as the success rate of an agent without attempts."""

_LIMITS_OF_SCORES = (50.0, 70.0, 90.0, 100.0)
"""Where another word for the health begins, and all of it."""


class TimeUnit(NamedTuple):
    """A unit in which times are told: its name, and how many seconds it is."""

    name: str
    seconds: float


_UNITS = (
    TimeUnit("d", 86400.0),
    TimeUnit("h", 3600.0),
    TimeUnit("min", 60.0),
    TimeUnit("s", 1.0),
    TimeUnit("ms", 0.001),
)


_LEAST_S = 0.001  # what is less counts as this where a unit is chosen


def fitting_unit(times: Iterable[float | None]) -> TimeUnit:
    """Return the one unit in which several times are best told together: the one that suits their geometric mean.

    Args:
        times: in seconds; what is missing, endless or 0 has no say.

    >>> fitting_unit([86.5, 93.0, None]).name, fitting_unit([0.0, 0.25]).name, fitting_unit([0.0, 2592000.0]).name
    ('s', 'ms', 'd')
    """
    sizes = [log(max(abs(time), _LEAST_S)) for time in times if time is not None and isfinite(time) and time != 0.0]
    if not sizes:
        return TimeUnit("s", 1.0)
    middle = exp(fsum(sizes) / len(sizes)) * (1.0 + 1e-12)  # of equal times it is that time, but for its last digits
    # Up to a minute and a half, seconds are what people compare with the scenario.
    return next((unit for unit in _UNITS if middle >= max(unit.seconds, 90.0 * (unit.name == "min"))), _UNITS[-1])


def duration(seconds: float | None, unit: TimeUnit | None = None) -> str:
    """Return a time with the unit that suits its size, or with the one that it shares with others.

    >>> [duration(s) for s in (0.0, 0.25, 27.5, 90.0, 5400.0, 172800.0, None)]
    ['0 s', '250 ms', '27.5 s', '1.5 min', '1.5 h', '2 d', 'n/a']
    >>> together = fitting_unit([86.5, 93.0])
    >>> duration(86.5, together), duration(93.0, together)
    ('86.5 s', '93 s')
    """
    if seconds is None or not isfinite(seconds):
        return NOT_DEFINED
    told = unit or fitting_unit([seconds])
    # A division keeps 0.25 s exactly 250 ms, where 0.25 / 0.001 would depend on rounding.
    return f"{number(seconds * 1000.0 if told.name == 'ms' else seconds / told.seconds)} {told.name}"


def exact_duration(seconds: float) -> str:
    """Return a time that somebody has set, to all its digits: in the longest unit that tells it in whole numbers.

    >>> [exact_duration(s) for s in (2592000.0, 100.0, 7200.0, 0.0001, 1e10)]
    ['30 d', '100 s', '2 h', '0.0001 s', '10000000000 s']
    """
    whole = (unit for unit in _UNITS[:-1] if seconds and seconds % unit.seconds == 0.0)
    unit = next(whole, TimeUnit("s", 1.0))
    digits = Decimal(repr(seconds / unit.seconds)).normalize()
    return f"{digits:f} {unit.name}"


def durations(seconds: Sequence[float | None]) -> list[str]:
    """Return times that stand together, all in one unit.

    >>> durations([86.5, 93.0, None])
    ['86.5 s', '93 s', 'n/a']
    """
    unit = fitting_unit(seconds)
    return [duration(time, unit) for time in seconds]


def number(value: float | None) -> str:
    """Return a number with three significant digits, or all its whole ones.

    >>> [number(v) for v in (12.0, 3.14159, 0.012345, 1234.5, None)]
    ['12', '3.14', '0.0123', '1234', 'n/a']
    """
    if value is None or not isfinite(value):
        return NOT_DEFINED
    if abs(value) >= 999.5:
        return f"{value:.0f}"
    text = f"{value:.3g}"
    return text if "e" not in text else f"{value:.2e}"


def dollars(usd: float | None) -> str:
    """Return an amount of money: three significant digits, and from 100 dollars on whole cents.

    >>> [dollars(amount) for amount in (0.0, 0.00123, 2.5, 1234.5, None)]
    ['0 USD', '0.00123 USD', '2.5 USD', '1234.50 USD', 'n/a']
    """
    if usd is None or not isfinite(usd):
        return NOT_DEFINED
    return f"{usd:.2f} USD" if 100.0 <= abs(usd) < 1e6 else f"{number(usd)} USD"


def percent(share: float | None, limit: float | None = None) -> str:
    """Return a share 0..1 as a percentage with one decimal.

    All is never claimed of almost all, nor nothing of almost nothing; beside a limit there are as many decimals
    as show on which side of it the share lies.

    >>> [percent(s) for s in (0.966666, 1.0, 0.99999, 0.0, 0.00001, None)]
    ['96.7 %', '100 %', '> 99.9 %', '0 %', '< 0.1 %', 'n/a']
    >>> percent(0.8999, limit=0.9)
    '89.99 %'
    """
    if share is None or not isfinite(share):
        return NOT_DEFINED
    value = 100.0 * share
    if limit is not None and share != limit:
        return f"{_beside(value, 100.0 * limit)} %"
    if 99.95 <= value < 100.0:
        return "> 99.9 %"
    if 0.0 < value < 0.05:
        return "< 0.1 %"
    return f"{_trimmed(value, 1)} %"


def score(value: float | None) -> str:
    """Return a health score 0..100 with one decimal.

    Where that would be the wrong word for it there are as many decimals as show the right one: 89.97 is not yet
    90, where EXCELLENT begins.

    >>> score(89.94), score(95.27), score(89.97), score(100.0), score(None)
    ('89.9', '95.3', '89.97', '100', 'n/a')
    """
    if value is None or not isfinite(value):
        return NOT_DEFINED
    value = round(value, 9)  # what a sum of weights leaves behind the ninth decimal is no part of it
    limit = next((limit for limit in _LIMITS_OF_SCORES if value < limit <= round(value, 1)), None)
    return _trimmed(value, 1) if limit is None else _beside(value, limit)


def count(things: int, one: str, many: str | None = None) -> str:
    """Return a number of things in words.

    >>> count(1, "task"), count(3, "anomaly", "anomalies"), count(0, "task")
    ('1 task', '3 anomalies', 'no task')
    """
    if things == 0:
        return f"no {one}"
    return f"{things:,} {one if things == 1 else many or one + 's'}".replace(",", " ")


def number_list(numbers: list[int]) -> str:
    """Return whole numbers in ascending order, runs of three and more as ranges.

    >>> number_list([1, 2, 3, 5, 7, 8])
    '1 to 3, 5, 7, 8'
    """
    parts: list[str] = []
    runs: list[list[int]] = []
    for value in numbers:
        if runs and value == runs[-1][-1] + 1:
            runs[-1].append(value)
        else:
            runs.append([value])
    for run in runs:
        parts += [f"{run[0]} to {run[-1]}"] if len(run) > 2 else [str(value) for value in run]
    return ", ".join(parts)


def joined(words: list[str]) -> str:
    """Return words as a list in a sentence.

    >>> joined(["a"]), joined(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _beside(value: float, limit: float) -> str:
    for decimals in range(1, 10):
        text = _trimmed(value, decimals)
        shown = float(text)
        if shown != limit and (shown < limit) == (value < limit):
            return text
    return repr(value)


def _trimmed(value: float, decimals: int) -> str:
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
