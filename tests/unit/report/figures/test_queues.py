"""The picture of queue lengths, by hand."""

from typing import Any

import pytest

from sim.report.figures.queues import queues_of, queues_picture, queues_title

PAIR = (("agent_0", 1), ("agent_1", 1))


def samples(*rows: tuple[float, int, tuple[int, ...]]) -> list[dict[str, object]]:
    """Rows of the table: time, all waiting tasks, those at each agent."""
    return [
        {
            "at": at,
            "wave": 1,
            "agent_id": None if a < 0 else f"agent_{a}",
            "queue_length": total if a < 0 else waiting[a],
        }
        for at, total, waiting in rows
        for a in range(-1, len(waiting))
    ]


@pytest.fixture
def waiting(made):
    # at 20 s nine tasks wait: five at agent_0, one at agent_1, and so three at the manager
    rows = samples((10.0, 2, (2, 0)), (20.0, 9, (5, 1)), (30.0, 0, (0, 0)), (40.0, 1, (0, 1)))
    return made(agents=PAIR, samples=rows, waves=[{"wave": 1, "started_at": 0.0, "ended_at": 45.0}])


def test_what_waits_at_no_agent_waits_at_the_manager(waiting):
    assert queues_of(waiting).manager.tolist() == [0.0, 3.0, 0.0, 0.0]


def test_the_title_names_the_peak(waiting):
    expected = "At most 9 tasks waited, 20 s into the run; the longest queue was 5, at agent_0"
    assert queues_title(waiting, queues_of(waiting)) == expected


def test_the_title_says_when_in_the_unit_of_that_time(made):
    rows = samples((10.0, 9, (5, 4)), (7200.0, 0, (0, 0)))
    source = made(agents=PAIR, samples=rows, waves=[{"wave": 1, "started_at": 0.0, "ended_at": 7200.0}])
    assert queues_title(source, queues_of(source)).startswith("At most 9 tasks waited, 10 s into the run;")


def test_a_strip_an_agent_with_the_managers_first(waiting):
    figure = queues_picture(waiting)
    said = [axes.texts for axes in figure.axes]
    assert [texts[-4 if n == 0 else 0].get_text() for n, texts in enumerate(said)] == ["manager", "agent_0", "agent_1"]
    # agent_0: 2, 5, 0, 0: most 5, mean 1.75
    assert "5 / 1.8" in [text.get_text() for text in said[1]]


def test_a_line_is_a_stair_that_keeps_the_last_sample_to_the_end(waiting):
    line: Any = queues_picture(waiting).axes[1].lines[0]
    assert line.get_xdata().tolist() == [10, 20, 20, 30, 30, 40, 40, 45]
    assert line.get_ydata().tolist() == [2, 2, 5, 5, 0, 0, 0, 0]


def test_all_strips_have_one_scale(waiting):
    limits = {axes.get_ylim() for axes in queues_picture(waiting).axes}
    assert len(limits) == 1


def test_a_large_fleet_shows_the_total_and_a_band(made):
    # 20 agents with 0, 1, .., 19 waiting: median 9, of 10 to 90 % 1 to 17, longest 19, together 190
    fleet = tuple((f"agent_{n}", 1) for n in range(20))
    rows = samples((10.0, 190, tuple(range(20))))
    figure = queues_picture(made(agents=fleet, samples=rows, waves=[{"wave": 1, "started_at": 0.0, "ended_at": 20.0}]))
    above: Any
    below: Any
    above, below = figure.axes
    assert above.lines[0].get_ydata().tolist() == [190, 190]
    assert {line.get_label(): line.get_ydata()[0] for line in below.lines if line.get_label()[0] != "_"} == {
        "longest queue": 19, "median agent": 9,
    }  # fmt: skip
    band = below.patches[0].get_path().vertices[:, 1]
    assert (band.min(), band.max()) == (1, 17)


def test_nobody_waited(made):
    rows = samples((10.0, 0, (0, 0)))
    source = made(agents=PAIR, samples=rows, waves=[{"wave": 1, "started_at": 0.0, "ended_at": 20.0}])
    assert queues_title(source, queues_of(source)) == "No task waited at any sample"
    assert len(queues_picture(source).axes) == 2


def test_long_queues_have_room_for_their_numbers(made):
    rows = samples((10.0, 12_345_678, (9_876_543, 1)))
    figure: Any = queues_picture(
        made(agents=PAIR, samples=rows, waves=[{"wave": 1, "started_at": 0.0, "ended_at": 20.0}])
    )
    box = figure.get_tightbbox(figure.canvas.get_renderer())  # in inches
    assert box.x0 >= 0.0
    assert box.x1 <= figure.get_figwidth()
    named, numbers = figure.axes[1].texts[0], figure.axes[1].get_yticklabels()
    assert named.get_window_extent().x1 < min(label.get_window_extent().x0 for label in numbers)
