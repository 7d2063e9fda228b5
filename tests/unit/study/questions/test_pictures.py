"""The pictures of questions: every kind of answer can be drawn, the same answer gives the same bytes."""

import pytest

from sim.measures.questions.bisection import Answers
from sim.measures.questions.cheapest import Race
from sim.measures.questions.evidence import Evidence
from sim.measures.questions.knee import Knee
from sim.report.figures.picture import png
from sim.study.questions.knee.answer import KneeAnswer
from sim.study.questions.knee.picture import knee_picture
from sim.study.questions.retry_setting.answer import RetryAnswer
from sim.study.questions.retry_setting.picture import retry_picture
from sim.study.questions.smallest_fleet.answer import FleetAnswer, SizeFound
from sim.study.questions.smallest_fleet.picture import fleet_picture
from tests.unit.study.questions.test_findings import (
    MOSTLY,
    NO,
    OPEN,
    QUICK,
    SETTINGS,
    YES,
    curve,
    fleet,
    setting,
    size,
)  # fmt: skip

FLEETS = {
    "decided": fleet(4, 4, size(4, 150.0), size(5, 90.0)),
    "undecided": fleet(3, 4, size(3, 150.0), size(4, 119.0, 1234), size(5, 90.0)),
    "one size": fleet(0, 0, size(1, 90.0), sizes=1),
    "nothing known": FleetAnswer(
        "day", "agent", (QUICK, MOSTLY), 0.95, (1,),
        (SizeFound(1, 20, 20, 0.01, tuple(Evidence(r, 0, None, None, 1.0, 1.0) for r in (QUICK, MOSTLY)), None),),
        Answers(0, 1), (),
    ),
}  # fmt: skip
KNEES = {
    "a knee": Knee(2, 1, 2, (0.0, 0.1, 0.9, 0.0, 0.0, 0.0), 30),
    "none": Knee(None, 3, 5, (0.0, 0.0, 0.0, 0.3, 0.0, 0.7), 30),
    "none for sure": Knee(None, 5, 5, (0.0, 0.0, 0.0, 0.0, 0.0, 1.0), 30),
}


def knee_answer(knee):
    return KneeAnswer("day", "agent", 0.95, 0.5, (1, 2, 3, 4, 8), curve(10, 20, 30, 31, 32), knee, None, 0)


def retry_answer(settings, race):
    return RetryAnswer("day", (MOSTLY,), "wasted_work", 0.95, settings, race)


RETRIES = {
    "chosen": retry_answer(SETTINGS, Race((NO, YES, OPEN), (None, None, None), 1)),
    "none": retry_answer(SETTINGS, Race((NO, NO, NO), (None, None, None))),
    "many": retry_answer(
        tuple(setting(f"retry.max_retries={n}, retry.base=$x_{n}$", 0.9 + n / 1000, 9.0 + n) for n in range(40)),
        Race((NO,) * 30 + (YES,) * 10, (None,) * 40, 30),
    ),
}


@pytest.mark.parametrize("answer", FLEETS.values(), ids=FLEETS)
def test_smallest_fleet(answer):
    picture = fleet_picture(answer)
    assert png(picture) == png(fleet_picture(answer))
    for axes, requirement in zip(picture.axes, answer.requirements, strict=True):
        low, high = axes.get_ylim()
        assert low < requirement.limit < high


@pytest.mark.parametrize("knee", KNEES.values(), ids=KNEES)
def test_knee(knee):
    picture = knee_picture(knee_answer(knee))
    assert png(picture) == png(knee_picture(knee_answer(knee)))
    curve_axes = picture.axes[1]
    assert curve_axes.get_ylim()[0] == 0.0
    assert curve_axes.get_xlim()[1] > 8.0


@pytest.mark.parametrize("answer", RETRIES.values(), ids=RETRIES)
def test_retry_setting(answer):
    picture = retry_picture(answer)
    assert png(picture) == png(retry_picture(answer))
    assert len(picture.axes) == 2


def test_the_settings_left_out_are_those_that_are_out():
    picture = retry_picture(RETRIES["many"])
    names = [text.get_text().replace("\n", " ") for text in picture.axes[0].texts]
    assert sum("retry.max_retries" in name for name in names) == 24
    assert any("max_retries=39" in name for name in names)
    assert not any("max_retries=29" in name for name in names)
