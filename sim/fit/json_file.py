"""JSON documents of logs, read whole; fields deep in them, by path."""

import json
from pathlib import Path
from typing import Any

from sim.fit.reader import LogError


def document(path: Path) -> Any:
    """Return the content of a JSON file.

    Args:
        path: of the file.

    Raises:
        LogError: it cannot be read, or is not JSON.
    """
    try:
        return json.loads(path.read_bytes())
    except OSError as error:
        raise LogError(f"{path} cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise LogError(f"{path} is not JSON: {error}") from error


def deep(value: Any, path: str) -> Any:
    """Return a field of nested objects by its dotted path; None where it is not there.

    >>> deep({"agent_result": {"cost_usd": 0.5}}, "agent_result.cost_usd"), deep({}, "a.b")
    (0.5, None)
    """
    for name in path.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value
