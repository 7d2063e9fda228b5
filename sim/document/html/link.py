"""A line that leads somewhere else, beside the page."""

from dataclasses import dataclass
from html import escape

from sim.document.html.text import html_text


@dataclass(frozen=True)
class Link:
    """A link.

    Args:
        text: what is to be read.
        path: where it leads, relative to the page.
    """

    text: str
    path: str


def link_element(link: Link) -> str:
    """Return a link as a paragraph of its own.

    >>> link_element(Link("The run", "run/report.html"))
    '<p><a href="run/report.html">The run</a></p>'
    """
    return f'<p><a href="{escape(link.path)}">{html_text(link.text)}</a></p>'
