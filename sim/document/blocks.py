"""What a page is made of, whatever it is rendered to: headings, paragraphs, tables, lists, pictures, notes, commands.

The texts in them are those of `sim.document.text`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """The title of the page (level 1), of a section (2) or of a part of it (3)."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """Sentences."""

    text: str


@dataclass(frozen=True)
class Note:
    """A remark on what stands beside it: what it leaves out, how to read it."""

    text: str


@dataclass(frozen=True)
class Items:
    """A list."""

    texts: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of cells under a header; the columns from `numbers_from` on stand to the right."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers_from: int = 1
    anchors: tuple[str, ...] = ()  # a name a row by which other places of a page lead to it; "": none


@dataclass(frozen=True)
class Picture:
    """A picture that lies beside the page."""

    title: str
    path: str  # relative to the page


@dataclass(frozen=True)
class Command:
    """A line to be typed."""

    text: str


Block = Heading | Paragraph | Note | Items | Table | Picture | Command


def table(header: Sequence[str], rows: Iterable[Sequence[str]], numbers_from: int = 1) -> Table:
    """Return a table of any rows.

    Args:
        header: names of the columns.
        rows: cells.
        numbers_from: columns from this one on stand to the right.
    """
    return Table(tuple(header), tuple(map(tuple, rows)), numbers_from)
