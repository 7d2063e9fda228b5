"""What logs write where an attempt succeeded, failed, or was cut off."""

SUCCESS = frozenset(
    {
        "1", "true", "yes", "y", "ok", "success", "succeeded", "successful", "completed", "complete", "pass",
        "passed", "done", "resolved", "solved", "finished",
    }
)  # fmt: skip
FAILURE = frozenset(
    {
        "0", "false", "no", "n", "fail", "failed", "failure", "error", "errored", "exception", "crashed", "timeout",
        "timed_out", "cancelled", "canceled", "aborted", "killed", "rejected", "unresolved", "unsolved",
        "incomplete",
    }
)  # fmt: skip
CUT_OFF = ("timeout", "timed_out", "timed out", "time_limit", "deadline_exceeded", "deadlineexceeded")


def succeeded(value: object) -> bool | None:
    """Return whether an attempt succeeded; None where the log says nothing that can be read.

    >>> succeeded("Completed"), succeeded(0), succeeded(None), succeeded("perhaps")
    (True, False, None, None)
    """
    if isinstance(value, bool):
        return value
    if value is None or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, int | float):
        return value > 0.5 if 0 <= value <= 1 else None
    word = str(value).strip().lower()
    if word in ("1.0", "0.0"):
        return word == "1.0"
    return True if word in SUCCESS else False if word in FAILURE else None


def was_cut_off(error: object) -> bool:
    """Tell whether an attempt was ended by a time-out: its time is one that it would have exceeded.

    >>> was_cut_off("agent_timeout"), was_cut_off("TimeoutError"), was_cut_off("parse_error"), was_cut_off(None)
    (True, True, False, False)
    """
    if not isinstance(error, str):
        return False
    word = error.strip().lower()
    return any(mark in word for mark in CUT_OFF)
