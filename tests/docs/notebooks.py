"""Executes notebooks: `python -m tests.docs.notebooks` writes the outputs of all of them."""

from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from tests.docs.examples import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def executed(path: Path) -> Any:
    """Return a notebook with the outputs that it has now; its folder is the current one meanwhile.

    What differs from machine to machine (version of Python, times of execution) is left out.
    """
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=120, record_timing=False, resources={"metadata": {"path": str(path.parent)}}
    )
    client.execute()
    notebook["metadata"]["language_info"] = {"name": "python"}
    return notebook


def main() -> None:
    """Execute every notebook and keep its outputs."""
    for path in NOTEBOOKS:
        path.write_text(nbformat.writes(executed(path)) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
