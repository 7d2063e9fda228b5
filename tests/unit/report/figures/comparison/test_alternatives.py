"""Means, dots and verdicts stand where the numbers say."""

import numpy as np
import pytest
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from sim.measures.comparison.alternatives import compare_values
from sim.measures.comparison.verdict import Verdict
from sim.report.comparison.rows_shown import MOST_ROWS, rows_shown
from sim.report.figures.comparison.alternatives import alternatives_picture, alternatives_title
from sim.report.figures.comparison.differences import differences_picture, differences_title
from sim.report.figures.comparison.verdict_marks import BASELINE, MARKS


def texts(figure):
    return [text.get_text() for text in figure.findobj(Text)]


def marked(axes):
    """What is drawn with a marker and one point: marker, x, y."""
    return {
        (line.get_marker(), float(x), int(y))
        for line in axes.lines
        if len(line.get_xydata()) == 1
        for x, y in line.get_xydata()
    }


@pytest.fixture
def small():
    # Makespans of 10, 12, 14 (mean 12); about 5 more (mean 17: worse); about the same (no difference that matters).
    base, little = np.array([10.0, 12.0, 14.0]), np.array([0.125, -0.125, 0.0])
    table = np.stack((base, base + 5.0 + little, base + little), axis=1)
    return compare_values("made", ["base", "slow", "same"], {"makespan": table}, "base", seed=1, deltas={"makespan": 1})


def test_means_and_differences_stand_in_design_order_under_their_verdicts(small) -> None:
    means, differences = alternatives_picture(small).axes
    worse, same = MARKS[Verdict.WORSE].marker, MARKS[Verdict.NO_PRACTICAL_DIFFERENCE].marker
    assert marked(means) == {(BASELINE.marker, 12.0, 0), (worse, 17.0, 1), (same, 12.0, 2)}
    assert marked(differences) == {(worse, 5.0, 1), (same, 0.0, 2)}


def test_the_interval_is_that_of_the_mean(small) -> None:
    # 12 +- 4.302653 * 2 / sqrt(3)
    (means, _) = alternatives_picture(small).axes
    spans = [line.get_xydata() for line in means.lines if np.array_equal(line.get_ydata(), [0, 0])]
    assert np.allclose(spans[0], [(7.031724, 0), (16.968276, 0)])


def test_the_verdict_is_written_beside_its_row(small) -> None:
    said = texts(alternatives_picture(small))
    # "worse" stands in the key as well
    assert [said.count(word) for word in ("baseline", "worse", "no practical\ndifference")] == [1, 2, 1]


def test_every_verdict_has_a_shape_and_a_fill_of_its_own() -> None:
    marks = [BASELINE, *MARKS.values()]
    assert len({mark.marker for mark in marks}) == len({mark.face for mark in marks}) == len(Verdict) + 1


def test_what_does_not_matter_is_a_band_of_delta_to_both_sides(small) -> None:
    _, differences = alternatives_picture(small).axes
    bands = [patch for patch in differences.patches if isinstance(patch, Rectangle)]
    ends = [(band.get_x(), band.get_x() + band.get_width()) for band in bands]
    assert (-1.0, 1.0) in ends


def test_a_replication_stands_at_one_height_in_every_row(case) -> None:
    study = case("two")
    axes = alternatives_picture(study.comparison, study.runs).axes[0]
    first, second = (line for line in axes.lines if line.get_marker() == ".")
    assert np.allclose(np.asarray(second.get_ydata()) - np.asarray(first.get_ydata()), 1.0)
    scores = study.runs[study.runs["name"] == "round_robin"]["health_score"]
    assert np.array_equal(first.get_xdata(), scores)


def test_many_replications_are_shown_by_their_percentiles(case) -> None:
    study = case("strategies")
    figure = alternatives_picture(study.comparison, study.runs)
    assert not [line for axes in figure.axes for line in axes.lines if line.get_marker() == "."]
    assert "5 % to 95 % of replications" in texts(figure)


def test_titles_say_who_and_how_sure(small, case) -> None:
    assert alternatives_title(small) == "Best mean makespan: base with 12 s; of 2 others 1 is sure to be worse"
    assert differences_title(small) == "2 differences to base: 1 worse, 1 no practical difference"
    assert alternatives_title(case("two").comparison).endswith("it is better than round_robin")


def test_of_too_many_the_baseline_and_the_best_are_shown_and_that_is_said(case) -> None:
    comparison = case("hundred").comparison
    names = rows_shown(comparison)
    assert len(names) == MOST_ROWS
    assert comparison.baseline in names
    assert comparison.metrics[0].leader in names
    assert list(names) == [name for name in comparison.alternatives if name in names]
    assert [text for text in texts(differences_picture(comparison)) if f"{MOST_ROWS} of 100 alternatives" in text]


def test_where_every_run_failed_it_says_so(case) -> None:
    assert "nothing to draw" in texts(alternatives_picture(case("all_failed").comparison))
