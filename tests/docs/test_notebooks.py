"""The kept notebooks are executed, show what they show now, and name no machine."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.docs.notebooks import NOTEBOOKS, executed

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
_PLACE = re.compile(r"(?<![\w.\-])(/(?:work|root|home|Users|tmp|usr|opt)/|[A-Z]:\\)")


def texts_of(notebook: Any) -> Iterator[tuple[int, str]]:
    """What the cells show as text, each with the number of its cell; pictures are left out."""
    for number, cell in enumerate(notebook["cells"]):
        for output in cell.get("outputs", ()):
            yield number, str(output.get("text", ""))
            for kind, content in sorted(output.get("data", {}).items()):
                if kind.startswith("text/"):
                    yield number, re.sub(r"at 0x[0-9a-f]+", "", str(content))


def test_there_is_a_notebook() -> None:
    assert NOTEBOOKS


@every_notebook
def test_it_shows_what_it_shows_now(path: Path) -> None:
    kept = nbformat.read(path, as_version=4)
    # Run `python -m tests.docs.notebooks` where the difference is meant.
    assert list(texts_of(executed(path))) == list(texts_of(kept))


@every_notebook
def test_it_was_executed_from_top_to_bottom_without_a_complaint(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell["outputs"]]
    assert not [output for output in outputs if output["output_type"] == "error" or output.get("name") == "stderr"]


@every_notebook
def test_it_names_no_machine_and_holds_no_warning(path: Path) -> None:
    content = json.dumps(list(texts_of(nbformat.read(path, as_version=4))))
    assert not _PLACE.search(content)
    assert "Warning" not in content
