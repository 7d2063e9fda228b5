"""Who is on the front, and what is drawn of it."""

import numpy as np
import pytest
from matplotlib.text import Text

from sim.measures.comparison.alternatives import compare_values
from sim.measures.comparison.result import Comparison
from sim.report.figures.comparison.pareto import pareto_picture
from sim.report.figures.comparison.pareto_front import not_beaten, pareto_front
from sim.report.figures.text import shown

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
    figure = pareto_picture(three, "makespan", "success_rate", ["fast", "safe"])
    (axes,) = figure.axes
    stairs = next(line for line in axes.lines if line.get_drawstyle().startswith("steps"))
    # Between 10 s and 20 s nobody has more than a success rate of 0.5.
    assert stairs.get_drawstyle() == "steps-post"
    assert np.allclose(stairs.get_xydata(), [(10.0, 0.5), (20.0, 0.9)])
    said = [text.get_text() for text in figure.findobj(Text)]
    assert "2 of 3 alternatives are worth a choice between makespan and success rate" in said
    assert {"fast (baseline)", "safe", "neither"} <= set(said)
    assert "Makespan (s)   \u2190 lower is better" in said


def texts(figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


@pytest.mark.parametrize("case_name", ["hundred", "twenty", "lines", "strategies", "small_grid"])
def test_every_point_has_its_name_or_its_number(case, case_name) -> None:
    comparison, _, runs = case(case_name)
    metrics = ("makespan", "health_score")
    said = texts(pareto_picture(comparison, *metrics, not_beaten(comparison, runs, metrics)))
    numbered = dict(text.split("  ", 1)[::-1] for text in said if "  " in text and text.split("  ")[0].isdecimal())
    for name in comparison.alternatives:
        told = shown(name, 44) + (" (baseline)" if name == comparison.baseline else "")
        assert told in said or numbered[told] in said
    assert len(numbered) == len(set(numbered.values()))


def nearly_equal(shift: float) -> Comparison:
    # Far apart in success; in the makespan the third is behind the second, or before it, by the last digits.
    noise = np.linspace(-1.0, 1.0, 10)[:, None]
    values = {
        "makespan": np.array([10.0, 20.0, 20.0 + shift]) + noise * [0.1, 0.1, 0.11],
        "success_rate": np.array([0.5, 0.9, 0.9]) + 0.01 * noise * [1.0, 0.9, 1.1],
    }
    return compare_values("made", ["fast", "safe", "twin"], values, "fast", seed=1)


@pytest.mark.parametrize("shift", [-1e-9, 0.0, 1e-9])
def test_nobody_leaves_the_front_for_the_last_digits(shift) -> None:
    comparison = nearly_equal(shift)
    said = texts(pareto_picture(comparison, "makespan", "success_rate", comparison.front))
    assert comparison.front == ("fast", "safe", "twin")
    assert "3 of 3 alternatives are worth a choice between makespan and success rate" in said
    assert {"fast (baseline)", "safe", "twin"} <= set(said)


def test_no_two_points_are_the_baseline(three, case) -> None:
    values = {
        "makespan": np.array([[10.0, 20.0, 30.0]]) + np.arange(3.0)[:, None],
        "success_rate": np.array([[0.5, 0.9, 0.8]]) + 0.01 * np.arange(3.0)[:, None],
    }
    apart = compare_values("made", ["fast", "safe", "neither"], values, "best", seed=1)
    said = texts(pareto_picture(apart, "makespan", "success_rate", ["fast", "safe"]))
    assert {"fast (best in makespan)", "safe (best in success rate)", "neither"} <= set(said)
    values["success_rate"] = values["success_rate"][:, [1, 0, 2]]
    both = compare_values("made", ["fast", "safe", "neither"], values, "best", seed=1)
    assert "fast (best in both)" in texts(pareto_picture(both, "makespan", "success_rate", ["fast"]))


def test_what_no_page_holds_is_counted(made) -> None:
    names = [f"fleet.agents.0.breakdowns.mtbf={n}min, retry.base={n}s" for n in range(160)]
    comparison, _, runs = made(names, {}, [0.0] * 160, n=3, metrics=["makespan", "health_score"])
    metrics = ("makespan", "health_score")
    figure = pareto_picture(comparison, *metrics, not_beaten(comparison, runs, metrics))
    assert figure.get_figheight() < 11.1
    assert any(text.startswith("and ") and text.endswith(" others; runs.parquet has all") for text in texts(figure))


def test_runs_that_are_cut_off_beat_nobody_by_their_times(case) -> None:
    comparison, _, runs = case("strategies")
    metrics = ("makespan", "health_score")
    exact = runs.assign(unfinished=0.0, tasks_counted=10.0)
    kept = not_beaten(comparison, exact, metrics)
    assert "predicted_schedule" in kept
    cut = exact.assign(unfinished=1.0 * (exact["name"] == "predicted_schedule"))
    assert not_beaten(comparison, cut, metrics) > kept
