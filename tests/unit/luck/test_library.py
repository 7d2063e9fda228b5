"""Draws in bulk are the same to the last bit, however they are made; a library of another text never makes them."""

import sys
from collections.abc import Iterator
from types import SimpleNamespace

import numpy as np
import pytest

from sim.luck import cells, families, uniforms
from sim.luck.kernel.polynomials import Polynomials
from sim.luck.library import compiled

FAMILIES = [
    families.Exponential(), families.Weibull(2.1), families.Lognormal(0.3), families.Gamma(4.0), families.Gamma(0.25),
    families.Beta(12.0, 3.0), families.Beta(0.3, 0.2), families.Weibull(500.0),
]  # fmt: skip
# Bulk, and the edges: the least uniforms, below them, both sides of 1/2, and next to 1.
EDGES = [2.0**-53, 2.0**-54, 1e-300, 0.25, 0.5, np.nextafter(0.5, 0.0), np.nextafter(0.5, 1.0), 1.0 - 2.0**-53]
U = np.concatenate([uniforms(1, 0, 1, 1, 0, 400), EDGES])


@pytest.fixture
def asked_anew() -> Iterator[None]:
    """The library is looked for again, also after the test."""
    compiled.cache_clear()
    yield
    compiled.cache_clear()


@pytest.fixture
def by(monkeypatch: pytest.MonkeyPatch):
    """A function from a way of making draws to the quantiles of a family."""

    def values(way, family, u):
        monkeypatch.setattr(cells, "compiled", lambda: way)
        table = cells.Cells(family)
        return table.values(u).tolist(), table.values(u).tolist()  # while cells are made, and from the table

    return values


@pytest.mark.parametrize("family", FAMILIES, ids=str)
def test_the_text_and_numpy_give_the_same_bits(by, family):
    one_by_one = [cells.Cells(family).value(u) for u in U[-30:].tolist()]
    by_numpy = by(None, family, U)
    assert by(Polynomials(), family, U) == by_numpy
    assert by_numpy[0] == by_numpy[1]
    assert by_numpy[0][-30:] == one_by_one


@pytest.mark.parametrize("family", FAMILIES, ids=str)
def test_so_does_the_compiled_text(by, family):
    if compiled() is None:
        pytest.skip("needs sim/luck/compiled_polynomials, made by .ci/build_kernel.py where there is a C compiler")
    assert by(compiled(), family, U) == by(None, family, U)
    assert by(compiled(), family, U[:0]) == ([], [])


def test_one_last_digit_would_be_seen(by):
    # The control: a compiler that multiplies and adds in one rounding changes no more than that.
    class Fused(Polynomials):
        def fill(self, u, tails, bits, middles, coefficients, first, shift, unknown, out):
            found = super().fill(u, tails, bits, middles, coefficients, first, shift, unknown, out)
            out[7] = np.nextafter(out[7], np.inf)
            return found

    assert by(Fused(), FAMILIES[0], U[:20])[1] != by(None, FAMILIES[0], U[:20])[1]


@pytest.mark.usefixtures("asked_anew")
def test_a_library_of_another_text_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    stale = SimpleNamespace(TEXTS="another text", Polynomials=object)
    monkeypatch.setitem(sys.modules, "sim.luck.compiled_polynomials", stale)
    assert compiled() is None


@pytest.mark.usefixtures("asked_anew")
def test_without_a_library_numpy_does_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sim.luck.compiled_polynomials", None)  # its import fails
    assert compiled() is None
