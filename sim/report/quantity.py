"""Numbers as people read them: few digits, a unit, and never on the wrong side of a limit."""

from math import floor, isfinite

NOT_DEFINED = "n/a"
"""Stands where a number does not exist, such as the success rate of an agent without attempts."""

_UNITS = ((86400.0, "d"), (3600.0, "h"), (60.0, "min"), (1.0, "s"))


def duration(seconds: float | None) -> str:
    """Return a time with the unit that suits its size.

    >>> [duration(s) for s in (0.0, 0.25, 27.5, 90.0, 5400.0, 172800.0, None)]
    ['0 s', '250 ms', '27.5 s', '1.5 min', '1.5 h', '2 d', 'n/a']
    """
    if seconds is None or not isfinite(seconds):
        return NOT_DEFINED
    if seconds == 0.0:
        return "0 s"
    if abs(seconds) < 1.0:
        return f"{number(seconds * 1000.0)} ms"
    size, unit = next((u for u in _UNITS if abs(seconds) >= u[0]), _UNITS[-1])
    # Up to two minutes, seconds are what people compare with the scenario.
    if unit == "min" and abs(seconds) < 90.0:
        size, unit = 1.0, "s"
    return f"{number(seconds / size)} {unit}"


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
    """Return a health score 0..100 with one decimal, rounded down: 89.97 is not yet 90.

    >>> score(89.97), score(100.0), score(None)
    ('89.9', '100', 'n/a')
    """
    if value is None or not isfinite(value):
        return NOT_DEFINED
    return _trimmed(floor(round(value, 9) * 10.0) / 10.0, 1)


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
