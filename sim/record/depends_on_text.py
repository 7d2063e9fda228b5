"""What a task waits for, in one text: as a column of a table has it, and as a table of tasks is read."""

import json
from collections.abc import Sequence

_SPECIAL = frozenset(';=[{"')


def depends_on_text(parents: Sequence[tuple[str, float]]) -> str | None:
    """Return ids separated by semicolons, each with `=seconds` where it has a hand-off; None: nothing is waited for.

    Args:
        parents: id and hand-off in seconds of each task that is waited for. Where an id has a character that means
            something here, all stand as a JSON list of pairs.

    >>> depends_on_text([("a", 0.0), ("b", 2.5)])
    'a; b=2.5'
    >>> depends_on_text([("a;b", 0.0)]), depends_on_text([])
    ('[["a;b", 0.0]]', None)
    """
    if not parents:
        return None
    if any(_SPECIAL & set(task) or task != task.strip() for task, _ in parents):
        return json.dumps([list(parent) for parent in parents])
    return "; ".join(task if seconds == 0.0 else f"{task}={seconds!r}" for task, seconds in parents)
