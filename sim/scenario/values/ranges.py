"""`2..16 step 2`: evenly spaced values of an axis, or the span over which a design spreads its points."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import floor

from sim.scenario.values.quantities import SECONDS_PER_UNIT, shown

MAX_VALUES = 10_000
_MAX_LENGTH = 200
_LARGEST, _SMALLEST = Decimal("1e15"), Decimal("1e-12")
_UNITS = "ms|s|min|m|h|d|w"
_QUANTITY = rf"([-+]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][-+]?[0-9]{{1,3}})?)\s?({_UNITS})?"
_RANGE = re.compile(rf"{_QUANTITY}\s*\.\.\s*{_QUANTITY}(?:\s+step\s+{_QUANTITY})?")
_LOOKS_LIKE_ONE = re.compile(r"[-+]?\.?[0-9][^\s,]*\s*\.\.\s*[-+]?\.?[0-9].*")
_SECONDS = {unit: Decimal(str(seconds)) for unit, seconds in SECONDS_PER_UNIT.items()}


@dataclass(frozen=True)
class Range:
    """Values from `low` to `high`, both included, in a unit of time or none.

    Without a step, whole numbers follow one another by 1; all other ranges are only spans.
    """

    low: Decimal
    high: Decimal
    step: Decimal | None
    unit: str  # "" for plain numbers
    whole: bool

    def values(self) -> tuple[str, ...]:
        """The values as they would be written one by one.

        Raises ValueError where a step is missing, or there are more than 10,000.

        >>> parse_range("10s..30s step 10s").values()
        ('10s', '20s', '30s')
        >>> parse_range("0.1..0.3 step 0.1").values()
        ('0.1', '0.2', '0.3')
        """
        step = self._step()
        if step is None:
            raise ValueError(f"the range needs a step, such as {self.with_a_step()}")
        count = self._count(step)
        if count > MAX_VALUES:
            raise ValueError(f"the range has {count} values; expected at most {MAX_VALUES}")
        return tuple(self._text(self.low + number * step) for number in range(count))

    def has_values(self) -> bool:
        """Whether it is more than a span."""
        return self._step() is not None

    def with_a_step(self) -> str:
        """The same range with a step that makes five values of it."""
        return f"{self._text(self.low)}..{self._text(self.high)} step {self._text((self.high - self.low) / 4)}"

    def at(self, u: float) -> str:
        """The value at the share `u` of the way, 0 <= u < 1, as it would be written.

        Every value of a range with a step (or of whole numbers) gets an equal share; any other range is a
        continuum, told by six digits.

        >>> [parse_range("2..5").at(u) for u in (0.0, 0.49, 0.5, 0.99)]
        ['2', '3', '4', '5']
        >>> parse_range("0..1min").at(1 / 3)
        '0.333333min'
        """
        step = self._step()
        if step is not None:
            count = self._count(step)
            return self._text(self.low + min(floor(u * count), count - 1) * step)
        value = float(self.low) + u * float(self.high - self.low)
        return self._text(Decimal(f"{value:.6g}"))

    def _step(self) -> Decimal | None:
        return Decimal(1) if self.step is None and self.whole else self.step

    def _count(self, step: Decimal) -> int:
        return int((self.high - self.low) // step) + 1

    def _text(self, value: Decimal) -> str:
        text = f"{value:f}"
        return (text.rstrip("0").rstrip(".") if "." in text else text) + self.unit


def parse_range(text: str) -> Range | None:
    """The range that a text says, or None where it is not shaped like one.

    Raises ValueError where it is shaped like a range, and is wrong.

    >>> parse_range("2..16 step 2").values()
    ('2', '4', '6', '8', '10', '12', '14', '16')
    >>> parse_range("round_robin") is None
    True
    >>> parse_range("16..2")
    Traceback (most recent call last):
    ...
    ValueError: '16..2' runs backwards; expected the lower end first
    """
    written = text.strip()
    match = _RANGE.fullmatch(written) if len(written) <= _MAX_LENGTH else None
    if match is None:
        if len(written) <= _MAX_LENGTH and _LOOKS_LIKE_ONE.fullmatch(written):
            raise ValueError(f"{shown(text)} is not a range; expected LOW..HIGH or LOW..HIGH step STEP")
        return None
    numbers = [Decimal(number) for number in (match[1], match[3], match[5]) if number is not None]
    units = [match[place] or "" for place in (2, 4, 6) if match[place - 1] is not None]
    if any(number != 0 and not _SMALLEST <= abs(number) <= _LARGEST for number in numbers):
        raise ValueError(f"{shown(text)} holds an absurd number")
    unit = _one_unit(text, numbers, units)
    low, high, *steps = _in_unit(numbers, units, unit)
    if high < low:
        raise ValueError(f"{shown(text)} runs backwards; expected the lower end first")
    if steps and steps[0] <= 0:
        raise ValueError(f"{shown(text)}: the step is not more than 0")
    whole = unit == "" and all(_is_whole(match[place]) for place in (1, 3, 5) if match[place] is not None)
    return Range(low, high, steps[0] if steps else None, unit, whole)


def _one_unit(text: str, numbers: list[Decimal], units: list[str]) -> str:
    """The smallest unit in use, in which all the others are whole multiples."""
    given = [unit for unit in units if unit]
    bare = [number for number, unit in zip(numbers, units, strict=True) if not unit and number != 0]
    if given and bare:
        raise ValueError(f"{shown(text)} mixes durations and plain numbers; expected a unit with each")
    return min(given, key=lambda unit: _SECONDS[unit]) if given else ""


def _in_unit(numbers: list[Decimal], units: list[str], unit: str) -> Iterator[Decimal]:
    for number, own in zip(numbers, units, strict=True):
        yield number * _SECONDS[own] / _SECONDS[unit] if own else number


def _is_whole(number: str) -> bool:
    return number.lstrip("+-").isdigit()
