"""docs/reference/specification.md names every element of the specification, and every path on it exists."""

import ast
import re
from pathlib import Path

import pytest

from tests.docs.examples import ROOT
from tests.test_specification import DATACLASSES, ENUMS, FIXTURES, METHODS, TESTS

TEXT = (ROOT / "docs" / "reference" / "specification.md").read_text(encoding="utf-8")
PLACES = sorted(set(re.findall(r"`((?:sim|tests)/[\w./-]+)(?:::([\w.]+))?`", TEXT)))


def names_in(path: Path) -> set[str]:
    """Names of the functions, classes and methods of a module."""
    names = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            names |= {f"{node.name}.{inner.name}" for inner in node.body if isinstance(inner, ast.FunctionDef)}
    return names


@pytest.mark.parametrize(("path", "name"), PLACES, ids=lambda part: part or "whole")
def test_what_it_points_to_exists(path: str, name: str) -> None:
    assert (ROOT / path).exists()
    assert not name or name in names_in(ROOT / path)


def test_it_points_to_most_of_the_code_that_the_specification_names() -> None:
    assert len(PLACES) > 90


def test_every_element_is_on_it() -> None:
    elements = [name for names in (*METHODS.values(), *TESTS.values()) for name in names]
    for name in [*elements, *METHODS, *DATACLASSES, *ENUMS, *TESTS, *FIXTURES, *(v for e in ENUMS.values() for v in e)]:
        assert f"`{name}`" in TEXT or f"### {name}" in TEXT, name
