"""Who is on the front, and what is drawn of it."""

import numpy as np
import pytest
from matplotlib.text import Text

from sim.measures.comparison.alternatives import compare_values
from sim.report.figures.comparison.pareto import pareto_picture
from sim.report.figures.comparison.pareto_front import pareto_front

POINTS = [(1.0, 1.0), (2.0, 3.0), (3.0, 2.0), (3.0, 3.0), (0.5, 3.0)]


@pytest.mark.parametrize(
    ("higher", "front"),
    [
        ((False, False), [4, 0]),  # (0.5, 3) is cheapest in x, (1, 1) in y; all others lose to (1, 1)
        ((True, True), [3]),  # (3, 3) is best in both
        ((False, True), [4]),  # 0.5 is least, and no y is above 3
        ((True, False), [0, 2]),  # (1, 1) has the least y; (3, 2) the greatest x, less y than (3, 3)
    ],
)
def test_the_front_in_every_direction(higher, front) -> None:
    assert pareto_front(POINTS, higher) == front


def test_twins_are_both_on_the_front() -> None:
    assert pareto_front([(1.0, 2.0), (1.0, 2.0), (1.0, 3.0)], (False, False)) == [0, 1]


def test_agrees_with_the_definition_on_random_points() -> None:
    luck = np.random.Generator(np.random.Philox(5))
    points = [(float(x), float(y)) for x, y in luck.integers(0, 12, (60, 2))]
    for higher in ((False, False), (True, False), (True, True)):
        signs = [1.0 if up else -1.0 for up in higher]
        gains = [(signs[0] * x, signs[1] * y) for x, y in points]
        undominated = {
            i for i, a in enumerate(gains) if not any(b[0] >= a[0] and b[1] >= a[1] and b != a for b in gains)
        }
        assert set(pareto_front(points, higher)) == undominated


@pytest.fixture
def three():
    # makespan 10, 20, 30; success 0.5, 0.9, 0.8: the third is beaten by the second
    spread = np.array([-1.0, 0.0, 1.0])[:, None]
    values = {
        "makespan": np.array([10.0, 20.0, 30.0]) + spread,
        "success_rate": np.array([0.5, 0.9, 0.8]) + 0.01 * spread,
    }
    return compare_values("made", ["fast", "safe", "neither"], values, "fast", seed=1)


def test_the_front_is_connected_by_stairs_and_names_are_written(three) -> None:
    figure = pareto_picture(three, "makespan", "success_rate")
    (axes,) = figure.axes
    stairs = next(line for line in axes.lines if line.get_drawstyle().startswith("steps"))
    # Between 10 s and 20 s nobody has more than a success rate of 0.5.
    assert stairs.get_drawstyle() == "steps-post"
    assert np.allclose(stairs.get_xydata(), [(10.0, 0.5), (20.0, 0.9)])
    said = [text.get_text() for text in figure.findobj(Text)]
    assert "2 of 3 alternatives are on the front of makespan and success rate" in said
    assert {"fast (baseline)", "safe", "neither"} <= set(said)
    assert "Makespan (s)   \u2190 lower is better" in said


def test_all_names_on_the_front_are_written_even_in_a_crowd(case) -> None:
    comparison = case("hundred").comparison
    entries = [comparison.metric(metric) for metric in ("makespan", "health_score")]
    points = [tuple(entry.means[name].mean or 0.0 for entry in entries) for name in comparison.alternatives]
    front = [comparison.alternatives[place] for place in pareto_front(points, (False, True))]  # type: ignore[arg-type]
    said = {text.get_text() for text in pareto_picture(comparison, "makespan", "health_score").findobj(Text)}
    assert [name for name in front if name not in said] == []
