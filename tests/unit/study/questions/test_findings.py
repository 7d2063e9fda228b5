"""The sentence that a report begins with, for every kind of answer; and what else is said."""

import pytest

from sim.document.markdown import markdown
from sim.measures.comparison.mean import MeanInterval
from sim.measures.comparison.paired import PairedDifference
from sim.measures.comparison.verdict import Verdict
from sim.measures.questions.bisection import Answers
from sim.measures.questions.cheapest import Race
from sim.measures.questions.evidence import Evidence, Meets
from sim.measures.questions.knee import Knee
from sim.measures.questions.requirement import Requirement
from sim.study.questions.knee import report as knee
from sim.study.questions.knee.answer import KneeAnswer
from sim.study.questions.retry_setting import report as retry_setting
from sim.study.questions.retry_setting.answer import RetryAnswer, SettingFound
from sim.study.questions.smallest_fleet import report as smallest_fleet
from sim.study.questions.smallest_fleet.answer import FleetAnswer, SizeFound

QUICK = Requirement("p95_response", True, 120.0)
MOSTLY = Requirement("success_rate", False, 0.95)
ASKED, SURE = "95th percentile of the response time <= 2 min", "with 95 % confidence"
NO_FORECAST = "the means are too close to the limits to say how many replications would do"


def size(agents: int, mean: float, needed: int | None = None) -> SizeFound:
    better = mean < 120.0
    found = Evidence(QUICK, 40, mean, 4.0, 0.001 if better else 0.999, 0.999 if better else 0.001)
    return SizeFound(agents, 40, 0, 0.004, (found,), needed)


def fleet(low: int, high: int, *examined: SizeFound, sizes: int = 8) -> FleetAnswer:
    return FleetAnswer("day", "agent", (QUICK,), 0.95, tuple(range(1, sizes + 1)), examined, Answers(low, high), ())


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (
            fleet(4, 4, size(4, 150.0), size(5, 90.0)),
            [f"The smallest fleet that is enough for {ASKED} has 5 agents: 4 are too few, {SURE}."],
        ),
        (
            fleet(1, 1, size(1, 150.0), size(2, 90.0)),
            [f"The smallest fleet that is enough for {ASKED} has 2 agents: 1 is too few, {SURE}."],
        ),
        (
            fleet(0, 0, size(1, 90.0)),
            [f"1 agent, the smallest fleet asked about, is enough for {ASKED}, {SURE}."],
        ),
        (
            fleet(8, 8, size(8, 150.0)),
            [
                f"No fleet of up to 8 agents is enough for {ASKED}, {SURE}.",
                "With 8 agents the mean 95th percentile of the response time is 2.5 min (2 min asked for).",
            ],
        ),
        (
            fleet(3, 4, size(3, 150.0), size(4, 119.0, 1234), size(5, 90.0)),
            [
                f"5 agents are enough for {ASKED}, and 3 are too few, {SURE}.",
                "4 is undecided: about 1300 replications would probably tell.",
            ],
        ),
        (
            fleet(0, 3, size(1, 121.0, 600), size(2, 119.0, 90), size(3, 118.0, 85), size(4, 90.0)),
            [
                f"4 agents are enough for {ASKED}, {SURE}.",
                "1 to 3 are undecided: about 600 replications would probably tell.",
            ],
        ),
        (
            fleet(6, 8, size(6, 150.0), size(7, 121.0), size(8, 119.0)),
            [
                f"No fleet of up to 8 agents is shown to be enough for {ASKED}.",
                f"6 are too few, {SURE}.",
                f"7, 8 are undecided: {NO_FORECAST}.",
            ],
        ),
        (
            fleet(0, 8, size(4, 119.0, 30)),
            [
                f"No fleet of up to 8 agents is shown to be enough for {ASKED}.",
                "1 to 8 are undecided: as many replications again would probably tell.",
            ],
        ),
    ],
)  # fmt: skip
def test_the_smallest_fleet(answer, expected):
    assert smallest_fleet.finding(answer) == expected
    report = markdown(smallest_fleet.page(answer, "buddy-sim smallest-fleet day.yaml"))
    assert report.startswith(f"# Smallest fleet: day\n\n{' '.join(expected)}\n")
    assert report.endswith("    buddy-sim smallest-fleet day.yaml\n")


def curve(*means: float) -> tuple[MeanInterval, ...]:
    return tuple(MeanInterval(mean / 3600.0, mean / 3600.0 - 1e-4, mean / 3600.0 + 1e-4, 30) for mean in means)


def test_a_knee():
    beyond = MeanInterval(2.0 / 3600.0, 1.0 / 3600.0, 3.0 / 3600.0, 30)
    shares = (0.0, 0.1, 0.9, 0.0, 0.0, 0.0)
    found = KneeAnswer(
        "day", "agent", 0.95, 0.5, (1, 2, 3, 4, 5), curve(10, 20, 30, 31, 32), Knee(2, 1, 2, shares, 30), beyond, 0
    )
    assert knee.finding(found) == [
        "The knee is at 3 agents (95 % interval: 2 to 3).",
        "However many are added, on average each brings less than 50 % of what an agent of the smallest fleet does.",
        "Another 2 agents, up to 5, raise throughput by 6.7 % (3.3 % to 10 %).",
    ]
    assert [row[3] for row in knee.rows(found)] == ["n/a", "100 %", "> 99.9 %", "10 %", "10 %"]


