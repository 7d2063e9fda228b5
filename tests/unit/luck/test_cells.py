"""The table of a quantile: what it holds does not depend on what was asked for, and where it ends, nothing changes."""

import math

import numpy as np
import pytest

from sim.luck import families, uniforms
from sim.luck.cells import Cells

FAMILIES = [
    families.Exponential(), families.Weibull(2.1), families.Lognormal(0.3), families.Gamma(4.0), families.Gamma(0.25),
    families.Beta(12.0, 3.0), families.Beta(0.3, 0.2),
]  # fmt: skip
U = uniforms(1, 0, 1, 1, 0, 2000)


def directly(family, u):
    return family.scale.back(family.quantile(1.0 - u if u > 0.5 else u, u > 0.5, None))


@pytest.mark.parametrize("family", FAMILIES, ids=str)
def test_the_table_gives_what_the_special_functions_give(family):
    cells = Cells(family)
    for u in U[:150].tolist():
        value = directly(family, u)
        assert cells.value(u) == pytest.approx(value, rel=4e-15 * (1.0 + abs(math.log(value))))


@pytest.mark.parametrize("family", FAMILIES, ids=str)
def test_the_order_of_asking_changes_no_bit(family):
    forwards, backwards, one_by_one = Cells(family), Cells(family), Cells(family)
    values = forwards.values(U)
    assert backwards.values(U[::-1].copy())[::-1].tolist() == values.tolist()
    assert [one_by_one.value(u) for u in U[-100:].tolist()] == values[-100:].tolist()


@pytest.mark.parametrize("family", FAMILIES, ids=str)
def test_values_rise_but_for_a_last_digit(family):
    # Within a cell, from cell to cell, from one power of two to the next, and from the lower tail to the upper one.
    edges = [1 / 3, 0.25, 0.25 + 1 / 128, 0.5, 0.75, 0.75 - 1 / 128, 2.0**-10, 1.0 - 2.0**-10]
    u = np.unique([edge + step * 2.0**-53 for edge in edges for step in range(-40, 41)])
    values = Cells(family).values(u)
    assert (values[1:] > values[:-1] * (1.0 - 2e-15 * (1.0 + np.abs(np.log(values[1:]))))).all()
    far = Cells(family).values(np.sort(U))
    assert (np.diff(far) > 0.0).all()


def test_below_the_least_uniform_it_goes_on_one_by_one():
    cells = Cells(families.Exponential())
    for u in (2.0**-53, 2.0**-54, 1e-30, 1e-300):
        assert cells.value(u) == pytest.approx(u, rel=1e-15)
        assert cells.values(np.array([u, 0.5])).tolist() == [cells.value(u), cells.value(0.5)]


def test_a_shape_that_no_series_reaches_is_calculated_one_by_one():
    # The 500th power of an exponential: 32 cells are not enough near 1/2, where it changes most within a cell.
    family = families.Weibull(500.0)
    cells = Cells(family)
    assert cells.value(0.4) == directly(family, 0.4)
    assert cells.values(np.array([0.4, 0.4])).tolist() == [directly(family, 0.4)] * 2
    assert set(cells._rows.values()) == {None}
