"""What the style tests look at: the files that the project keeps, and the syntax trees of its modules."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def walk_without_git() -> Iterator[Path]:
    """The files of an unpacked source archive: all but what tools have made."""
    made = {"__pycache__", "dist", "build", "mutants", "node_modules"}
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        hidden_folder = any(part.startswith(".") and part != ".ci" for part in parts[:-1])
        if path.is_file() and not hidden_folder and not made.intersection(parts):
            yield path


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def kept_files() -> list[Path]:
    """Every file that git tracks or would add, in order of path."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return sorted(walk_without_git())
    paths = {ROOT / name for name in listed.split("\0") if name}
    return sorted(path for path in paths if path.is_file())


@pytest.fixture(scope="session")
def python_files(kept_files: list[Path]) -> list[Path]:
    return [path for path in kept_files if path.suffix == ".py"]


@pytest.fixture(scope="session")
def trees(python_files: list[Path]) -> dict[str, ast.Module]:
    """The syntax tree of every Python file, by path from the root."""
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
        for path in python_files
    }
