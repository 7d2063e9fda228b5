"""The reliability diagram, by hand."""

from typing import Any

import pytest

from sim.report.figures.calibration import calibration_picture
from sim.report.figures.reliability import outcomes, points_of


def tasks(predicted: float, successes: int, failures: int, **more: object) -> list[dict[str, object]]:
    rows = [True] * successes + [False] * failures
    return [
        {
            "predicted_success": predicted,
            "first_attempt_success": first,
            "status": "completed",
            "released_at": 0.0,
            **more,
        }
        for first in rows
    ]


def test_a_point_a_bin_with_its_exact_interval(made):
    source = made(tasks=[*tasks(0.95, 8, 2), *tasks(0.25, 0, 10)])
    low, high = points_of(*outcomes(source))
    assert (low.bin.tasks, low.bin.observed_rate) == (10, 0.0)
    # none of ten: 1 - 0.025 ** (1 / 10); eight of ten: Clopper and Pearson's 0.4439 to 0.9748
    assert low.interval == pytest.approx((0.0, 1 - 0.025**0.1))
    assert high.interval == pytest.approx((0.4439, 0.9748), abs=1e-4)
    assert (low.agrees, high.agrees) == (True, True)


def test_the_drawing_shows_points_intervals_and_counts(made):
    figure: Any = calibration_picture(made(tasks=[*tasks(0.95, 4, 6), *tasks(0.25, 0, 2)]))
    above, counts, errors = figure.axes
    points = {(round(x, 9), round(y, 9)) for line in above.lines if line.get_marker() in ("o", "D")
              for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)}  # fmt: skip
    assert points == {(0.95, 0.4), (0.25, 0.0)}
    assert [text.get_text() for text in counts.texts] == ["2", "10"]
    # ECE = (10 * 0.55 + 2 * 0.25) / 12 = 0.5
    assert "50 %" in [text.get_text() for text in errors.texts]


def test_predictions_outside_of_their_interval_have_a_mark_of_their_own(made):
    # four of ten: at most 0.7376
    figure = calibration_picture(made(tasks=tasks(0.95, 4, 6)))
    markers = {line.get_marker() for line in figure.axes[0].lines if line.get_marker() != "None"}
    assert "D" in markers
    assert "o" not in markers


def test_without_an_attempt_past_the_gates_a_task_does_not_count(made):
    refused = [{"predicted_success": 0.5, "first_attempt_success": None, "status": "failed", "released_at": 0.0}]
    predicted, observed = outcomes(made(tasks=[*refused, *tasks(0.75, 1, 0)]))
    assert (predicted.tolist(), observed.tolist()) == ([0.75], [1.0])


def test_a_prediction_of_the_task_is_held_against_its_final_outcome(made):
    rows = tasks(0.75, 0, 1)  # failed first, completed in the end
    assert outcomes(made(tasks=rows))[1].tolist() == [0.0]
    assert outcomes(made(tasks=rows, meaning="task"))[1].tolist() == [1.0]
