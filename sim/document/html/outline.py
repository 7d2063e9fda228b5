"""The sections of a page, each behind a line that opens it, and the table of contents."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sim.document.blocks import Heading
from sim.document.html.elements import Content, element
from sim.document.html.text import html_text, slug
from sim.document.text import plain_text


class Section(NamedTuple):
    """A heading of level 2, and all up to the next."""

    heading: str
    name: str  # of its place in the page
    blocks: list[Content]


def sections_of(blocks: Iterable[Content]) -> tuple[list[Content], list[Section]]:
    """Return what stands before the first section, and the sections.

    >>> first, rest = sections_of([Heading("Page", level=1), Heading("A"), Heading("A")])
    >>> len(first), [section.name for section in rest]
    (1, ['a', 'a-2'])
    """
    first: list[Content] = []
    sections: list[Section] = []
    taken: dict[str, int] = {}
    for block in blocks:
        if isinstance(block, Heading) and block.level == 2:
            base = slug(plain_text(block.text))
            taken[base] = number = taken.get(base, 0) + 1
            sections.append(Section(block.text, base if number == 1 else f"{base}-{number}", []))
        else:
            (sections[-1].blocks if sections else first).append(block)
    return first, sections


def contents(sections: Iterable[Section]) -> str:
    """Return the table of contents; nothing where there is no section."""
    lines = [f'<li><a href="#{section.name}">{html_text(section.heading)}</a></li>' for section in sections]
    if not lines:
        return ""
    return f'<nav aria-label="Contents"><h2>What stands here</h2><ol>{"".join(lines)}</ol></nav>'


def folded(section: Section, pictures: Mapping[str, bytes]) -> str:
    """Return a section as an element that is closed until the reader opens it."""
    body = "".join(element(block, pictures) for block in section.blocks)
    return (
        f'<section id="{section.name}"><details><summary><h2>{html_text(section.heading)}</h2></summary>'
        f"{body}</details></section>"
    )
