"""Pages as Markdown."""

from collections.abc import Iterable

from sim.document.blocks import Block, Command, Heading, Items, Note, Paragraph, Picture, Table
from sim.document.text import markdown_text


def markdown(blocks: Iterable[Block]) -> str:
    r"""Return a page as Markdown, a blank line between its blocks.

    >>> markdown([Heading("A page", level=1), Paragraph("One sentence."), Table(("wave", "tasks"), (("1", "20"),))])
    '# A page\n\nOne sentence.\n\n| wave | tasks |\n|---|---:|\n| 1 | 20 |\n'
    """
    return "\n\n".join(map(_block, blocks)) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"{'#' * level} {markdown_text(text)}"
        case Paragraph(text) | Note(text):
            return markdown_text(text)
        case Items(texts, numbered):
            signs = (f"{place}." if numbered else "-" for place in range(1, len(texts) + 1))
            return "\n".join(f"{sign} {markdown_text(text)}" for sign, text in zip(signs, texts, strict=True))
        case Table():
            return _table(block)
        case Picture(title, path):
            return f"![{markdown_text(title)}]({path})"
        case Command(text):
            return f"    {text}"


def _table(table: Table) -> str:
    rule = ["---" if place < table.numbers_from else "---:" for place in range(len(table.header))]
    rows = [f"| {' | '.join(map(markdown_text, row))} |" for row in (table.header, *table.rows)]
    return "\n".join([rows[0], f"|{'|'.join(rule)}|", *rows[1:]])
