"""Values of an axis: in order whatever they are given as, and in short on one line."""

import json
import re
from collections.abc import Iterator, Mapping

from sim.scenario.values.frozen_spec import Spec, plain

_PLAIN = re.compile(r"[A-Za-z_][\w./*-]*")


def in_order(values: object) -> object:
    """Plain data in place of what Python code may give: arrays, ranges, iterators, parts of a scenario.

    Raises ValueError for a set.

    >>> in_order(range(3)), in_order("2..16 step 2")
    ([0, 1, 2], '2..16 step 2')
    """
    if isinstance(values, set | frozenset):
        raise ValueError("a set has no order; expected a list")
    if isinstance(values, range | Iterator):
        values = list(values)
    items = plain(values)
    return [item.written() if isinstance(item, Spec) else item for item in items] if isinstance(items, list) else items


def flow(value: object, inside: bool = False) -> str:
    """The value as YAML would write it on one line.

    >>> flow({"kind": "constant", "value": 30})
    '{kind: constant, value: 30}'
    """
    if isinstance(value, str):
        return value if not inside or _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(item, inside=True)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(item, inside=True) for item in value) + "]"
    return json.dumps(value, default=str)
