"""JSON Schemas (draft 2020-12) of every JSON and JSONL file of a result, as package data."""

import json
from collections.abc import Mapping
from enum import StrEnum
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Any

from sim.record.conditions import AnomalyType, Severity

_SUFFIX = ".schema.json"


def schema_for(file_name: str) -> dict[str, Any]:
    """Return the schema of a result file: of the whole JSON file, or of each line of a JSONL file.

    Args:
        file_name: its name; folders before it do not matter.

    Raises:
        LookupError: there is no schema of that name; with the names that there are.

    >>> schema_for("wave_1/agent_0/executed_tasks.jsonl")["title"]
    "A task's execution"
    """
    name = PurePosixPath(file_name).name
    if name not in described_files():
        raise LookupError(f"no schema describes {name!r}; there are {', '.join(described_files())}")
    text = files(__name__).joinpath(f"{PurePosixPath(name).stem}{_SUFFIX}").read_text(encoding="utf-8")
    schema: dict[str, Any] = _with_values(json.loads(text))
    return schema


def described_files() -> list[str]:
    """Return the names of the files that have a schema, in order.

    >>> described_files()[:2]
    ['agent_assignments.jsonl', 'agent_metrics.jsonl']
    """
    stems = [item.name.removesuffix(_SUFFIX) for item in files(__name__).iterdir() if item.name.endswith(_SUFFIX)]
    return sorted(f"{stem}{'.json' if stem in _WHOLE else '.jsonl'}" for stem in stems)


_VALUES: Mapping[str, type[StrEnum]] = {"anomaly_type": AnomalyType, "severity": Severity}
"""The fields whose values stand in a table of the program: the schemas say of them that they are texts, and no more."""


def _with_values(node: Any) -> Any:
    """Return a schema, or a part of one, with the values of such fields filled in."""
    if isinstance(node, list):
        return [_with_values(item) for item in node]
    if not isinstance(node, dict):
        return node
    filled = {key: _with_values(value) for key, value in node.items()}
    for name, values in _VALUES.items():
        if isinstance(properties := filled.get("properties"), dict) and name in properties:
            properties[name] = {**properties[name], "enum": [value.value for value in values]}
    return filled


_WHOLE = frozenset({"manifest", "phase21_execution_summary", "phase21_system_health"})
