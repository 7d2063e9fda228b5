"""Curves of many points keep what can be seen of them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.report.figures.thinning import stairs, thinned

values = arrays(np.float64, st.integers(50, 400), elements=st.one_of(st.just(np.nan), st.integers(-9, 9).map(float)))


@given(values)
def test_each_column_keeps_its_first_last_least_and_greatest(y: np.ndarray) -> None:
    columns = 10
    x = np.arange(y.size, dtype=float)
    kept_x, kept_y = thinned(x, y, columns)
    assert kept_x.size <= 4 * columns
    column = np.minimum(((x - x[0]) / (x[-1] - x[0]) * columns).astype(int), columns - 1)
    for c in range(columns):
        inside = y[column == c]
        kept = kept_y[column[kept_x.astype(int)] == c]
        np.testing.assert_array_equal(kept[[0, -1]], inside[[0, -1]])
        if not np.isnan(inside).all():
            assert (np.nanmin(kept), np.nanmax(kept)) == (np.nanmin(inside), np.nanmax(inside))


def test_a_short_curve_stays_as_it_is() -> None:
    x = np.arange(10.0)
    assert thinned(x, x)[0] is x


def test_stairs_of_nothing_are_nothing() -> None:
    empty = np.array([])
    assert stairs(empty, empty, 5.0)[0].size == 0
