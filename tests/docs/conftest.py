"""Runs the examples of a page in a folder of its own, beside copies of the shipped scenarios."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs.examples import ROOT, Session, blocks_of


@pytest.fixture
def run_examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Execute every block of a page; return what is wrong, one text a problem."""
    folder = tmp_path / "page"
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "100")

    def run(page: Path, plots: bool = False) -> list[str]:
        session = Session(folder, plots)
        try:
            for block in blocks_of(page.read_text(encoding="utf-8")):
                session.run(block)
        finally:
            session.close()
        return session.problems

    return run
