"""Every block of every page runs, shows what it says, and every link leads somewhere."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs.examples import ROOT, blocks_of

DOCS = sorted((ROOT / "docs").rglob("*.md"))
PAGES = [*DOCS, ROOT / "CHANGELOG.md", *sorted(ROOT.glob("*/README.md"))]
with_blocks = [page for page in PAGES if next(blocks_of(page.read_text(encoding="utf-8")), None)]
every_page = pytest.mark.parametrize(
    "page", [ROOT / "README.md", *PAGES], ids=lambda page: page.relative_to(ROOT).as_posix()
)

_LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
_PLACE = re.compile(r"`((?:sim|tests|docs|scenarios|benchmarks|notebooks|\.ci)/[\w./-]+)(?:::[\w.]+)?`")


@pytest.mark.parametrize("page", with_blocks, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_its_examples_run(page: Path, run_examples: Callable[..., list[str]]) -> None:
    assert not (problems := run_examples(page)), "\n\n".join([page.name, *problems])


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """The anchors that a page's headings have on GitHub."""
    headings = re.findall(r"^#{1,6} (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@every_page
def test_its_links_lead_somewhere(page: Path) -> None:
    wrong = []
    for link in _LINK.findall(prose(page)):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if re.match(r"[a-z]+:", link):
            wrong.append(f"{link}: leads out of the project")
        elif not target.exists():
            wrong.append(f"{link}: there is no such file")
        elif anchor and anchor not in anchors(target):
            wrong.append(f"{link}: no such heading; there are {', '.join(sorted(anchors(target)))}")
    assert not wrong, "\n".join(wrong)


@every_page
def test_the_files_that_it_names_exist(page: Path) -> None:
    saved = {block.saved_as for block in blocks_of(page.read_text(encoding="utf-8"))}
    named = set(_PLACE.findall(prose(page))) - saved
    assert not (missing := sorted(name for name in named if not (ROOT / name).exists())), missing


def test_every_page_is_reached_from_the_index() -> None:
    known: set[Path] = set()
    waiting = [ROOT / "docs" / "index.md"]
    while waiting:
        page = waiting.pop()
        if page not in known and page.suffix == ".md" and page.is_file():
            known.add(page)
            links = (link.partition("#")[0] for link in _LINK.findall(prose(page)))
            waiting += [(page.parent / link).resolve() for link in links if link]
    assert set(DOCS) - known == set()
