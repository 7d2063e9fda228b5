"""What logs write where an attempt succeeded, failed, or was cut off."""

SUCCESS = frozenset(
    {
        "1", "true", "t", "yes", "y", "ok", "success", "succeeded", "successful", "successfully", "completed",
        "complete", "pass", "passed", "done", "resolved", "solved", "finished", "correct", "fixed", "merged",
        "accepted", "approved", "task-succeeded", "200",
    }
)  # fmt: skip
FAILURE = frozenset(
    {
        "0", "false", "f", "no", "n", "ko", "fail", "failed", "failure", "error", "errored", "exception", "crashed",
        "crash", "timeout", "timed_out", "timedout", "cancelled", "canceled", "aborted", "abort", "killed", "rejected",
        "refused", "unresolved", "unsolved", "incomplete", "incorrect", "wrong", "gave_up", "given_up", "abandoned",
        "expired", "lost", "dead", "interrupted", "terminated", "revoked", "oom", "task-failed", "unsuccessful",
        "not_ok", "not_resolved", "not_solved", "500",
    }
)  # fmt: skip
UNFINISHED = frozenset(
    {
        "running", "pending", "queued", "in_progress", "inprogress", "started", "waiting", "scheduled", "processing",
        "open",
    }
)  # fmt: skip
CUT_OFF = (
    "timeout", "timed_out", "timed out", "timedout", "time_limit", "time limit", "timelimit", "deadline_exceeded",
    "deadlineexceeded",
)  # fmt: skip


def succeeded(value: object) -> bool | None:
    """Return whether an attempt succeeded; None where the log says nothing that can be read.

    >>> succeeded("Completed"), succeeded(0), succeeded(None), succeeded("perhaps")
    (True, False, None, None)
    >>> succeeded("Gave up"), succeeded("timed-out")
    (False, False)
    """
    if isinstance(value, bool):
        return value
    if value is None or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, int | float):
        return value > 0.5 if 0 <= value <= 1 else None
    word = _plain(value)
    if word in ("1.0", "0.0"):
        return word == "1.0"
    return True if word in SUCCESS else False if word in FAILURE else None


def exited_well(value: object) -> bool | None:
    """Return whether a program's exit code says that it succeeded: 0 does, anything else does not.

    >>> exited_well(0), exited_well("137"), exited_well("")
    (True, False, None)
    """
    try:
        return None if isinstance(value, bool) else float(value) == 0.0  # type: ignore[arg-type]  # else no code
    except (TypeError, ValueError, OverflowError):
        return None


def is_unfinished(value: object) -> bool:
    """Tell whether a status says that an attempt is still under way.

    >>> is_unfinished("In progress"), is_unfinished("done")
    (True, False)
    """
    return isinstance(value, str) and _plain(value) in UNFINISHED


def was_cut_off(error: object) -> bool:
    """Tell whether an attempt was ended by a time-out: its time is one that it would have exceeded.

    >>> was_cut_off("agent_timeout"), was_cut_off("TimeoutError"), was_cut_off("parse_error"), was_cut_off(None)
    (True, True, False, False)
    """
    if not isinstance(error, str):
        return False
    word = error.strip().lower()
    return any(mark in word or mark in _plain(word) for mark in CUT_OFF)


def _plain(value: object) -> str:
    word = str(value).strip().lower()
    return word if word.startswith("task-") else word.replace("-", "_").replace(" ", "_")
