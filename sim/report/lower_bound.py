"""Numbers of a run that are lower bounds, and numbers that are missing because of the warm-up."""

from sim.document.quantity import count, duration
from sim.record.views import Phase21ExecutionResult

AT_LEAST = "\u2265 "
"""Before a value that is a lower bound, since the end of the run cut tasks off."""


def marked(result: Phase21ExecutionResult, metric: str, text: str) -> str:
    """Return the text of a metric's value, marked where it is a lower bound.

    Args:
        result: of the run.
        metric: its name.
        text: its value with the unit.
    """
    return f"{AT_LEAST}{text}" if metric in result.lower_bounds else text


def unfinished_text(result: Phase21ExecutionResult) -> str | None:
    """Return what the end of the run cut off, for a sentence's end; None: nothing.

    Args:
        result: of the run.
    """
    number = result.metrics.get("unfinished")
    if not number:
        return None
    cut_off = f"{count(round(number), 'task')} cut off by the end of the run"
    return f"{cut_off}: values marked {AT_LEAST.strip()} are lower bounds"


def warmup_text(warmup_s: float) -> str:
    """Return why a run has no number: its warm-up leaves nothing to count.

    Args:
        warmup_s: length of the warm-up.

    >>> warmup_text(36000.0)
    'the warm-up of 10 h leaves no task to count'
    """
    return f"the warm-up of {duration(warmup_s)} leaves no task to count"


def empty_warmup(result: Phase21ExecutionResult, warmup_s: float) -> str | None:
    """Return why a run has no number over tasks, where that is its warm-up; else None.

    Args:
        result: of the run.
        warmup_s: length of the warm-up.
    """
    # Without a warm-up every run with a task has a success rate.
    if warmup_s > 0.0 and result.total_tasks and result.metrics.get("success_rate") is None:
        return warmup_text(warmup_s)
    return None
