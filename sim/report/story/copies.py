"""The copies of a task's attempts, as lines of its story: where each began, what became of it, what it went on for."""

from collections.abc import Iterator, Sequence

from sim.document.quantity import duration
from sim.document.text import given
from sim.record.tables import Line


def copies_told(copies: Sequence[Line]) -> Iterator[tuple[float, int, str]]:
    """Yield time, place among what happens at that time, and words for each copy's beginning and end.

    Args:
        copies: rows of the table `attempts`, in any order.
    """
    for row in sorted(copies, key=lambda one: (one["attempt"], one["copy"])):
        name = f"copy {row['copy']} of attempt {row['attempt'] + 1}"
        yield (
            row["queued_at"],
            3,
            f"{duration(row['queued_at'])}: {name} went to {given(row['agent_id'] or 'no agent')}.",
        )
        yield row["ended_at"], 0, f"{duration(row['ended_at'])}: {name} {_became(row)}."


def _became(row: Line) -> str:
    if row["succeeded"]:
        return "succeeded: it was the first"
    if row["served"] == 0.0 and (row["freed_at"] is None or row["freed_at"] <= row["ended_at"]):
        return f"ended before its service began: {_words(row)}"
    freed = row["freed_at"]
    if freed is None or freed <= row["ended_at"]:
        return f"ended without success: {_words(row)}"
    return f"ended without success: {_words(row)}; its agent served it on for nobody until {duration(freed)}"


def _words(row: Line) -> str:
    return given((row["error_class"] or "unknown").replace("_", " "), 40)
