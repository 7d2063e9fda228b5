"""The few shapes of Markdown that the report is made of."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from sim.document.blocks import Note
from sim.document.quantity import count
from sim.document.text import markdown_text

MOST_ROWS = 40
"""Longer tables are cut in the middle; the Parquet tables hold every row."""

T = TypeVar("T")


def table(header: Sequence[str], rows: Iterable[Sequence[str]], numbers_from: int = 1) -> str:
    """Return a Markdown table.

    Args:
        header: names of the columns.
        rows: cells, escaped already where they hold text of users.
        numbers_from: columns from this one on are aligned to the right.

    >>> print(table(["wave", "tasks"], [["1", "20"]]))
    | wave | tasks |
    |---|---:|
    | 1 | 20 |
    """
    rule = ["---" if i < numbers_from else "---:" for i in range(len(header))]
    lines = [f"| {' | '.join(header)} |", f"|{'|'.join(rule)}|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


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


def blocks(parts: Iterable[str]) -> str:
    r"""Return paragraphs, tables and headings with a blank line between them.

    >>> blocks(["# a", "", "b"])
    '# a\n\nb\n'
    """
    return "\n\n".join(markdown_text(part) for part in parts if part) + "\n"
