"""JSON Schemas (draft 2020-12) of every JSON and JSONL file of a result, as package data."""

import json
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Any

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
    schema: dict[str, Any] = json.loads(text)
    return schema


def described_files() -> list[str]:
    """Return the names of the files that have a schema, in order.

    >>> described_files()[:2]
    ['agent_assignments.jsonl', 'agent_metrics.jsonl']
    """
    stems = [item.name.removesuffix(_SUFFIX) for item in files(__name__).iterdir() if item.name.endswith(_SUFFIX)]
    return sorted(f"{stem}{'.json' if stem in _WHOLE else '.jsonl'}" for stem in stems)


_WHOLE = frozenset({"manifest", "phase21_execution_summary", "phase21_system_health"})
