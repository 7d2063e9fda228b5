"""The picture of a sensitivity study: it says the finding, covers nothing, and is the same twice."""

import dataclasses
from itertools import combinations

import numpy as np
import pytest
from matplotlib.text import Text

from sim.measures.sensitivity.assessment import Sensitivity, assess
from sim.measures.sensitivity.noise import Noise
from sim.measures.sensitivity.trajectories import trajectories
from sim.report.figures.picture import png
from sim.report.figures.sensitivity import sensitivity_picture
from sim.report.sensitivity.markdown import render_sensitivity

METRICS = ("health_score", "success_rate", "makespan", "p95_response")


def study(method, names, metrics=METRICS, replications=6, rows=16, constant=False) -> Sensitivity:
    luck = np.random.Generator(np.random.Philox(8))
    d = len(names)
    walks = trajectories([4] * d, [True] * d, luck.random((rows, 3 * d))) if method == "morris" else None
    entries = []
    for number, metric in enumerate(metrics):
        weights = np.roll(np.linspace(-3.0, 3.0, d), number)
        if walks is not None:
            truth = walks.levels @ weights
        else:
            a, b = luck.random((2, rows, d))
            crosses = [np.where(np.arange(d) == j, b, a) for j in range(d)]
            truth = np.stack([a, b, *crosses]) @ weights
        values = truth + 0.3 * luck.standard_normal((replications, *truth.shape))
        values = np.zeros_like(values) if constant else values
        entries.append(assess(metric, names, [True] * d, values, walks, seed=1))
    return Sensitivity(
        "made", method, dict.fromkeys(names, "0 to 1"), rows * (d + 1), replications, 0, 0.95, tuple(entries)
    )


NAMES = ("fleet.agents.0.speed", "retry.max_retries", "assignment.strategy")
CASES = {
    "morris": lambda: study("morris", NAMES),
    "sobol": lambda: study("sobol", NAMES),
    "one factor, one metric": lambda: study("morris", NAMES[:1], METRICS[:1]),
    "twenty factors": lambda: study("sobol", [f"workload.some.rather.long.key.{n}" for n in range(20)]),
    "strange names": lambda: study("morris", ["$x_1$ <b>", "\u202eevil\n", "a" * 200]),
    "nothing varies": lambda: study("sobol", NAMES, constant=True),
    "too little": lambda: study("morris", NAMES, replications=1),
}


@pytest.mark.parametrize("case", CASES)
def test_the_picture_covers_nothing_and_is_the_same_twice(case, monkeypatch) -> None:
    found = CASES[case]()
    figure = sensitivity_picture(found)
    seen: list[Text] = []
    draw = Text.draw

    def record(text, renderer):
        seen.append(text)
        draw(text, renderer)

    with monkeypatch.context() as patch:
        patch.setattr(Text, "draw", record)
        first = png(figure)
    boxes = [(text.get_text(), text.get_window_extent()) for text in seen if text.get_text().strip()]
    page = figure.bbox
    assert [text for text, b in boxes if b.x0 < 0 or b.y0 < 0 or b.x1 > page.x1 or b.y1 > page.y1] == []
    covering = [
        (one, other)
        for (one, a), (other, b) in combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 2
    ]
    assert covering == []
    assert png(sensitivity_picture(CASES[case]())) == first


def test_the_title_is_the_finding() -> None:
    said = [text.get_text() for text in sensitivity_picture(study("morris", NAMES, METRICS[:1])).texts]
    # Weights -3, 0, 3: the third is as strong as the first; both move the score by 9 over their three steps.
    assert any(title.startswith("Health score: ") and "moves it most, by 9" in title for title in (" ".join(said),)), (
        said
    )


@pytest.mark.parametrize("case", CASES)
def test_the_report_begins_with_the_finding(case) -> None:
    found = CASES[case]()
    head, finding, *rest = render_sensitivity(found, "buddy-sim sensitivity x.yaml").split("\n\n")
    assert head == "# What moves made"
    assert finding.startswith("**Health score**: ")
    assert rest[-1] == "    buddy-sim sensitivity x.yaml\n"
    if case == "morris":
        assert "moves it most, by 9" in finding
        assert "upwards" in finding
        assert "downwards" in finding
        assert "Chance makes up " in finding
    if case == "nothing varies":
        assert "no factor changes it. Without any effect: " in finding
    if case == "too little":
        assert "too few values are known" in finding


def test_how_many_replications_would_leave_little_chance() -> None:
    # 0.3 of the variance with 5 replications: 3/7 of the rest; a fifth is 1/4 of the rest: 5 * 12 / 7 = 8.57.
    entry = study("sobol", NAMES, METRICS[:1]).metrics[0]
    noisy = dataclasses.replace(entry, noise=Noise(10.0, 3.0, 0.3))
    report = render_sensitivity(Sensitivity("x", "sobol", dict.fromkeys(NAMES, ""), 9, 5, 0, 0.95, (noisy,)), "x")
    assert (
        "chance makes up 30 % of the variance between the points; more replications would tell more than more" in report
    )
    assert "points: about 9 would bring that to 20 %." in report
    assert "no shares are told" not in report


def test_much_chance_wide_intervals_and_few_replications_are_told() -> None:
    noisy = study("sobol", NAMES, METRICS[:1], replications=2, rows=4)
    report = render_sensitivity(noisy, "x")
    assert "the widest interval is +- " in report
    assert "With 2 replications only very large effects are told from chance; 10 tell more." in report
    luck = np.random.Generator(np.random.Philox(8))
    entry = assess("makespan", NAMES, [True] * 3, luck.standard_normal((3, 5, 32)), None, seed=1)
    report = render_sensitivity(Sensitivity("x", "sobol", dict.fromkeys(NAMES, ""), 9, 3, 0, 0.95, (entry,)), "x")
    assert "more replications would tell more than more points" in report
    assert "Above 33.3 % no shares are told." in report
    assert "of the variance between the points: too much to tell the shares of the rest." in report
