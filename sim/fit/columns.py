"""The columns of a record of attempts: ours, and what logs call them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a record.

    Attributes:
        name: ours.
        meaning: in words.
        known_as: what logs call it, in lower case, the usual ones first.
    """

    name: str
    meaning: str
    known_as: tuple[str, ...] = ()


COLUMNS = (
    Column("task", "what was to be done", ("task", "task_id", "task_name", "job", "job_id", "uuid", "id", "sample_id")),
    Column(
        "agent",
        "who did it",
        ("agent", "agent_id", "agent_name", "worker", "worker_id", "hostname", "host", "node", "model", "machine"),
    ),
    Column(
        "start",
        "when its service began",
        ("start", "started_at", "start_time", "started", "start_s", "begin", "begin_time", "trial_started_at"),
    ),
    Column("end", "when it ended", ("end", "ended_at", "end_time", "finished_at", "finished", "completed_at", "end_s")),
    Column(
        "seconds",
        "how long it served, in place of the end",
        ("seconds", "duration_s", "duration", "runtime", "elapsed", "elapsed_s", "served", "trial_s", "total_time"),
    ),
    Column(
        "outcome",
        "whether it succeeded",
        ("outcome", "succeeded", "success", "resolved", "is_resolved", "passed", "ok", "status", "result", "state"),
    ),
    Column(
        "queued", "when it was queued", ("queued", "queued_at", "submitted_at", "submit", "created_at", "enqueued_at")
    ),
    Column(
        "attempt", "number of the attempt at the task", ("attempt", "retry", "retries", "retry_count", "try", "trial")
    ),
    Column("type", "kind of task", ("type", "task_type", "kind", "category", "queue")),
    Column(
        "error", "what went wrong", ("error", "error_class", "error_type", "failure_mode", "exception", "error_msg")
    ),
    Column("input_tokens", "tokens read", ("input_tokens", "prompt_tokens", "n_input_tokens", "tokens_in")),
    Column("output_tokens", "tokens written", ("output_tokens", "completion_tokens", "n_output_tokens", "tokens_out")),
    Column("cost", "what it cost, USD", ("cost", "cost_usd", "total_cost", "price")),
    Column("run", "which run of the fleet", ("run", "run_id", "run_name", "batch", "experiment")),
)
"""Every column that a record can have."""

NAMES = tuple(column.name for column in COLUMNS)
_BY_NAME = {column.name: column for column in COLUMNS}


def guessed(there: Iterable[str]) -> dict[str, str]:
    """Return which columns of a log stand for ours: the best known name of each, wherever it stands.

    Args:
        there: names of the log's columns.

    Returns:
        the log's column by ours.

    >>> guessed(["worker", "started_at", "finished_at", "success", "shoe size"])
    {'agent': 'worker', 'start': 'started_at', 'end': 'finished_at', 'outcome': 'success'}
    """
    by_lower = {name.lower().strip(): name for name in there}
    found: dict[str, str] = {}
    for column in COLUMNS:
        for known in column.known_as:
            name = by_lower.get(known)
            if name is not None and name not in found.values():
                found[column.name] = name
                break
    return found


def mapped(there: Iterable[str], asked: Mapping[str, str]) -> dict[str, str]:
    """Return which columns of a log stand for ours: as asked, the rest guessed.

    Args:
        there: names of the log's columns.
        asked: the log's column by ours; an empty name: there is none.

    Raises:
        ValueError: a name that is not ours, or a column that the log does not have.

    >>> mapped(["w", "success"], {"agent": "w"})
    {'agent': 'w', 'outcome': 'success'}
    >>> mapped(["w"], {"agnet": "w"})
    Traceback (most recent call last):
    ...
    ValueError: agnet is no column of a record; did you mean agent?
    """
    names = list(there)
    for ours, theirs in asked.items():
        if ours not in _BY_NAME:
            close = get_close_matches(ours, NAMES, 1)
            hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(NAMES)}"
            raise ValueError(f"{ours} is no column of a record; {hint}")
        if theirs and theirs not in names:
            close = get_close_matches(theirs, names, 1)
            hint = f"did you mean {close[0]}?" if close else f"it has {', '.join(names[:20])}"
            raise ValueError(f"the log has no column {theirs}; {hint}")
    taken = set(asked.values())
    guesses = guessed(name for name in names if name not in taken)
    whole = {**guesses, **asked}
    return {name: whole[name] for name in NAMES if whole.get(name)}
