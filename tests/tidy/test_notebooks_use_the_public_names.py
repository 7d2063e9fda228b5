"""A notebook shows what a user may do: of this project it uses `import sim` and the names of `sim.__all__` only."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import sim

PUBLIC = {*sim.__all__, "__version__"}
INSIDE = {"done"}
"""What a study is made of: plan, store and stop. Its own properties say what of it is for users."""


def inner_names(code: str) -> Iterator[str]:
    """What a piece of code takes from the inside of the package, or of an object that it gives."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Import(names):
                # Under another name its attributes would go by unseen.
                ours = [item for item in names if item.name.partition(".")[0] == "sim"]
                yield from (f"import {item.name}" for item in ours if item.name != "sim" or item.asname)
            case ast.ImportFrom("sim", names):
                yield from (f"from sim import {item.name}" for item in names if item.name not in PUBLIC)
            case ast.ImportFrom(str(module)) if module.startswith("sim."):
                yield f"from {module}"
            case ast.Attribute(ast.Name("sim"), name) if name not in PUBLIC:
                yield f"sim.{name}"
            case ast.Attribute(_, name) if name in INSIDE or name.startswith("_"):
                yield f".{name}"


def code_of(path: Path) -> str:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def test_notebooks_use_the_public_names_only(root: Path) -> None:
    found = {path.name: list(inner_names(code_of(path))) for path in sorted((root / "notebooks").glob("*.ipynb"))}
    assert found, "there is no notebook"
    assert not {name: inner for name, inner in found.items() if inner}


@pytest.mark.parametrize(
    "code",
    [
        "import sim.work.store",
        "import sim.work.store as store",
        "import sim as s",
        "from sim.report.figures.comparison.study import study_pictures",
        "from sim import work",
        "sim.work.store.RunStore('runs')",
        "sim.compare('a').done.stop",
        "sim.compare('a')._tables",
    ],
)
def test_what_lies_inside_is_found(code: str) -> None:
    assert list(inner_names(code))


@pytest.mark.parametrize("code", ["import sim", "from sim import Study, run", "import pandas", "sim.run('a').tasks"])
def test_what_is_public_is_left_alone(code: str) -> None:
    assert not list(inner_names(code))
