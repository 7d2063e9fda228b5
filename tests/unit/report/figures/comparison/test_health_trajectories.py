"""Bands of health over waves."""

import numpy as np
import pandas as pd
from matplotlib.text import Text

from sim.report.figures.comparison.health_trajectories import bands_of, health_trajectories_picture


def test_percentiles_over_replications_wave_by_wave() -> None:
    # 21 replications with scores 0, 5, .. 100: the 5th percentile is 5, the median 50, the 95th 95
    table = pd.DataFrame({"name": "a", "replication": range(21), "wave": 2, "health_score": np.arange(21) * 5.0})
    band = bands_of(table)["a"]
    assert (band.wave.tolist(), band.low.tolist(), band.median.tolist(), band.high.tolist()) == (
        [2.0], [5.0], [50.0], [95.0],
    )  # fmt: skip


def test_waves_without_a_score_are_left_out() -> None:
    table = pd.DataFrame({"name": "a", "replication": 0, "wave": [1, 2], "health_score": [np.nan, 70.0]})
    assert bands_of(table)["a"].wave.tolist() == [2.0]


def test_every_alternative_has_a_panel_and_the_baseline_stands_in_each(case) -> None:
    study = case("strategies")
    names = study.comparison.alternatives
    figure = health_trajectories_picture(study.trajectories, names, "round_robin", "made")
    assert len(figure.axes) == len(names)
    base = bands_of(study.trajectories)["round_robin"].median
    dashed = [line for axes in figure.axes[1:] for line in axes.lines if np.array_equal(line.get_ydata(), base)]
    assert len(dashed) == len(names) - 1
    assert len({axes.get_ylim() for axes in figure.axes}) == 1


def test_without_any_score_it_says_so(case) -> None:
    table = case("two").trajectories.assign(health_score=np.nan)
    figure = health_trajectories_picture(table, ["round_robin"], None, "made")
    assert "nothing to draw" in [text.get_text() for text in figure.findobj(Text)]
