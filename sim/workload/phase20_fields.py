"""What the fields of a line may hold: a check a type, which returns the value or says what is wrong."""

from collections.abc import Callable
from math import isfinite
from typing import Any, TypeVar

from sim.scenario.reading.messages import described
from sim.scenario.values.quantities import shown
from sim.workload.problem_list import ProblemList

T = TypeVar("T")


def text(value: object) -> str:
    """Return a text that is not blank and can be written as UTF-8; ValueError says what else it is.

    >>> text("task_1_1")
    'task_1_1'
    >>> text(17)
    Traceback (most recent call last):
    ...
    ValueError: 17 is a number; expected text
    """
    if not isinstance(value, str):
        raise ValueError(f"{described(value)}; expected text")
    if not value.strip():
        raise ValueError("the text is empty")
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError(f"{shown(value)} holds half of a surrogate pair, which is no character")
    return value


def number(low: float, high: float, unit: str = "") -> Callable[[object], float]:
    """Return the check for a finite number within low..high.

    >>> number(0.0, 1.0)(0.725)
    0.725
    >>> number(0.0, 1.0)(72.5)
    Traceback (most recent call last):
    ...
    ValueError: 72.5 is not within 0..1
    """

    def check(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(f"{described(value)}; expected a number")
        if isinstance(value, float) and not isfinite(value):
            raise ValueError(f"{shown(value)} is not a finite number")
        if not low <= value <= high:
            raise ValueError(f"{shown(value)} is not within {low:.12g}..{high:.12g}{unit}")
        return float(value) + 0.0  # -0.0 is 0

    return check


def whole(low: int, high: int) -> Callable[[object], int]:
    """Return the check for a whole number within low..high; 2.0 is one, as tables with gaps write it.

    >>> whole(1, 3)(2.0)
    2
    """
    within = number(low, high)

    def check(value: object) -> int:
        found = within(value)
        if found != int(found):
            raise ValueError(f"{shown(value)} is not a whole number")
        return int(found)

    return check


def choice(*known: str) -> Callable[[object], str]:
    """Return the check for one of several texts.

    >>> choice("LOW", "HIGH")("low")
    Traceback (most recent call last):
    ...
    ValueError: 'low' is not one of LOW, HIGH
    """

    def check(value: object) -> str:
        if text(value) not in known:
            raise ValueError(f"{shown(value)} is not one of {', '.join(known)}")
        return str(value)

    return check


class Fields:
    """The fields of one line; whatever is wrong with one becomes a problem, and makes the line faulty."""

    def __init__(self, values: dict[str, Any], file: str, line: int, problems: ProblemList) -> None:
        self._values = values
        self._file = file
        self._line = line
        self._problems = problems
        self._faulty: set[str] = set()

    def take(self, key: str, check: Callable[[object], T]) -> T | None:
        """Return the checked value of a field; None where it is absent, null or wrong."""
        value = self._values.get(key)
        if value is None or key in self._faulty:
            return None
        try:
            return check(value)
        except ValueError as error:
            self.blame(key, str(error))
            return None

    def require(self, key: str, meaning: str) -> None:
        """Blame a field that is absent or null."""
        if self._values.get(key) is None:
            self.blame(key, f"is missing; expected {meaning}")

    def blame(self, key: str, message: str) -> None:
        """Note what is wrong with a field."""
        self._faulty.add(key)
        self._problems.add(self._file, self._line, key, message)

    def is_faulty(self, key: str) -> bool:
        """Whether something was found to be wrong with a field."""
        return key in self._faulty

    def all_right(self) -> bool:
        """Whether nothing was wrong; fields that nobody asked for must at least not be NaN or infinite."""
        for key, value in self._values.items():
            if isinstance(value, float) and not isfinite(value) and key not in self._faulty:
                self.blame(key, f"{shown(value)} is not a finite number")
        return not self._faulty
