"""The kernel is compiled as one class that nothing overrides, from the classes of its texts."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

LOW = """X = 1


class Low:
    \"\"\"Low.\"\"\"

    a: int

    def one(self) -> int:
        return X


Y = 2


class High(Low):
    def two(self) -> int:
        return self.one() + Y


class Apart:
    def one(self) -> int:
        return 3
"""
TYPES = """cdef long long X


cdef class Low:
    cdef public long long a

    cdef long long one(self) noexcept nogil


cdef class High(Low):
    cpdef long long two(self) noexcept
"""


@pytest.fixture(scope="module")
def build() -> ModuleType:
    pytest.importorskip("hatchling")
    spec = spec_from_file_location("build_kernel", Path(__file__).resolve().parents[3] / ".ci" / "build_kernel.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_class_and_those_below_it_become_one(build: ModuleType) -> None:
    found: dict[str, type] = {}
    exec(build.one_class(LOW), found)
    assert found["High"]().two() == 3
    assert found["High"].__bases__ == (object,)
    assert found["Apart"]().one() == 3
    assert "Low" not in found


def test_so_do_their_types(build: ModuleType) -> None:
    lines = [line for line in build.one_class(TYPES).splitlines() if line.strip()]
    assert lines == [
        "cdef long long X",
        "@cython.final",
        "cdef class High:",
        "    cdef public long long a",
        "    cdef long long one(self) noexcept nogil",
        "    cpdef long long two(self) noexcept",
    ]


@pytest.mark.parametrize("text", [LOW.replace("def two", "def one"), TYPES.replace("long long two", "long long one")])
def test_what_overrides_is_refused(build: ModuleType, text: str) -> None:
    """One of the two would be lost without a word."""
    with pytest.raises(ValueError, match="High and what is below it have more than one one"):
        build.one_class(text)
