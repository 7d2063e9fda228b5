"""Make the documentation as pages that open offline, with a search: `make site`.

`python docs/site.py [FOLDER]`: into another folder than site/. Every Markdown page below docs/, the front page, the
changelog and the READMEs that they lead to become one HTML file each; a link that leads nowhere is an error.
"""

import json
import os
import re
import sys
from collections.abc import Iterator
from html import escape
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from markdown_it import MarkdownIt
from markdown_it.token import Token

from sim.document.html.page import document
from sim.document.html.text import slug

ROOT = Path(__file__).resolve().parents[1]
PAGES = (
    "README.md", "CHANGELOG.md", "docs/**/*.md", "scenarios/**/README.md", "reports/README.md",
)  # fmt: skip
COPIED = (".ipynb", ".yaml", ".py", ".toml", ".cff", ".md", ".png", ".json")
SEARCH = Path(__file__).parent / "generator" / "search.js"


class BrokenLink(Exception):
    """A page leads to what is not there; the message names both."""


def build(folder: Path) -> list[Path]:
    """Write every page; return where they are.

    Raises:
        BrokenLink: a link leads nowhere.
    """
    sources = sorted({path for pattern in PAGES for path in ROOT.glob(pattern)})
    made = {source: folder / source.relative_to(ROOT).with_suffix(".html") for source in sources}
    parsed = {source: _parsed(source) for source in sources}
    index = [entry for source in sources for entry in _headings(source, parsed[source])]
    for source, target in made.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_page(source, parsed[source], made, folder, index), encoding="utf-8", newline="\n")
    return list(made.values())


def _parsed(source: Path) -> list[Token]:
    return MarkdownIt("commonmark", {"html": False}).enable("table").parse(source.read_text(encoding="utf-8"))


def _headings(source: Path, tokens: list[Token]) -> Iterator[tuple[str, str, str]]:
    """Yield what the search finds: a heading, with its page and place."""
    title = ""
    for token, after in pairwise(tokens):
        if token.type == "heading_open":
            text = _plain(after)
            title = title or text
            place = "" if token.tag == "h1" else f"#{_anchor(text)}"
            told = text if token.tag == "h1" else f"{title}: {text}"
            yield told, source.relative_to(ROOT).with_suffix(".html").as_posix() + place, _words(tokens, token)


def _words(tokens: list[Token], heading: Token) -> str:
    """Return the text under a heading, for the search."""
    words: list[str] = []
    for token in tokens[tokens.index(heading) + 1 :]:
        if token.type == "heading_open":
            break
        if token.type == "inline":
            words.append(_plain(token))
    return " ".join(words)[:250]


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or () if child.type in ("text", "code_inline"))


def _anchor(text: str) -> str:
    """Return the place of a heading, as links within the documentation name it."""
    return re.sub(r"[^\w\- ]", "", text.lower()).strip().replace(" ", "-") or slug(text)


def _page(
    source: Path, tokens: list[Token], made: dict[Path, Path], folder: Path, index: list[tuple[str, str, str]]
) -> str:
    title = ""
    for token, after in pairwise(tokens):
        if token.type == "heading_open":
            title = title or _plain(after)
            token.attrSet("id", _anchor(_plain(after)))
        elif token.type == "inline":
            for child in token.children or ():
                _lead(child, source, made, folder)
    body = MarkdownIt("commonmark").enable("table").renderer.render(tokens, MarkdownIt("commonmark").options, {})
    body = re.sub(r"<table>(.*?)</table>", _scrolling, body, flags=re.DOTALL).replace("<pre>", '<pre tabindex="0">')
    up = "../" * (len(made[source].relative_to(folder).parts) - 1)
    found = json.dumps({"up": up, "entries": index}).replace("<", "\\u003c")
    search = (
        f'<nav aria-label="Documentation"><a href="{up}docs/index.html">Contents</a> '
        f'<label>Search <input type="search" id="asked"></label><ol id="found"></ol></nav>'
        f'<script type="application/json" id="index">{found}</script>'
    )
    return document(title, f"<main>{search}{body}</main>", [SEARCH.read_text(encoding="utf-8")])


def _scrolling(match: re.Match[str]) -> str:
    return f'<div class="scroll" role="group" tabindex="0" aria-label="Table"><table>{match[1]}</table></div>'


def _lead(child: Token, source: Path, made: dict[Path, Path], folder: Path) -> None:
    """Let a link lead to the page that was made, or to a copy of the file."""
    name = "href" if child.type == "link_open" else "src" if child.type == "image" else None
    if name is None:
        return
    link = str(child.attrGet(name))
    path, _, place = link.partition("#")
    if re.match(r"[a-z]+:", link) or not path:
        return
    target = (source.parent / path).resolve()
    if target.is_dir():
        target = target / "README.md"
    here = made[source].parent
    if target in made:
        child.attrSet(name, _relative(made[target], here) + (f"#{place}" if place else ""))
    elif (target.is_file() and target.suffix in COPIED) or target.name == "LICENSE":
        copy = folder / target.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(target.read_bytes())
        child.attrSet(name, _relative(copy, here))
    else:
        raise BrokenLink(f"{source.relative_to(ROOT)}: leads to {escape(link)}, which is not there")


def _relative(target: Path, here: Path) -> str:
    return Path(os.path.relpath(target, here)).as_posix()


if __name__ == "__main__":
    pages = build(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "site")
    print(f"{len(pages)} pages; begin with {pages[0].parent}/docs/index.html")
