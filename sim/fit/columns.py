"""The columns of a record of attempts: ours, and what logs call them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from sim.fit.column_names import plain, taken_apart


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
    Column(
        "task",
        "what was to be done",
        (
            "task", "task_id", "task_name", "job", "job_id", "job_name", "ticket", "ticket_id", "ticket_nr", "issue",
            "issue_id", "item", "item_id", "work_item", "work_item_id", "request_id", "instance_id", "uuid", "id",
            "sample_id",
        ),
    ),
    Column(
        "agent",
        "who did it",
        (
            "agent", "agent_id", "agent_name", "worker", "worker_id", "worker_name", "bot", "assistant", "executor",
            "executor_id", "runner", "assignee", "handled_by", "hostname", "host", "node", "pod", "model",
            "model_name", "machine", "server",
        ),
    ),
    Column(
        "start",
        "when its service began",
        (
            "start", "started_at", "start_time", "started", "start_at", "started_on", "start_date", "start_timestamp",
            "start_ts", "started_ts", "start_s", "start_ms", "begin", "began", "begin_time", "began_at", "begin_at",
            "t_start", "ts_start", "trial_started_at",
        ),
    ),
    Column(
        "end",
        "when it ended",
        (
            "end", "ended_at", "end_time", "ended", "end_at", "end_date", "end_timestamp", "end_ts", "finish",
            "finished_at", "finished", "finish_time", "finished_on", "completed_at", "completed", "complete_time",
            "completion_time", "stopped_at", "stop", "stop_time", "end_s", "end_ms", "t_end", "ts_end",
        ),
    ),
    Column(
        "seconds",
        "how long it served, in place of the end",
        (
            "seconds", "duration", "runtime", "run_time", "elapsed", "elapsed_time", "took", "time_taken", "served",
            "service_time", "processing_time", "execution_time", "wall_time", "walltime", "latency", "trial_s",
            "total_time",
        ),
    ),
    Column(
        "outcome",
        "whether it succeeded",
        (
            "outcome", "succeeded", "success", "resolved", "is_resolved", "is_success", "passed", "ok", "status",
            "result", "state", "verdict", "final_status", "exit_code", "exit_status", "return_code", "returncode",
        ),
    ),
    Column(
        "queued",
        "when it was queued",
        (
            "queued", "queued_at", "queue_time", "submitted_at", "submit", "submitted", "submit_time", "created_at",
            "created", "creation_time", "enqueued_at", "enqueued", "received_at", "arrived_at", "arrival_time",
            "arrival_s", "requested_at",
        ),
    ),
    Column(
        "attempt",
        "number of the attempt at the task",
        ("attempt", "attempt_number", "retry", "retries", "retry_count", "try", "try_number", "trial", "trial_name"),
    ),
    Column("type", "kind of task", ("type", "task_type", "job_type", "kind", "category", "queue", "queue_name")),
    Column(
        "error",
        "what went wrong",
        (
            "error", "error_class", "error_type", "error_code", "failure_mode", "failure_reason", "exception",
            "exception_type", "error_msg", "error_message",
        ),
    ),
    Column(
        "input_tokens",
        "tokens read",
        ("input_tokens", "prompt_tokens", "n_input_tokens", "tokens_in", "total_input_tokens", "tokens_prompt"),
    ),
    Column(
        "output_tokens",
        "tokens written",
        (
            "output_tokens", "completion_tokens", "n_output_tokens", "tokens_out", "total_output_tokens",
            "tokens_completion",
        ),
    ),
    Column("cost", "what it cost, USD", ("cost", "cost_usd", "total_cost", "total_cost_usd", "price", "usd", "spend")),
    Column("run", "which run of the fleet", ("run", "run_id", "run_name", "batch", "batch_id", "experiment", "night")),
)  # fmt: skip
"""Every column that a record can have."""

LENGTH = "seconds"
"""The only column whose unit its name can say."""

EXIT_CODES = ("exit_code", "exit_status", "return_code", "returncode")
"""Names of columns of outcomes in which 0 is success."""

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
    >>> guessed(["Ticket Nr", "Bot", "Begin", "durationMs"])
    {'task': 'Ticket Nr', 'agent': 'Bot', 'start': 'Begin', 'seconds': 'durationMs'}
    """
    by_name: dict[str, str] = {}
    for name in there:
        by_name.setdefault(plain(name), name)
    lengths = {taken_apart(known)[0]: name for known, name in by_name.items() if taken_apart(known)[1] is not None}
    found: dict[str, str] = {}
    for column in COLUMNS:
        known_here = {**lengths, **by_name} if column.name == LENGTH else by_name
        for known in column.known_as:
            theirs = known_here.get(known)
            if theirs is not None and theirs not in found.values():
                found[column.name] = theirs
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
