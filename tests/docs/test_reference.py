"""The committed reference pages are what the code makes of them."""

import runpy
from pathlib import Path

from tests.docs.examples import ROOT


def test_the_generated_pages_are_up_to_date() -> None:
    generate = runpy.run_path(str(ROOT / "docs" / "generate.py"))
    pages: dict[Path, str] = generate["pages"]()
    assert len(pages) >= 9
    stale = [path.name for path, text in pages.items() if generate["outdated"](path, text)]
    assert not stale, f"not what the code says: {', '.join(stale)}; run `make docs` and commit the pages"
