"""What the answers hold as plain data, and what they say of themselves: each value told apart from every other."""

import pytest

from sim.measures.comparison.mean import MeanInterval
from sim.measures.comparison.paired import PairedDifference
from sim.measures.comparison.verdict import Verdict
from sim.measures.questions.bisection import Answers
from sim.measures.questions.cheapest import Race
from sim.measures.questions.evidence import Evidence, Meets
from sim.measures.questions.knee import Knee
from sim.measures.questions.monotonicity import Setback
from sim.measures.questions.requirement import Requirement
from sim.study.questions.knee.answer import KneeAnswer
from sim.study.questions.retry_setting.answer import RetryAnswer, SettingFound
from sim.study.questions.smallest_fleet.answer import FleetAnswer, SizeFound, evidence_content

SLOW = Requirement("makespan", True, 90.0)
EVIDENCE = Evidence(SLOW, 20, 80.5, 2.5, 0.01, 0.99)


def test_the_evidence_on_a_requirement_by_its_text():
    held = Evidence(SLOW, 4, 80.0, 2.0, 0.01, 0.99)
    low, high = held.bounds(0.025)
    assert low == pytest.approx(80.0 - 2.0 * 3.182446305)  # t with 3 degrees of freedom at 0.975
    assert high == pytest.approx(80.0 + 2.0 * 3.182446305)
    assert evidence_content([held], 0.025) == {
        str(SLOW): {
            "metric": "makespan",
            "mean": 80.0,
            "low": low,
            "high": high,
            "replications": 4,
            "cut_off_replications": 0,
            "is_lower_bound": False,
            "more_unserved": None,
        }
    }


BEYOND = MeanInterval(4.0, 3.0, 5.0, 9)


def knee_answer(knee: Knee, beyond: MeanInterval | None = BEYOND) -> KneeAnswer:
    curve = (MeanInterval(2.0, 1.5, 2.5, 9), MeanInterval(6.0, 5.5, 6.5, 9), MeanInterval(7.0, 6.25, 7.75, 9))
    return KneeAnswer("work", "agent", 0.9, 0.5, (1, 3, 5), curve, knee, beyond, 2)


def test_a_knee_as_plain_data():
    answer = knee_answer(Knee(1, 0, 2, (0.125, 0.5, 0.25, 0.0625), 9))
    assert (answer.at, answer.low, answer.high) == (3, 1, 5)
    assert answer.content() == {
        "scenario": "work",
        "group": "agent",
        "confidence": 0.9,
        "worth": 0.5,
        "knee": 3,
        "low": 1,
        "high": 5,
        "beyond_range": 0.0625,
        "replications": 9,
        "failed": 2,
        "cut_off_replications": 0,
        "beyond": {"mean": 4.0, "low": 3.0, "high": 5.0},
        # From 1 to 3 agents: (6 - 2) / 2 an agent, beside 2 of the first; from 3 to 5: (7 - 6) / 2.
        "sizes": [
            {"size": 1, "throughput": 2.0, "low": 1.5, "high": 2.5, "gain_per_agent": None, "knee_share": 0.125},
            {"size": 3, "throughput": 6.0, "low": 5.5, "high": 6.5, "gain_per_agent": 1.0, "knee_share": 0.5},
            {"size": 5, "throughput": 7.0, "low": 6.25, "high": 7.75, "gain_per_agent": 0.25, "knee_share": 0.25},
        ],
    }


def test_a_knee_beyond_the_range():
    answer = knee_answer(Knee(None, 2, 3, (0.0, 0.0, 0.25, 0.75), 9), beyond=None)
    assert (answer.at, answer.low, answer.high) == (None, 5, None)
    assert answer.content()["beyond"] is None


def test_the_gain_is_counted_in_agents_of_the_smallest_fleet():
    curve = (MeanInterval(4.0, None, None, 1), MeanInterval(9.0, None, None, 1))
    answer = KneeAnswer("work", "agent", 0.9, 0.5, (2, 4), curve, Knee(None, 2, 2, (0.0, 0.0, 1.0), 1), None, 0)
    assert answer.gain(0) is None
    assert answer.gain(1) == 1.25  # (9 - 4) / 2 an agent, beside 4 / 2 of one of the first two


@pytest.mark.parametrize("unknown", [(None, 6.0), (2.0, None), (0.0, 6.0)])
def test_there_is_no_gain_where_a_throughput_is_unknown_or_nothing(unknown):
    curve = tuple(MeanInterval(mean, None, None, 1) for mean in unknown)
    answer = KneeAnswer("work", "agent", 0.9, 0.5, (1, 2), curve, Knee(None, 2, 2, (0.0, 0.0, 1.0), 1), None, 0)
    assert answer.gain(1) is None


def size(agents: int, needed: int | None = None) -> SizeFound:
    return SizeFound(agents, 20 + agents, agents - 2, 0.01, (EVIDENCE,), needed)


def fleet_answer(left: Answers, needed: dict[int, int | None]) -> FleetAnswer:
    examined = tuple(size(agents, needed.get(agents)) for agents in (2, 4, 5, 7))
    setbacks = (Setback(SLOW, 1, 2, 3.5),)
    return FleetAnswer("work", "agent", (SLOW,), 0.95, (2, 3, 4, 5, 6, 7), examined, left, setbacks)


