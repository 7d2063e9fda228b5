"""Pages and tables as plain text, for a terminal."""

import textwrap
from collections.abc import Iterable, Sequence

from sim.document.blocks import Block, Command, Heading, Items, Note, Paragraph, Picture, Table
from sim.document.text import plain_text

Cells = Sequence[str]


def terminal(blocks: Iterable[Block], width: int) -> str:
    r"""Return a page as plain text.

    Args:
        blocks: of the page.
        width: characters of a line; tables are as wide as they are.

    >>> page = [Heading("A page", level=1), Paragraph("One long sentence."), Items(("a", "b"))]
    >>> print(terminal(page, width=12), end="")
    A page
    ======
    <BLANKLINE>
    One long
    sentence.
    <BLANKLINE>
    - a
    - b
    """
    return "\n\n".join(_block(block, width) for block in blocks) + "\n"


def aligned(rows: Sequence[Cells]) -> str:
    """Return cells as columns of plain text.

    >>> print(aligned([("tasks", "60"), ("health", "84.1")]))
    tasks   60
    health  84.1
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def _block(block: Block, width: int) -> str:
    match block:
        case Heading(text, level):
            told = plain_text(text)
            return f"{told}\n{('=' if level == 1 else '-') * len(told)}"
        case Paragraph(text) | Note(text):
            return textwrap.fill(plain_text(text), width, break_long_words=False, break_on_hyphens=False)
        case Items(texts, numbered):
            signs = (f"{place}." if numbered else "-" for place in range(1, len(texts) + 1))
            return "\n".join(_item(sign, text, width) for sign, text in zip(signs, texts, strict=True))
        case Table():
            return _table(block)
        case Picture(title, path):
            return f"{plain_text(title)}: {path}"
        case Command(text):
            return f"    {text}"


def _item(sign: str, text: str, width: int) -> str:
    inner = " " * (len(sign) + 1)
    return textwrap.fill(
        plain_text(text), width, initial_indent=f"{sign} ", subsequent_indent=inner, break_long_words=False
    )


def _table(table: Table) -> str:
    rows = [list(map(plain_text, row)) for row in (table.header, *table.rows)]
    for place in range(table.numbers_from, len(table.header)):
        width = max(len(row[place]) for row in rows)
        for row in rows:
            row[place] = row[place].rjust(width)
    return aligned(rows)
