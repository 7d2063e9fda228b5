"""One idea a module, small functions: what grows past the limits is split, or stands here with its reason."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

MODULE_LINES = 300
FUNCTION_LINES = 60
FILE_BYTES = 1_000_000

# path -> why it is better in one piece
LONG_MODULES: dict[str, str] = {}
# path::qualified name -> why it is better in one piece
LONG_FUNCTIONS: dict[str, str] = {}

DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "tools"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(node: ast.AST, prefix: str = "") -> Iterator[tuple[str, Function]]:
    """Every function below a node, with its qualified name."""
    for child in ast.iter_child_nodes(node):
        inner = f"{prefix}{child.name}." if isinstance(child, Function | ast.ClassDef) else prefix
        if isinstance(child, Function):
            yield prefix + child.name, child
        yield from functions(child, inner)


def lines_of(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def code_lines(function: Function) -> int:
    """Lines from `def` to the end, less the docstring: an example in it does not make a function long."""
    has_docstring = ast.get_docstring(function, clean=False) is not None
    return lines_of(function) - (lines_of(function.body[0]) if has_docstring else 0)


@pytest.fixture(scope="module")
def module_lengths(python_files: list[Path], root: Path) -> dict[str, int]:
    return {p.relative_to(root).as_posix(): len(p.read_text("utf-8").splitlines()) for p in python_files}


@pytest.fixture(scope="module")
def function_lengths(trees: dict[str, ast.Module]) -> dict[str, int]:
    return {f"{path}::{name}": code_lines(f) for path, tree in trees.items() for name, f in functions(tree)}


def over(lengths: dict[str, int], limit: int) -> dict[str, int]:
    return {name: length for name, length in lengths.items() if length > limit}


def test_modules_are_short(module_lengths: dict[str, int]) -> None:
    """Every module has at most 300 lines but those listed, and none is listed without need."""
    long = over(module_lengths, MODULE_LINES)
    assert long.keys() == LONG_MODULES.keys(), f"over {MODULE_LINES} lines: {long}"


def test_functions_are_short(function_lengths: dict[str, int]) -> None:
    """Every function has at most 60 lines but those listed, and none is listed without need."""
    long = over(function_lengths, FUNCTION_LINES)
    assert long.keys() == LONG_FUNCTIONS.keys(), f"over {FUNCTION_LINES} lines: {long}"


def test_no_module_is_a_drawer(python_files: list[Path], root: Path) -> None:
    names = [path.relative_to(root) for path in python_files]
    assert [name for name in names if DRAWERS.intersection(name.with_suffix("").parts)] == []


def test_no_file_is_large(kept_files: list[Path], root: Path) -> None:
    sizes = {path.relative_to(root).as_posix(): path.stat().st_size for path in kept_files}
    assert over(sizes, FILE_BYTES) == {}


def test_a_docstring_does_not_count_and_an_inner_function_is_found() -> None:
    # outer: 8 lines from def to return, less 4 of docstring; inner is also counted on its own.
    source = '''def outer():
    """One.

    Two.
    """
    def inner():
        return 1
    return inner
'''
    found = dict(functions(ast.parse(source)))
    assert {name: code_lines(f) for name, f in found.items()} == {"outer": 4, "outer.inner": 2}
