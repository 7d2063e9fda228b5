"""Labels keep their distance, and otherwise their places."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.report.figures.direct_labels import apart


@given(st.lists(st.floats(0.0, 100.0), max_size=8).map(sorted))
def test_labels_are_apart_in_order_and_inside(positions: list[float]) -> None:
    places = apart(positions, gap=5.0, low=0.0, high=100.0)
    assert all(b - a >= 5.0 - 1e-9 for a, b in pairwise(places))
    assert all(-1e-9 <= place <= 100.0 + 1e-9 for place in places)


def test_labels_with_room_stay() -> None:
    assert apart([1.0, 20.0, 40.0], gap=5.0, low=0.0, high=100.0) == [1.0, 20.0, 40.0]


def test_crowded_labels_spread_around_their_middle() -> None:
    assert apart([50.0, 50.0, 50.0], gap=4.0, low=0.0, high=100.0) == pytest.approx([46.0, 50.0, 54.0])
    assert apart([99.0, 100.0], gap=4.0, low=0.0, high=100.0) == pytest.approx([96.0, 100.0])
