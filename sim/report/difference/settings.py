"""What differs between the settings of two runs, key by key."""

from collections.abc import Iterator, Mapping
from typing import Any

_ABSENT = object()


def flat(data: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value of nested data with its dotted key.

    >>> list(flat({"fleet": {"agents": [{"count": 2}]}, "seed": 1}))
    [('fleet.agents.0.count', 2), ('seed', 1)]
    """
    if isinstance(data, Mapping) and data:
        for name, value in data.items():
            yield from flat(value, f"{key}.{name}" if key else str(name))
    elif isinstance(data, list | tuple) and data:
        for place, value in enumerate(data):
            yield from flat(value, f"{key}.{place}")
    else:
        yield key, data


def differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return the keys whose values differ, with both values as text, in order of the first.

    >>> differing({"a": 1, "b": {"c": None}}, {"a": 2, "b": {"c": None}, "d": 0.5})
    [('a', '1', '2'), ('d', 'not there', '0.5')]
    """
    left, right = dict(flat(one)), dict(flat(other))
    keys = dict.fromkeys([*left, *right])
    pairs = ((key, left.get(key, _ABSENT), right.get(key, _ABSENT)) for key in keys)
    return [(key, _shown(a), _shown(b)) for key, a, b in pairs if a != b or (a is _ABSENT) != (b is _ABSENT)]


def _shown(value: object) -> str:
    if value is _ABSENT:
        return "not there"
    return "null" if value is None else str(value)
