import pytest

from sim.measures.questions.requirement import Requirement, parse_requirements
from sim.scenario.reading.problems import Problem, ScenarioError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("p95_response <= 120", [("p95_response", True, 120.0)]),
        ("p95_response<=2min", [("p95_response", True, 120.0)]),
        ("makespan < 1.5h", [("makespan", True, 5400.0)]),
        ("success_rate > 95 %, mean_wait <= 250ms", [("success_rate", False, 0.95), ("mean_wait", True, 0.25)]),
        ("success_rate >= 0.9 and health_score >= 80", [("success_rate", False, 0.9), ("health_score", False, 80.0)]),
        ("utilisation >= 0.5, utilisation <= 0.8", [("utilisation", False, 0.5), ("utilisation", True, 0.8)]),
        ("throughput >= 1e-2", [("throughput", False, 0.01)]),
    ],
)
def test_what_is_understood(text, expected):
    assert parse_requirements(text) == tuple(Requirement(*each) for each in expected)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "'' is not a requirement; expected METRIC <= LIMIT"),
        ("p95_response", "is not a requirement"),
        ("p95_response <= ", "is not a requirement"),
        ("<= 5", "is not a requirement"),
        ("10 <= makespan <= 20", "is not a requirement"),
        ("makespan == 5", "--meet: 'makespan == 5': a mean is never known to be equal"),
        ("makespan != 5", "a mean is never known to be equal"),
        ("p95_responce <= 120", "did you mean p95_response"),
        ("success_rate >= 95", "success_rate is always 0 to 1; did you mean 95%?"),
        ("success_rate >= 1", "runs can refute that, and never show it"),
        ("wasted_work <= 0", "runs can refute that, and never show it"),
        ("success_rate >= 0", "that is always so; success_rate is 0 to 1"),
        ("makespan >= 0", "that is always so; makespan is 0 or more"),
        ("success_rate <= 1", "that is always so"),
        ("makespan <= soon", "'soon' is not a duration"),
        ("anomalies <= 3min", "anomalies: '3min' is not a number"),
        ("makespan <= nan", "'nan' is not a finite number"),
        ("makespan <= inf", "'inf' is not a finite number"),
        ("makespan <= -1", "makespan is always 0 or more"),
        ("mean_wait <= 3, makespan <= 5, makespan <= 6", "makespan has two limits of one kind"),
        ("utilisation >= 0.8, utilisation <= 0.5", "exclude each other"),
        ("makespan <= " + "9" * 300, "is not a requirement"),
    ],
)
def test_what_is_refused(text, message):
    with pytest.raises(ScenarioError) as caught:
        parse_requirements(text)
    assert message in str(caught.value)
    assert str(caught.value).startswith("--meet: ")


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(ScenarioError) as caught:
        parse_requirements("makespam <= 5, success_rate >= 2")
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("success_rate >= 1.5", "success_rate is always 0 to 1; did you mean 1.5%?"),
        ("success_rate >= 100", "success_rate is always 0 to 1; did you mean 100%?"),
        ("success_rate >= 101", "success_rate is always 0 to 1"),  # no share, in percent neither
        ("success_rate >= -2", "success_rate is always 0 to 1"),
        ("health_score >= 101", "health_score is always 0 to 100"),
        ("makespan <= -2", "makespan is always 0 or more"),
    ],
)
def test_percent_is_suggested_where_it_makes_a_share(text, message):
    with pytest.raises(ScenarioError) as caught:
        parse_requirements(text)
    assert str(caught.value) == f"--meet: {text}: {message}"


def test_a_problem_is_one_of_the_option_not_of_a_key():
    with pytest.raises(ScenarioError) as caught:
        parse_requirements("success_rate >= -2, makespan <= 5, makespan <= 6", option="--want")
    assert caught.value.problems == (
        Problem("--want", None, "", "success_rate >= -2: success_rate is always 0 to 1"),
        Problem("--want", None, "", "makespan has two limits of one kind, makespan <= 5 and makespan <= 6; keep one"),
    )


def test_what_is_in_percent_already_gets_no_hint_at_percent():
    with pytest.raises(ScenarioError) as caught:
        parse_requirements("success_rate >= 150%")
    assert str(caught.value) == "--meet: success_rate >= 1.5: success_rate is always 0 to 1"


@pytest.mark.parametrize("text", ["makespan <= 1234567.5", "success_rate >= 0.9999999", "throughput >= 1e-07"])
def test_a_requirement_is_shown_as_it_was_written(text):
    (requirement,) = parse_requirements(text)
    assert str(requirement) == text
