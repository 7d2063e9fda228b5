"""Write into pages what their examples really show, where that differs: `python -m tests.docs.refresh README.md ..`.

Look at the difference before committing it: an example that has come to show something else may have found a defect.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.docs.examples import ROOT, Session, blocks_of


def refreshed(page: Path, folder: Path) -> str:
    """The text of a page with the outputs of its examples as they are in this folder."""
    text = page.read_text(encoding="utf-8")
    session = Session(folder)
    try:
        for block in blocks_of(text):
            session.run(block)
    finally:
        session.close()
    lines = text.splitlines(keepends=True)
    for first, count, got in sorted(session.corrections, reverse=True):
        lines[first - 1 : first - 1 + count] = got.splitlines(keepends=True)
    return "".join(lines)


def main(pages: list[str]) -> None:
    """Refresh these pages."""
    os.environ["COLUMNS"] = "100"
    for page in [Path(name).resolve() for name in pages]:
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(ROOT / "scenarios", Path(folder) / "scenarios")
            os.chdir(folder)
            text = refreshed(page, Path(folder))
            os.chdir(ROOT)
        page.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
