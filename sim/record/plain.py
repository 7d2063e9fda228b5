"""Values as plain JSON data: None for what is not a number, an error for what is infinite."""

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any


def plain(value: object) -> Any:
    """Return a value as JSON data: dicts, lists, texts, numbers, booleans and None.

    Dataclasses and mappings become dicts in their own order, named and other tuples lists, NumPy's numbers
    and arrays Python's; NaN, which JSON does not know, becomes None.

    Args:
        value: any nesting of these.

    Raises:
        ValueError: for an infinite number, which nothing in a result may be.
        TypeError: for a value of any other type.

    >>> plain({"rate": float("nan"), "wave": 1, "agents": ("agent_0",)})
    {'rate': None, 'wave': 1, 'agents': ['agent_0']}
    """
    if value is None or isinstance(value, bool | str):
        return value if type(value) in (bool, type(None)) else str(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return _number(float(value))
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    opened = opened_up(value)
    return {str(key): plain(item) for key, item in opened.items()} if isinstance(opened, dict) else plain(opened)


def opened_up(value: object) -> Any:
    """Return a value that JSON does not know as one that it may know, what is inside as it was.

    Args:
        value: a mapping, a dataclass, or a number or array of NumPy's.

    Raises:
        TypeError: for a value of any other type.

    >>> from fractions import Fraction
    >>> opened_up(Fraction(1, 3))
    Traceback (most recent call last):
    ...
    TypeError: Fraction has no place in a result file: Fraction(1, 3)
    """
    if isinstance(value, Mapping):
        return dict(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {name: getattr(value, name) for name in _field_names(type(value))}
    if hasattr(value, "tolist"):  # NumPy's scalars and arrays, without importing NumPy
        return value.tolist()
    raise TypeError(f"{type(value).__name__} has no place in a result file: {value!r}")


@cache
def _field_names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _number(value: float) -> float | None:
    if math.isinf(value):
        raise ValueError("an infinite number has no place in a result file")
    return None if math.isnan(value) else value
