"""A page as one HTML file: style, script and data stand in it, and a policy in it forbids all else.

The scripts are ours and plain: of the libraries that draw in a browser, Bokeh's inline resources alone are 1.27 MB in
each page and 25 MB in each installation, draw on canvases that a screen reader cannot read and that keep their colours
in the dark and on paper. All scripts of this package are some twenty thousand bytes, need nothing installed, and have
no ids of their own that could differ between two runs.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files

from sim.document.blocks import Heading
from sim.document.html.elements import Content, element
from sim.document.html.outline import contents, folded, sections_of
from sim.document.text import plain_text

SCRIPTS = ("base", "numbers", "tables", "folds", "axes", "zoom", "timeline", "strips", "timechart", "plot", "intervals",
           "start")  # fmt: skip
"""Parts of the script, each beside this module, in the order in which they stand in the page."""


def html_page(blocks: Iterable[Content], pictures: Mapping[str, bytes] | None = None) -> str:
    """Return a page: what stands before the first heading of level 2 is seen at once, each section behind a line.

    Args:
        blocks: of the page.
        pictures: PNG by the path that a block `Picture` names.

    >>> page = html_page([Heading("A page", level=1)])
    >>> "<title>A page</title>" in page, "https" in page
    (True, False)
    """
    page = list(blocks)
    shown = pictures or {}
    titles = (plain_text(block.text) for block in page if isinstance(block, Heading) and block.level == 1)
    title = next(titles, "Report")
    first, sections = sections_of(page)
    body = "".join(element(block, shown) for block in first)
    body += contents(sections) + "".join(folded(section, shown) for section in sections)
    return document(title, f"<main>{body}</main>")


def document(title: str, body: str, more_scripts: Iterable[str] = ()) -> str:
    """Return a whole HTML file with the style and the scripts of all pages, and a policy that forbids anything else.

    Args:
        title: as text.
        body: as HTML; it must not hold scripts to run, or styles.
        more_scripts: sources that run after those of all pages.
    """
    style, script = _style(), _script(tuple(more_scripts))
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{style}</style></head>\n"
        f"<body>{body}\n<script>{script}</script></body></html>\n"
    )


@cache
def _style() -> str:
    return _file("style/page.css")


@cache
def _script(more: tuple[str, ...] = ()) -> str:
    parts = "".join([*(_file(f"script/{name}.js") for name in SCRIPTS), *more])
    return f'"use strict";(() => {{\n{parts}}})();\n'


def _file(path: str) -> str:
    return files("sim.document.html").joinpath(path).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode('ascii')}"
