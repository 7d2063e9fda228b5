"""Texts of `sim.document.text` as HTML."""

import re
import unicodedata
from html import escape

from sim.document.text import split_given

_CODE = re.compile(r"`([^`]+)`")
_STRONG = {"\ue000": "<strong>", "\ue001": "</strong>"}


def html_text(text: str) -> str:
    """Return a text as HTML: strong parts, names in backticks, and what users wrote, whatever it says.

    Args:
        text: of a block.

    >>> from sim.document.text import given, strong
    >>> html_text(f"{strong('20 of 20')} of `run.log`, not {given('<b>')}")
    '<strong>20 of 20</strong> of <code>run.log</code>, not <bdi>&lt;b&gt;</bdi>'
    >>> html_text(f"`{given('a`b')}`")
    '<code><bdi>a`b</bdi></code>'
    """
    # A backtick inside of what somebody wrote begins no name: it is a character reference until the names are found.
    parts = (f"<bdi>{escape(part).replace('`', '&#96;')}</bdi>" if theirs else escape(part)
             for part, theirs in split_given(text))  # fmt: skip
    marked = _CODE.sub(r"<code>\1</code>", "".join(parts)).replace("&#96;", "`")
    for mark, tag in _STRONG.items():
        marked = marked.replace(mark, tag)
    return marked


def slug(text: str) -> str:
    """Return a name for a place in a page, made from its heading.

    >>> slug("Overview and statistics"), slug("95 % of it")
    ('overview-and-statistics', '95-of-it')
    """
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:60].strip("-") or "part"
