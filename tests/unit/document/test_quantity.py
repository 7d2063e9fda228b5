"""Numbers for people: they never say more than is true."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.document.quantity import count, duration, durations, fitting_unit, number, number_list, percent, score


@pytest.mark.parametrize(
    ("share", "limit", "text"),
    [
        (0.89999, 0.9, "89.999 %"),  # one decimal would say 90
        (0.9004, 0.9, "90.04 %"),
        (0.5, 0.9, "50 %"),
        (0.9, 0.9, "90 %"),
        (0.99996, None, "> 99.9 %"),
        (0.0004, None, "< 0.1 %"),
        (float("nan"), None, "n/a"),
    ],
)
def test_percent(share: float, limit: float | None, text: str) -> None:
    assert percent(share, limit) == text


@given(st.floats(0, 1), st.sampled_from([0.9, 0.95, 0.7, 0.1]))
def test_a_percentage_stands_on_its_side_of_the_limit(share: float, limit: float) -> None:
    shown = float(percent(share, limit).removesuffix(" %")) / 100
    # To nine decimals: closer than that is a rounding error, which targets forgive.
    if abs(share - limit) > 1e-9:
        assert (shown < limit - 1e-12) == (share < limit)


@pytest.mark.parametrize(
    ("value", "text"),
    [(95.25001, "95.3"), (95.24, "95.2"), (89.99, "89.99"), (90.0, "90"), (89.9999999999, "90"), (0.0, "0"),
     (49.951, "49.95"), (99.99, "99.99"), (0.04, "0")],
)  # fmt: skip
def test_a_score_is_rounded_but_not_to_a_better_grade(value: float, text: str) -> None:
    assert score(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.001, "1 ms"), (59.94, "59.9 s"), (89.0, "89 s"), (90.0, "1.5 min"), (3599.0, "60 min"), (1e10, "115741 d")],
)
def test_duration(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("times", "texts"),
    [
        ((86.5, 93.0), ["86.5 s", "93 s"]),  # alone the second would be 1.55 min
        ((0.0, 2592000.0), ["0 d", "30 d"]),
        ((0.5, 30.0, 90.0), ["0.5 s", "30 s", "90 s"]),
        ((0.5, 7200.0), ["0.5 s", "7200 s"]),
        ((-3600.0, 7200.0), ["-1 h", "2 h"]),
        ((0.0004, None, 0.002), ["0.4 ms", "n/a", "2 ms"]),
        ((0.0, 0.0), ["0 s", "0 s"]),
        ((None,), ["n/a"]),
    ],
)
def test_times_that_stand_together_share_a_unit(times, texts) -> None:
    unit = fitting_unit(times)
    assert [duration(time, unit) for time in times] == texts


@given(st.lists(st.floats(-1e10, 1e10).filter(lambda t: t == 0.0 or abs(t) > 1e-9), min_size=1, max_size=9))
def test_no_time_is_told_as_nothing_that_is_something(times) -> None:
    unit = fitting_unit(times)
    for time in times:
        told = float(duration(time, unit).split()[0])
        assert (told > 0.0, told < 0.0) == (time > 0.0, time < 0.0)


def test_a_column_has_one_unit() -> None:
    assert durations([2.0, None, 89.0, float("nan")]) == ["2 s", "n/a", "89 s", "n/a"]
    assert durations([]) == []


def test_numbers_keep_three_digits_or_all_whole_ones() -> None:
    assert [number(v) for v in (999.7, 123456.7, 0.5, -2.0, 0.00001234)] == ["1000", "123457", "0.5", "-2", "1.23e-05"]


def test_counts_are_words() -> None:
    assert [count(n, "wave") for n in (0, 1, 2, 12345)] == ["no wave", "1 wave", "2 waves", "12 345 waves"]


def test_runs_of_numbers_become_ranges() -> None:
    assert number_list([1, 2, 4, 5, 6, 9]) == "1, 2, 4 to 6, 9"