def test_no_knee():
    shares = (0.0, 0.0, 0.03, 0.97)
    found = KneeAnswer("day", "agent", 0.95, 0.5, (1, 2, 4), curve(10, 20, 38), Knee(None, 2, 3, shares, 28), None, 2)
    share = "50 % of what an agent of the smallest fleet does"
    assert knee.finding(found) == [
        f"There is no knee up to 4 agents: from every smaller fleet on, more agents add {share}, or more.",
        "The last ones bring 90 % of that each.",
        "The knee may be within the range, from 4 agents on.",
    ]
    assert knee.interval(found) == "95 % interval: 4 to more than 4"
    assert knee.notes(found) == [
        "2 runs failed; runs.parquet says why.",
        "2 replications in which a size has no value counted for nothing in the knee.",
    ]


def setting(name: str, share: float, cost: float, needed: int | None = None) -> SettingFound:
    mean = MeanInterval(cost, cost - 5.0, cost + 5.0, 40)
    found = Evidence(MOSTLY, 40, share, 0.005, 0.5, 0.5)
    rate = MeanInterval(share, share - 0.01, share + 0.01, 40)
    return SettingFound(name, 40, 0, 0.004, (found,), {"success_rate": rate, "wasted_work": mean}, None, needed)


SETTINGS = (setting("r=0", 0.8, 20.0), setting("r=1", 0.96, 40.0, 777), setting("r=2", 0.99, 50.0))
YES, NO, OPEN = Meets.YES, Meets.NO, Meets.UNDECIDED


def difference(verdict: Verdict) -> PairedDifference:
    return PairedDifference(10.0, -1.0, 21.0, 0.05, verdict, 3.0, 40)


MOST = "success rate >= 95 %"
MEETS = f"meets success rate >= 95 %, {SURE}, at the least mean wasted work of those that do"


@pytest.mark.parametrize(
    ("race", "expected"),
    [
        (
            Race((NO, YES, YES), (None, None, 1), 1, ((2, difference(Verdict.WORSE)),), True),
            [f"The setting with the least wasted work that meets {MOST} is r=1: 40 s on average, {SURE}."],
        ),
        (
            Race((NO, YES, YES), (None, None, None), 1, ((2, difference(Verdict.NO_PRACTICAL_DIFFERENCE)),), True),
            [
                f"r=1 {MEETS}: 40 s.",
                "It makes no practical difference in wasted work to take r=2, which would do as well.",
            ],
        ),
        (
            Race((NO, YES, YES), (None, None, None), 1, ((2, difference(Verdict.UNDECIDED)),), False),
            [f"r=1 {MEETS}: 40 s.", "Its wasted work cannot be told yet from that of r=2."],
        ),
        (
            Race((NO, OPEN, YES), (None, None, None), 2, ((1, difference(Verdict.BETTER)),), False),
            [
                f"r=2 {MEETS}: 50 s.",
                "Undecided, and perhaps cheaper: r=1; about 780 replications would probably tell.",
            ],
        ),
        (
            Race((NO, OPEN, NO), (None, None, None), None, (), False),
            [
                "No setting is shown to meet success rate >= 95 %.",
                "Undecided: r=1; about 780 replications would probably tell.",
            ],
        ),
        (
            Race((NO, NO, NO), (None, None, None), None, (), True),
            [
                f"No setting meets success rate >= 95 %, {SURE}.",
                "r=2 comes closest, with a mean success rate of 99 % (95 % asked for).",
            ],
        ),
    ],
)
def test_the_retry_setting(race, expected):
    answer = RetryAnswer("day", (MOSTLY,), "wasted_work", 0.95, SETTINGS, race)
    assert retry_setting.finding(answer) == expected
    assert markdown(retry_setting.page(answer, "c")).startswith(f"# Retry setting: day\n\n{' '.join(expected)}\n")


def test_many_settings_are_counted_and_names_with_commas_kept_apart():
    same = [(place, difference(Verdict.NO_PRACTICAL_DIFFERENCE)) for place in range(1, 7)]
    settings = [setting(f"retry.max_retries={n}, retry.base=1s", 0.99, 50.0) for n in range(7)]
    race = Race((YES,) * 7, (None,) * 7, 0, tuple(same), True)
    answer = RetryAnswer("day", (MOSTLY,), "wasted_work", 0.95, tuple(settings), race)
    assert retry_setting.finding(answer)[1].endswith("to take one of 6 others, which would do as well.")
    fewer = RetryAnswer("day", (MOSTLY,), "wasted_work", 0.95, tuple(settings[:3]),
                        Race((YES,) * 3, (None,) * 3, 0, tuple(same[:2]), True))  # fmt: skip
    assert (
        "retry.max_retries=1, retry.base=1s; or retry.max_retries=2, retry.base=1s, which"
        in (retry_setting.finding(fewer)[1])
    )


def test_names_of_settings_are_no_markup():
    wild = setting("retry=*a*|<b>", 0.96, 40.0)
    answer = RetryAnswer("day", (MOSTLY,), "wasted_work", 0.95, (wild, SETTINGS[0]), Race((YES, NO), (None, None), 0))
    report = markdown(retry_setting.page(answer, "c"))
    assert "retry=\\*a\\*\\|&lt;b" in report
    assert "*a*|<b>" not in report
