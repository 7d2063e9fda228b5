"""Long tables, cut in the middle."""

from collections.abc import Sequence
from typing import TypeVar

from sim.document.blocks import Note
from sim.document.quantity import count

MOST_ROWS = 40
"""Longer tables are cut in the middle; the Parquet tables hold every row."""

T = TypeVar("T")


def cut(rows: Sequence[T], most: int = MOST_ROWS) -> tuple[Sequence[T], Sequence[T], int]:
    """Return the rows to show before and after a gap, and how many lie in the gap.

    >>> cut([1, 2, 3, 4, 5], most=4)
    ([1, 2], [4, 5], 1)
    >>> cut([1, 2, 3], most=4)
    ([1, 2, 3], [], 0)
    """
    if len(rows) <= most:
        return rows, rows[:0], 0
    half = most // 2
    return rows[:half], rows[len(rows) - half :], len(rows) - 2 * half


def cut_note(left_out: int, one: str, where: str) -> list[Note]:
    """Return the sentence that says what a table leaves out; none where it is complete.

    >>> cut_note(12, "wave", "tables/waves.parquet")
    [Note(text='12 waves in the middle are left out here; `tables/waves.parquet` has all.')]
    """
    if not left_out:
        return []
    verb = "is" if left_out == 1 else "are"
    return [Note(f"{count(left_out, one)} in the middle {verb} left out here; `{where}` has all.")]
