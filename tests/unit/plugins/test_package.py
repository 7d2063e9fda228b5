"""A package of members, made for the test."""

import importlib
import sys
from itertools import count

import pytest

from sim.plugins.package import CatalogueError, discover

_numbers = count()


@pytest.fixture
def package_of(tmp_path, monkeypatch):
    """A function from {module name: source} to an imported package of those modules."""

    def make(modules):
        name = f"members_{next(_numbers)}"  # a new name each time: modules are imported once
        folder = tmp_path / name
        folder.mkdir()
        for module, source in {"__init__": "", **modules}.items():
            (folder / f"{module}.py").write_text(source, encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        return importlib.import_module(name)

    yield make
    for name in [name for name in sys.modules if name.startswith("members_")]:
        del sys.modules[name]


def test_members_come_in_order_of_their_names(package_of) -> None:
    package = package_of({"b": "N = 2", "a": "N = 1", "c": "N = 3"})
    assert discover(package, "N", int) == [("a", 1), ("b", 2), ("c", 3)]


def test_a_file_that_binds_no_member_is_named(package_of) -> None:
    package = package_of({"a": "N = 1", "b": "M = 2"})
    with pytest.raises(CatalogueError, match=rf"{package.__name__}\.b binds no name N; expected N = int"):
        discover(package, "N", int)


def test_a_member_of_another_type_is_named(package_of) -> None:
    package = package_of({"a": "N = 'one'"})
    with pytest.raises(CatalogueError, match=r"\.a: N is of type str, expected int"):
        discover(package, "N", int)
