"""Starts within a window, against counting them one by one; and attempts a task."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.measures.metrics.starts import peak_starts, retry_amplification


@settings(max_examples=60)
@given(st.lists(st.integers(0, 40), max_size=25), st.integers(1, 12))
def test_the_peak_is_the_most_that_any_window_holds(starts, window):
    most = max((sum(t <= s < t + window for s in starts) for t in starts), default=0)
    assert peak_starts([float(s) for s in starts], float(window)) == most


def test_the_end_of_the_window_is_not_in_it_however_it_was_added_up():
    assert peak_starts([0.1, 1.1], 1.0) == peak_starts([0.7, 0.7 + 1.0], 1.0) == 1
    assert peak_starts([0.1, 0.1, 1.0999], 1.0) == 3


def test_amplification():
    assert (retry_amplification(30, 12), retry_amplification(0, 0)) == (2.5, None)