def test_a_fleet_as_plain_data():
    answer = fleet_answer(Answers(1, 4), {4: 100, 5: 300, 2: 40})  # 2 is refuted, 6 is shown; 3, 4 and 5 are open
    assert (answer.meeting, answer.not_meeting, answer.undecided, answer.needed) == (6, 2, (3, 4, 5), 300)
    metrics = evidence_content([EVIDENCE], 0.01)
    rows = [
        (2, "does not meet", 22, 0, None),  # what would decide it does not matter: it is decided
        (4, "undecided", 24, 2, 100),
        (5, "undecided", 25, 3, 300),
        (7, "meets", 27, 5, None),
    ]
    assert answer.content() == {
        "scenario": "work",
        "group": "agent",
        "requirements": [{"metric": "makespan", "operator": "<=", "limit": 90.0}],
        "confidence": 0.95,
        "smallest_meeting": 6,
        "largest_not_meeting": 2,
        "undecided": [3, 4, 5],
        "replications_needed": 300,
        "sizes": [
            {
                "size": agents,
                "verdict": verdict,
                "replications": replications,
                "failed": failed,
                "replications_needed": needed,
                "metrics": metrics,
            }
            for agents, verdict, replications, failed, needed in rows
        ],
        "setbacks": [{"metric": "makespan", "smaller": 4, "larger": 5, "change": 3.5}],
    }


def test_a_fleet_of_which_nothing_is_known():
    answer = fleet_answer(Answers(0, 6), {4: 100, 5: None})
    assert (answer.meeting, answer.not_meeting, answer.undecided) == (None, None, (2, 3, 4, 5, 6, 7))
    assert answer.needed is None  # of one of those that are open no number is known


def test_a_fleet_that_is_found_needs_nothing():
    answer = fleet_answer(Answers(2, 2), {2: 40, 7: 50})
    assert (answer.meeting, answer.not_meeting, answer.undecided, answer.needed) == (4, 3, (), None)


AGAINST = {
    1: PairedDifference(2.5, 1.5, 3.5, 0.02, Verdict.WORSE, 4.0, 11),
    2: PairedDifference(0.5, -0.5, 1.5, 0.4, Verdict.UNDECIDED, 3.0, 10),
}


def setting(place: int, lost: bool) -> SettingFound:
    mean = MeanInterval(10.0 + place, 9.0 + place, 11.0 + place, 12)
    taken = {"makespan": MeanInterval(0.1 * place, 0.0, 0.25, 12)} if lost else None
    return SettingFound(
        f"setting {place}", 12 + place, place, 0.005, (EVIDENCE,), {"makespan": mean}, taken, 70 + place
    )


def retry_answer(chosen: int | None = 0, lost: bool = True) -> RetryAnswer:
    verdicts = (Meets.YES, Meets.YES, Meets.UNDECIDED, Meets.NO)
    race = Race(verdicts, (None, 0, None, None), chosen, tuple(AGAINST.items()) if chosen is not None else (), True)
    return RetryAnswer("work", (SLOW,), "wasted_work", 0.95, tuple(setting(i, lost) for i in range(4)), race)


def test_a_retry_setting_as_plain_data():
    content = retry_answer().content()
    settings = content.pop("settings")
    assert content == {
        "scenario": "work",
        "requirements": [{"metric": "makespan", "operator": "<=", "limit": 90.0}],
        "minimise": "wasted_work",
        "confidence": 0.95,
        "cheapest_meeting": "setting 0",
        "settled": True,
        "rivals": ["setting 2"],  # 1 is beaten
    }
    assert settings[1] == {
        "name": "setting 1",
        "verdict": "meets",
        "replications": 13,
        "failed": 1,
        "cut_off_replications": 0,
        "replications_needed": None,
        "beaten_by": "setting 0",
        "requirements": evidence_content([EVIDENCE], 0.005),
        "means": {"makespan": {"mean": 11.0, "low": 10.0, "high": 12.0}},
        "cost_against_cheapest": {"difference": 2.5, "low": 1.5, "high": 3.5, "verdict": "worse"},
        "lost_to_breakdowns": {"makespan": {"mean": 0.1, "low": 0.0, "high": 0.25}},
    }
    assert [row["verdict"] for row in settings] == ["meets", "meets", "undecided", "does not meet"]
    assert [row["replications_needed"] for row in settings] == [None, None, 72, None]
    assert [row["beaten_by"] for row in settings] == [None, "setting 0", None, None]
    assert [row["cost_against_cheapest"] is None for row in settings] == [True, False, False, True]


def test_without_a_setting_that_meets_none_is_the_cheapest():
    answer = retry_answer(chosen=None, lost=False)
    assert answer.chosen is None
    assert answer.rivals == ()
    content = answer.content()
    assert content["cheapest_meeting"] is None
    assert {row["lost_to_breakdowns"] for row in content["settings"]} == {None}


def test_who_is_chosen_and_who_may_be_as_cheap():
    answer = retry_answer()
    assert answer.chosen is answer.settings[0]
    assert answer.rivals == ((answer.settings[2], AGAINST[2]),)
    assert (answer.against(0), answer.against(1)) == (None, AGAINST[1])
    assert answer.known(3) is Meets.NO
