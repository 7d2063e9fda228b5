"""Running means, and the mean that is known least well."""

import numpy as np
from matplotlib.text import Text

from sim.measures.comparison.alternatives import compare_values
from sim.report.figures.comparison.convergence import MOST_ALTERNATIVES, convergence_picture, widest


def longest(axes):
    return max((np.asarray(line.get_xydata()) for line in axes.lines), key=len)


def test_a_curve_ends_at_the_mean_of_all(case) -> None:
    study = case("two")
    panels = convergence_picture(study.comparison, study.runs).axes
    assert len(panels) == 2 * len(study.comparison.metrics)
    curve = longest(panels[0])
    assert curve[:, 0].tolist() == list(range(2, 13))
    assert np.isclose(curve[-1, 1], study.comparison.metrics[0].means["round_robin"].mean)


def test_the_widest_interval_is_told_as_a_share_of_its_mean() -> None:
    # makespan: 12 +- 4.302653 * 2 / sqrt(3), 41.4 %; anomalies: 100 +- 4.302653 * 1 / sqrt(3), 2.5 %
    values = {"makespan": np.array([[10.0], [12.0], [14.0]]), "anomalies": np.array([[99.0], [100.0], [101.0]])}
    found = widest(compare_values("made", ["a"], values, "a", seed=1))
    assert found is not None
    assert (found.metric, found.alternative, round(found.share, 3)) == ("makespan", "a", 0.414)


def test_first_intervals_do_not_flatten_the_rest(case) -> None:
    # The interval of the first two replications is 12.7 times as wide as their spread: it is cut off.
    study = case("strategies")
    axes = convergence_picture(study.comparison, study.runs).axes[0]
    low, high = axes.get_ylim()
    mean = study.comparison.metrics[0].means["round_robin"]
    assert high - low < 15 * (mean.high - mean.low)


def test_long_curves_are_drawn_by_some_of_their_points(made) -> None:
    study = made(["a", "b"], {}, [0.0, 1.0], n=5000, waves=1, metrics=["makespan"])
    axes = convergence_picture(study.comparison, study.runs).axes[0]
    curve = longest(axes)
    assert 100 < len(curve) <= 400
    assert curve[-1, 0] == 5000


def test_of_many_alternatives_some_are_shown_and_that_is_said(case) -> None:
    study = case("twenty")
    figure = convergence_picture(study.comparison, study.runs)
    assert len(figure.axes) == MOST_ALTERNATIVES * len(study.comparison.metrics)
    assert [text for text in figure.findobj(Text) if "4 of 20 alternatives" in text.get_text()]
