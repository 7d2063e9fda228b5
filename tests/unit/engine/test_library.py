"""A library that was made from another text than the one here never runs."""

import sys
from types import SimpleNamespace

import pytest

from sim.engine.kernel.kernel import Kernel
from sim.engine.library import library


@pytest.fixture
def asked_anew():
    """The library is looked for again, also after the test."""
    library.cache_clear()
    yield
    library.cache_clear()


def test_a_stale_library_never_wins(monkeypatch: pytest.MonkeyPatch, asked_anew: None) -> None:
    stale = SimpleNamespace(TEXTS="another text", Kernel=object)
    monkeypatch.setitem(sys.modules, "sim.engine.compiled_kernel", stale)
    found = library()
    assert not found.is_compiled
    assert found.make is Kernel
    assert "made from another text" in found.why
    assert "pip install" in found.why


def test_without_a_library_the_text_runs_as_it_is(monkeypatch: pytest.MonkeyPatch, asked_anew: None) -> None:
    monkeypatch.setitem(sys.modules, "sim.engine.compiled_kernel", None)  # its import fails
    found = library()
    assert not found.is_compiled
    assert "there is no compiled library" in found.why
