"""Members in a file of one's own: what is found, and what is told where nothing can be."""

import hashlib
import sys
from pathlib import Path

import pytest

from sim.plugins.file import MAX_BYTES, member_in_file
from sim.plugins.plugin import PluginError
from sim.scenario.values.plugin_reference import Reference, parse_reference, rebased, references_in

LOADED = "buddy_sim_plugin_"


@pytest.fixture(autouse=True)
def forgotten():
    """What a test has loaded is gone after it."""
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if name.startswith(LOADED):
            del sys.modules[name]


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str, name: str = "mine.py") -> Path:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    return write


def refused(folder: Path, file: str = "mine.py", variable: str = "ONE") -> str:
    with pytest.raises(PluginError) as error:
        member_in_file(Reference(file, variable), folder)
    return str(error.value)


def test_a_variable_is_found_with_the_hash_of_the_bytes(written) -> None:
    folder = written("ONE = [1]\n")
    found = member_in_file(Reference("./mine.py", "ONE"), folder)
    assert found == ([1], hashlib.sha256(b"ONE = [1]\n").hexdigest())


def test_a_file_runs_once_for_each_content(written) -> None:
    folder = written("ONE = []\n")
    first = member_in_file(Reference("mine.py", "ONE"), folder).value
    assert member_in_file(Reference("./mine.py", "ONE"), folder).value is first
    written("ONE = []  # changed\n")
    assert member_in_file(Reference("mine.py", "ONE"), folder).value is not first


def test_two_files_of_one_content_are_two(written, tmp_path: Path) -> None:
    written("ONE = []\n")
    written("ONE = []\n", "other.py")
    one, other = (member_in_file(Reference(name, "ONE"), tmp_path).value for name in ("mine.py", "other.py"))
    assert one is not other


def test_dataclasses_and_lines_of_a_file_work_as_in_a_module(written) -> None:
    folder = written(
        "from __future__ import annotations\n"
        "from dataclasses import dataclass\n"
        "@dataclass\n"
        "class Pair:\n"
        "    one: int\n"
        "def fail():\n"
        "    raise ValueError(__file__)\n"
        "ONE = (Pair(1), fail)\n"
    )
    pair, fail = member_in_file(Reference("mine.py", "ONE"), folder).value
    assert pair.one == 1
    with pytest.raises(ValueError, match=r"mine\.py"):
        fail()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ONNE = 1\n", "mine.py has no variable ONE; did you mean ONNE?"),
        ("A, B = 1, 2\n", "mine.py has no variable ONE; it has A, B"),
        ("", "mine.py has no variable ONE; it has none"),
        ("x = 1\n\nx / 0\n", "mine.py cannot be loaded: line 3: ZeroDivisionError: division by zero"),
        ("def f():\n    raise ValueError('no')\n\nf()\n", "mine.py cannot be loaded: line 2: ValueError: no"),
        ("x = (\n", "mine.py cannot be loaded: line 1: SyntaxError: '(' was never closed"),
        ("import sys\nsys.exit(3)\n", "mine.py cannot be loaded: line 2: it calls sys.exit(3) when it is imported"),
        ("raise Exception\n", "mine.py cannot be loaded: line 1: Exception"),
        (
            "import beside\n",
            (
                "mine.py cannot be loaded: line 1: ModuleNotFoundError: No module named 'beside' "
                "(a plug-in is one file: it may import what is installed, and no file beside it)"
            ),
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(written, text: str, told: str) -> None:
    folder = written(text)
    written("raise SystemExit('it was imported')\n", "beside.py")
    assert refused(folder) == told
    assert refused(folder) == told  # and again, not as half a module


def test_bytes_that_are_no_python_are_told(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_bytes(b"ONE = '\xff'\n")
    assert refused(tmp_path).startswith("mine.py cannot be loaded: ")
    (tmp_path / "mine.py").write_bytes(b"\0" * 10)
    assert refused(tmp_path).startswith("mine.py cannot be loaded: ")
    (tmp_path / "mine.py").write_bytes(b"#" * (MAX_BYTES + 1))
    assert refused(tmp_path) == "mine.py: is larger than 5 MB; expected Python code"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder.py").mkdir()
    assert refused(tmp_path) == f"mine.py: there is no such file in {tmp_path.as_posix()}"
    assert refused(tmp_path, "folder.py") == "folder.py: it is no regular file"


def test_an_interrupt_is_no_fault_of_the_file(written) -> None:
    with pytest.raises(KeyboardInterrupt):
        member_in_file(Reference("mine.py", "ONE"), written("raise KeyboardInterrupt\n"))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("mine.py", "'mine.py' names no variable; expected FILE.py:NAME"),
        ("mine.py:", "'mine.py:' names no variable"),
        ("mine.py:a b", "'a b' cannot be the name of a variable"),
        ("mine.txt:ONE", "'mine.txt:ONE' is not the name of a Python file"),
        ("./mine", "'./mine' is not the name of a Python file"),
        ("mine:ONE", "'mine:ONE' is not the name of a Python file"),
        ("mi\0ne.py:ONE", "is not a path"),
    ],
)
def test_a_name_that_is_no_reference_is_told(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=r".") as error:
        parse_reference(text)
    assert problem in str(error.value)


def test_paths_of_options_are_told_from_the_scenario() -> None:
    here, there = Path("/a/b"), Path("/a/c")
    assert rebased(("gates",), {"also": ["m.py:G", "named"]}, here, there) == {"also": ["../b/m.py:G", "named"]}
    assert rebased((), {"gates": {"also": ["m.py:G"]}}, here, there) == {"gates": {"also": ["../b/m.py:G"]}}
    assert rebased(("gates", "also"), "/x/m.py:G", here, there) == "/x/m.py:G"
    # Nothing else is a name of code, whatever it looks like.
    assert rebased(("description",), "m.py:G", here, there) == "m.py:G"
    assert rebased(("workload",), {"path": "m.py:G"}, here, there) == {"path": "m.py:G"}


def test_references_are_found_where_they_may_stand() -> None:
    data = {
        "workload": {"source": "a.py:S"}, "assignment": {"strategy": "b.py:T"}, "monitor": [],
        "gates": {"also": "x.py:G"}, "description": "c.py:D",
    }  # fmt: skip
    assert list(references_in(data)) == [
        ("assignment.strategy", "b.py:T"), ("gates.also", "x.py:G"), ("workload.source", "a.py:S"),
    ]  # fmt: skip
