"""Truth, predictions, assignment, retry, gates, monitor, health, feedback, metrics."""

from typing import Any

import pytest

from sim.scenario import (
    AssignmentSpec,
    AssignmentStrategy,
    GateSpec,
    HealthSpec,
    MonitorSpec,
    PredictionSpec,
    RetrySpec,
    RetryStrategy,
    Scenario,
    parse_scenario,
)


def parse(data: Any, **options: Any) -> Any:
    """The scenario, whose unions tests look into without asking which member it is."""
    return parse_scenario(data, **options)


def test_defaults_are_those_of_the_model(minimal):
    scenario = parse(minimal)
    assert (scenario.truth.bias, scenario.truth.noise, scenario.truth.drift) == (0.0, 0.0, 0.0)
    assert scenario.predictions == PredictionSpec(meaning="attempt")
    assert scenario.assignment.strategy == AssignmentStrategy.LOAD_BALANCED
    assert scenario.retry.strategy is RetryStrategy.EXPONENTIAL_BACKOFF
    assert (scenario.retry.max_retries, scenario.retry.factor, scenario.retry.base) == (3, 2.0, None)
    assert (scenario.retry.max_delay, scenario.retry.retry_penalty, scenario.retry.failure_point) == (
        None,
        0.0,
        "end",
    )
    assert (scenario.gates.min_predicted_success, scenario.gates.cooldown, scenario.gates.approve) == (
        0.1,
        60.0,
        (),
    )
    assert (scenario.monitor.interval, scenario.monitor.detector, scenario.monitor.min_samples) == (
        10.0,
        "statistical",
        5,
    )
    thresholds, targets = scenario.monitor.thresholds, scenario.monitor.targets
    assert (thresholds.agent_failure, thresholds.coordination, thresholds.drift, thresholds.imbalance) == (
        0.5,
        0.4,
        0.25,
        1.5,
    )
    assert (targets.success_rate, targets.availability, targets.prediction_error) == (0.9, 0.95, 0.1)
    assert (targets.accuracy, targets.load_balance, targets.confidence) == (0.9, 0.7, 0.8)
    weights = scenario.health.weights
    assert (weights.success_rate, weights.availability, weights.accuracy, weights.load_balance) == (
        0.4,
        0.2,
        0.2,
        0.2,
    )
    assert (scenario.feedback.learning, scenario.metrics.warmup) == (False, 0.0)


def test_a_default_is_as_valid_as_what_is_written():
    for name, field in Scenario.model_fields.items():
        if not field.is_required() and hasattr(field.default, "model_dump"):
            spec = type(field.default)
            assert spec.model_validate(field.default.model_dump()) == field.default, name


def test_settings_of_a_strategy_stand_beside_it(minimal):
    minimal["assignment"] = {"strategy": "power_of_d", "order": "list", "d": 2, "greedy": True}
    assignment = parse(minimal).assignment
    assert assignment.settings == {"d": 2.0, "greedy": True, "order": "list"}
    assert list(assignment.settings) == ["d", "greedy", "order"]
    assert AssignmentSpec(strategy=AssignmentStrategy.PRIORITY).strategy == "priority_based"


def test_a_threshold_may_be_changed_alone():
    assert MonitorSpec(thresholds={"drift": 0.3}).thresholds.imbalance == 1.5


def test_approvals_are_all_or_a_list():
    assert GateSpec(approve="all").approve == "all"
    assert GateSpec(approve=["task_1_*", "x"]).approve == ("task_1_*", "x")


def test_health_weights_may_be_changed_together():
    weights = {"success_rate": 0.1, "availability": 0.2, "accuracy": 0.3, "load_balance": 0.4}
    assert HealthSpec(weights=weights).weights.load_balance == 0.4


def test_a_delay_may_be_written_as_a_duration():
    assert RetrySpec(base="500ms", max_delay="1min").base == 0.5


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("truth.noise", -1, "-1 is less than 0"),
        ("truth.bias", float("nan"), "nan is not a finite number"),
        ("truth.bias", float("-inf"), "-inf is not a finite number"),
        ("truth.bias", 10**400, "a number of about 398 digits is too large"),
        ("truth.drift", 1e9, "1000000000.0 is more than 100"),
        ("truth.drift", "up", "'up' is text; expected a number"),
        ("predictions.meaning", "taks", "'taks' is unknown; did you mean 'task'? Expected attempt or task"),
        ("assignment.strategy", "", "the text is empty"),
        ("assignment.strategy", 5, "5 is a number; expected text (put it in quotes)"),
        ("assignment.d", [1], "a list is not a setting; expected a number, a text or true/false"),
        ("assignment.d", None, "nothing is not a setting; expected a number, a text or true/false"),
        ("assignment.d", float("inf"), "inf is not a setting; expected a number, a text or true/false"),
        (
            "retry.strategy",
            "none",
            "'none' is unknown; expected exponential_backoff, linear_backoff or no_retry",
        ),
        ("retry.max_retries", -1, "-1 is less than 0"),
        ("retry.max_retries", 10_000, "10000 is more than 9999"),
        ("retry.factor", 0.5, "0.5 is less than 1"),
        ("retry.retry_penalty", 2, "2 is more than 1"),
        ("retry.failure_point", "start", "'start' is unknown; expected end or uniform"),
        ("retry.max_retry", 3, "unknown key; did you mean 'max_retries'?"),
        ("gates.require_approval", 1, "1 is a number; expected true or false"),
        ("gates.require_approval", "yes", "'yes' is text; expected true or false"),
        (
            "gates.approve",
            "some",
            "'some' is not a list; expected all, or a list of task ids and globs such as [task_1_*]",
        ),
        ("monitor.interval", 0, "0 is less than 0.001"),
        ("monitor.min_samples", 0, "0 is less than 1"),
        (
            "monitor.thresholds",
            None,
            "nothing is given; expected a mapping of keys to values: agent_failure, coordination, drift, imbalance",
        ),
        (
            "health.weights",
            {"success_rate": 1},
            (
                "give all four weights (success_rate, availability, accuracy, load_balance); "
                "missing: availability, accuracy, load_balance"
            ),
        ),
        (
            "health.weights",
            {"success_rate": 0.5, "availability": 0.2, "accuracy": 0.2, "load_balance": 0.2},
            "the weights add up to 1.1; they must add up to 1",
        ),
        ("metrics.warmup", "-3s", None),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_at_its_place(problems_of, path, value, problem):
    (found,) = problems_of(path, value)
    assert found.startswith(f"{path}: ")
    assert problem is None or found == f"{path}: {problem}"


def test_a_setting_has_a_plain_name(problems_of):
    assert problems_of("assignment", {"x y": 1}) == [
        "assignment: 'x y' cannot be a setting; expected small letters, digits and _"
    ]


def test_an_item_of_a_list_is_named_by_its_position(problems_of):
    assert problems_of("gates.approve", ["a", 1, ""]) == [
        "gates.approve.1: 1 is a number; expected text (put it in quotes)",
        "gates.approve.2: the text is empty",
    ]
