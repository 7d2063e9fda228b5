"""Numbers with a unit: durations in seconds, probabilities, counts, and names that go into paths."""

import re
from enum import StrEnum
from operator import index
from typing import Annotated, Any, SupportsIndex

from pydantic import BeforeValidator, Field, WithJsonSchema

# Beyond 1e10 s (317 years) a float no longer resolves a microsecond, and `now + delay` would lose it.
MAX_SECONDS = 1e10

SECONDS_PER_UNIT = {
    "ms": 0.001, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0,
}  # fmt: skip
_DURATION = re.compile(r"\+?([0-9]+(?:\.[0-9]*)?|\.[0-9]+)\s?(ms|s|min|m|h|d|w)")
_DURATION_PATTERN = r"^\+?([0-9]+(\.[0-9]*)?|\.[0-9]+)\s?(ms|s|min|m|h|d|w)$"
EXPECTED_DURATION = "expected seconds, or a duration such as 250ms, 90s, 15min, 4h, 2d or 1w"


def parse_duration(value: object) -> float:
    """Seconds from a number of seconds or from a text with a unit (ms, s, m, min, h, d, w).

    Raises ValueError, with what was expected, for anything else.

    >>> parse_duration("15min"), parse_duration("250ms"), parse_duration(90)
    (900.0, 0.25, 90.0)
    """
    if isinstance(value, str):
        match = _DURATION.fullmatch(value.strip()) if len(value) <= 64 else None
        if match is None:
            raise ValueError(f"{shown(value)} is not a duration; {EXPECTED_DURATION}")
        number, unit = float(match[1]), match[2]
        # A division keeps 250ms exactly 0.25, where 250 * 0.001 would depend on rounding.
        return number / 1000.0 if unit == "ms" else number * SECONDS_PER_UNIT[unit]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{shown(value)} is not a duration; {EXPECTED_DURATION}")
    try:
        return float(value)
    except OverflowError:
        raise ValueError(f"{shown(value)} is too large; {EXPECTED_DURATION}") from None


def whole_number(value: object, name: str, most: int = 2**63 - 1) -> int:
    """The whole number that a value is, numpy's included; a text or a truth value is none.

    Raises ValueError, with the name of what was meant, for anything else.

    >>> whole_number(3, "seed")
    3
    >>> whole_number("3", "seed")
    Traceback (most recent call last):
    ...
    ValueError: seed '3' is not a whole number from 0 to 9223372036854775807
    """
    if isinstance(value, SupportsIndex) and type(value).__name__ not in ("bool", "bool_"):
        number = index(value)
        if 0 <= number <= most:
            return number
    raise ValueError(f"{name} {value!r} is not a whole number from 0 to {most}")


def shown(value: object) -> str:
    """The value as an error message quotes it: YAML words, and never more than about 60 characters.

    >>> shown(True), shown(None), shown("30 s"), shown({"a": 1})
    ('true', 'nothing', "'30 s'", 'a mapping')
    """
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, int) and value.bit_length() > 200:
        return f"a number of about {value.bit_length() * 3 // 10} digits"
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def plain_number(value: float) -> str:
    """The number in the decimal notation that people write, without an exponent.

    >>> plain_number(1e-06), plain_number(1e10), plain_number(0.5)
    ('0.000001', '10000000000', '0.5')
    """
    return str(int(value)) if value == int(value) else f"{value:.9f}".rstrip("0")


def _plain_text(value: object) -> object:
    if isinstance(value, StrEnum):
        # A member of a text enumeration stands for its value.
        return value.value
    if isinstance(value, str):
        check_unicode(value)
    return value


def check_unicode(text: str) -> None:
    """Raise ValueError where the text holds half a character, which no file could store."""
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError(f"{shown(text)} holds half of a character pair (a surrogate)")


def seconds_schema(**bounds: float) -> WithJsonSchema:
    """The JSON Schema of a duration: a number within `bounds`, or a text with a unit."""
    number = {"type": "number", **bounds, "maximum": MAX_SECONDS}
    text = {"type": "string", "pattern": _DURATION_PATTERN}
    return WithJsonSchema({"anyOf": [number, text]}, mode="validation")


Seconds = Annotated[float, Field(ge=0, le=MAX_SECONDS), BeforeValidator(parse_duration), seconds_schema(minimum=0)]
PositiveSeconds = Annotated[
    float, Field(gt=0, le=MAX_SECONDS), BeforeValidator(parse_duration), seconds_schema(exclusiveMinimum=0)
]
# The least time between two samples, and so the greatest number of them.
Interval = Annotated[
    float, Field(ge=0.001, le=MAX_SECONDS), BeforeValidator(parse_duration), seconds_schema(minimum=0.001)
]
Number = Annotated[float, Field(strict=True)]
Whole = Annotated[int, Field(strict=True)]
Probability = Annotated[float, Field(strict=True, ge=0, le=1)]
Flag = Annotated[bool, Field(strict=True)]
Text = Annotated[str, Field(strict=True), BeforeValidator(_plain_text)]

NAME_PATTERN = r"^[A-Za-z0-9_-][A-Za-z0-9._-]*$"
# A name becomes part of a path, on any file system.
Name = Annotated[str, Field(strict=True, min_length=1, max_length=64, pattern=NAME_PATTERN)]
JsonObject = dict[str, Any]
