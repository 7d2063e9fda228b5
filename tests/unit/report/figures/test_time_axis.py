"""The axis of time: the unit that fits, and as many numbers of waves as there is room for."""

import pytest

from sim.report.figures.picture import picture, place
from sim.report.figures.style import styled
from sim.report.figures.time_axis import TimeAxis


def waves(count: int, length: float) -> list[dict[str, object]]:
    return [{"wave": n + 1, "started_at": n * length, "ended_at": (n + 1) * length} for n in range(count)]


def dressed(source):
    with styled():
        axes = place(picture(2.0, "title", "subtitle"), 1.0, 0.5, 6.0, 1.0)
        time = TimeAxis(source, 6.0)
        time.dress(axes)
        time.mark_waves(axes)
    return axes


@pytest.mark.parametrize(
    ("length", "unit", "last"), [(100.0, "s", "100"), (3600.0, "min", "60"), (86400.0, "h", "20"), (8.64e6, "d", "100")]
)
def test_ticks_are_round_numbers_of_the_unit(made, length, unit, last):
    axes = dressed(made(waves=waves(1, length)))
    axes.figure.canvas.draw()
    assert axes.get_xlabel() == f"virtual time since the start of the run ({unit})"
    assert axes.get_xticklabels()[-1].get_text() == last


@pytest.mark.parametrize(("count", "numbers"), [(3, ["wave 1", "2", "3"]), (60, ["wave 1", "10", "20"])])
def test_waves_are_numbered_where_there_is_room(made, count, numbers):
    said = [text.get_text() for text in dressed(made(waves=waves(count, 10.0))).texts]
    assert said[: len(numbers)] == numbers


def test_a_run_that_took_no_time_has_an_axis(made):
    assert dressed(made(waves=waves(2, 0.0))).get_xlim() == (0.0, 1.0)
