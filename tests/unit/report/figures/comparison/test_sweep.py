"""Which keys a study sweeps, and how they are drawn."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from sim.report.figures.comparison.heat_map import is_grid
from sim.report.figures.comparison.sweep import sweep_picture
from sim.report.figures.comparison.swept_axes import UNSET, lines_of, sweep_of


def drawn(study):
    figure = sweep_picture(study.comparison, study.runs)
    assert figure is not None
    return figure


def runs(**keys):
    count = len(next(iter(keys.values())))
    return pd.DataFrame({"name": [f"p{i}" for i in range(count)], **keys, "replication": 0, "makespan": 1.0})


def test_numbers_ascend_and_texts_keep_their_order() -> None:
    sweep = sweep_of(runs(count=[8, 2, 8, 2], strategy=["b", "b", "a", "a"]))
    assert [(axis.key, axis.levels) for axis in sweep.axes] == [("count", (2.0, 8.0)), ("strategy", ("b", "a"))]
    assert sweep.settings["p0"] == (8.0, "b")
    assert sweep.complete()


def test_keys_that_change_together_are_one_and_constant_ones_none() -> None:
    sweep = sweep_of(runs(count=[2, 4, 8], capacity=[8, 4, 2], same=[1, 1, 1]))
    assert [axis.key for axis in sweep.axes] == ["count"]


@pytest.mark.parametrize("levels", [[True, False], [1.0, None], ["1", "2"]])
def test_switches_gaps_and_texts_are_no_numbers(levels) -> None:
    (axis,) = sweep_of(runs(key=levels)).axes
    assert not axis.numeric
    assert (UNSET in axis.levels) == (None in levels)


def test_a_full_grid_of_two_numeric_keys_is_a_heat_map(case) -> None:
    assert is_grid(sweep_of(case("twenty").runs))
    assert not is_grid(sweep_of(case("lines").runs))
    gap = case("twenty").runs
    assert not is_grid(sweep_of(gap[gap["point"] != 7]))


def test_each_cell_says_the_mean_of_its_point(case) -> None:
    study = case("twenty")
    axes = drawn(study).axes[2]
    cells = {text.get_position(): text.get_text() for text in axes.texts}
    # retries 3 across, mtbf 1200 s up: the ninth point
    point = study.runs[study.runs["point"] == 8]
    assert (point["retry.max_retries"].iloc[0], point["fleet.agents.0.breakdowns.mtbf"].iloc[0]) == (3, 1200.0)
    assert cells[(3, 1)] == f"{point['makespan'].mean() / 60.0:.1f}"


def test_the_best_cell_is_framed(case) -> None:
    study = case("twenty")
    axes = drawn(study).axes[0]
    leader = study.comparison.metrics[0].leader
    point = study.runs[study.runs["name"] == leader].iloc[0]
    frames = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    up = [600.0, 1200.0, 1800.0, 2400.0].index(point["fleet.agents.0.breakdowns.mtbf"])
    centres = {(round(frame.get_x() + 0.46), round(frame.get_y() + 0.46)) for frame in frames}
    assert centres == {(point["retry.max_retries"], up)}


def test_values_without_room_are_left_to_the_colour_bar(made) -> None:
    cells = [(a, b) for a in range(40) for b in range(3)]
    names = [f"a={a}, b={b}" for a, b in cells]
    keys = {"a": [a for a, _ in cells], "b": [b for _, b in cells]}
    study = made(names, keys, [0.0] * 120, n=2, metrics=["makespan"])
    axes = drawn(study).axes[0]
    assert not [text for text in axes.texts if text.get_position()[1] >= 0 and "." in text.get_text()]


def test_lines_run_along_the_numeric_key_with_one_for_each_strategy(case) -> None:
    study = case("lines")
    sweep = sweep_of(study.runs)
    lines = lines_of(sweep)
    assert lines is not None
    assert list(lines.series) == [("round_robin",), ("load_balanced",), ("priority_based",)]
    figure = drawn(study)
    curves = [line.get_xydata() for line in figure.axes[0].lines if line.get_linestyle() != "None"]
    means = study.comparison.metrics[0].means
    expected = [[means[name].mean for name in names] for names in lines.series.values()]
    assert np.allclose([curve[:, 1] for curve in curves], expected)
    said = [text.get_text() for text in figure.findobj(Text)]
    assert {"round_robin", "load_balanced", "priority_based", "fleet.agents.0.count"} <= set(said)


def test_points_spread_over_two_ranges_are_dots_along_each(case) -> None:
    study = case("scattered")
    sweep = sweep_of(study.runs)
    assert [axis.key for axis in sweep.axes] == ["truth.noise", "retry.base", "assignment.strategy"]
    figure = drawn(study)
    # Four metrics at most, a panel for each of two ranges; in each a dot a point.
    assert len(figure.axes) == 8
    first = figure.axes[1]
    assert first.get_xlabel() == "retry.base"
    dots = [line for line in first.lines if line.get_marker() in ("o", "s") and line.get_markersize() == 5.0]
    assert len(dots) == 16
    means = study.comparison.metrics[0].means
    assert sorted(dot.get_ydata()[0] for dot in dots) == pytest.approx(sorted(mean.mean for mean in means.values()))
    said = [text.get_text() for text in figure.findobj(Text)]
    assert {"round_robin", "load_balanced", "best mean"} <= set(said)


def test_numbers_in_no_common_order_do_not_change_together() -> None:
    assert [axis.key for axis in sweep_of(runs(a=[1, 2, 3, 4], b=[2, 4, 1, 3])).axes] == ["a", "b"]


def test_neither_names_alone_nor_scattered_points_make_lines(case, made) -> None:
    assert sweep_picture(case("strategies").comparison, case("strategies").runs) is None
    names = [f"p{i}" for i in range(9)]
    # nine levels along `a`, of which each of the four levels of `c` has two or three
    scattered = made(names, {"a": [i / 9 for i in range(9)], "c": [i * i % 7 for i in range(9)]}, [0.0] * 9, n=2)
    assert lines_of(sweep_of(scattered.runs)) is None
