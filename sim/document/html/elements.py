"""Blocks as HTML elements."""

from base64 import b64encode
from collections.abc import Mapping
from html import escape

from sim.document.blocks import Block, Command, Heading, Items, Note, Paragraph, Picture, Table
from sim.document.html.chart import Chart, chart_element
from sim.document.html.link import Link, link_element
from sim.document.html.text import html_text
from sim.document.text import plain_text

_SHORT_NUMBER, _SHORT_TEXT = 20, 14
"""Characters of a number or an interval, and of a text, that is not broken: `54.8 % to 62.7 %`, `does not meet`."""

Content = Block | Chart | Link


def element(block: Content, pictures: Mapping[str, bytes]) -> str:
    """Return a block as HTML; headings of sections are made by the outline.

    Args:
        block: of a page.
        pictures: PNG by path; a picture that is not among them is left out.

    >>> element(Paragraph("a < b"), {})
    '<p>a &lt; b</p>'
    """
    match block:
        case Heading(text, level):
            return f"<h{level}>{html_text(text)}</h{level}>"
        case Paragraph(text):
            return f"<p>{html_text(text)}</p>"
        case Note(text):
            return f'<p class="note">{html_text(text)}</p>'
        case Items(texts, numbered):
            tag = "ol" if numbered else "ul"
            return f"<{tag}>{''.join(f'<li>{html_text(text)}</li>' for text in texts)}</{tag}>"
        case Table():
            return _table(block)
        case Picture(title, path):
            return _picture(title, pictures.get(path))
        case Command(text):
            return f'<pre tabindex="0"><code>{escape(text)}</code></pre>'
        case Chart():
            return chart_element(block)
        case Link():
            return link_element(block)


def _picture(title: str, png: bytes | None) -> str:
    if png is None:
        return ""
    told = escape(plain_text(title))
    data = b64encode(png).decode("ascii")
    caption = f"<figcaption>{html_text(title)}</figcaption>"
    return f'<figure>{caption}<img alt="{told}" src="data:image/png;base64,{data}"></figure>'


def _table(table: Table) -> str:
    head = "".join(_cell("th", text, place, table, ' scope="col"') for place, text in enumerate(table.header))
    rows = "".join(_row(row, table, place) for place, row in enumerate(table.rows))
    name = escape(", ".join(filter(None, map(plain_text, table.header))) or "numbers")
    return (
        f'<div class="scroll" role="group" tabindex="0" aria-label="Table: {name}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(row: tuple[str, ...], table: Table, place: int) -> str:
    anchor = table.anchors[place] if table.anchors else ""
    named = f' id="{escape(anchor)}" tabindex="-1"' if anchor else ""
    return f"<tr{named}>{''.join(_cell('td', text, at, table) for at, text in enumerate(row))}</tr>"


def _cell(tag: str, text: str, place: int, table: Table, more: str = "") -> str:
    is_number = place >= table.numbers_from
    is_short = len(plain_text(text)) <= (_SHORT_NUMBER if is_number else _SHORT_TEXT)
    classes = " ".join(name for name, has in (("number", is_number), ("short", is_short)) if has)
    named = f' class="{classes}"' if classes else ""
    return f"<{tag}{named}{more}>{html_text(text)}</{tag}>"
