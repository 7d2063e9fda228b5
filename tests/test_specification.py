"""Every name of the specification of Phase 21: it exists, it is typed, and a run goes through it."""

import ast
import dataclasses
import inspect
from collections import Counter
from functools import wraps
from pathlib import Path

import pytest

import sim

METHODS = {
    "AgentManager": (
        "load_phase20_predictions", "assign_tasks_to_agents", "evaluate_agent_performance",
        "generate_coordination_plan", "update_agent_state", "get_agent_availability", "write_agent_state_outputs",
        "_utc_now", "_validate_phase20_data",
    ),
    "AgentExecutor": (
        "execute_task", "execute_wave", "apply_retry_strategy", "collect_execution_metrics",
        "write_execution_outputs", "_check_safety_gates", "_simulate_task_execution", "_utc_now",
    ),
    "Phase21FeedbackLoop": (
        "evaluate_agent_outcomes", "generate_feedback_signals", "write_feedback_outputs", "aggregate_wave_learning",
        "_calculate_signal_confidence", "_identify_patterns", "_utc_now",
    ),
    "Phase21Monitor": (
        "calculate_metrics", "detect_anomalies", "generate_system_health", "write_monitoring_outputs",
        "track_confidence_trajectory", "_calculate_imbalance_ratio", "_detect_agent_failure_pattern", "_utc_now",
    ),
    "Phase21Harness": (
        "run_phase21", "_execute_wave", "_apply_safety_gates", "_generate_phase21_report",
        "_generate_phase21_summary", "_create_output_directories", "_load_phase20_data", "_utc_now",
    ),
}  # fmt: skip

DATACLASSES = (
    "AgentState", "TaskAssignment", "CoordinationPlan", "ExecutionTask", "ExecutionMetrics", "ExecutionOutcome",
    "LearningSignal", "AgentMetric", "SystemAnomaly", "SystemHealth", "Phase21ExecutionResult",
)  # fmt: skip

ENUMS = {
    "TaskStatus": {"pending", "in_progress", "completed", "failed", "retrying"},
    "RetryStrategy": {"exponential_backoff", "linear_backoff", "no_retry"},
    "AssignmentStrategy": {"round_robin", "load_balanced", "priority_based", "confidence_based"},
}

TESTS = {
    "TestAgentManager": (
        "test_agent_manager_initialization", "test_load_phase20_predictions", "test_assign_tasks_to_agents",
        "test_evaluate_agent_performance", "test_generate_coordination_plan",
    ),
    "TestAgentExecutor": (
        "test_agent_executor_initialization", "test_execute_single_task", "test_execute_wave_tasks",
        "test_apply_retry_strategy", "test_collect_execution_metrics",
    ),
    "TestPhase21FeedbackLoop": (
        "test_feedback_loop_initialization", "test_evaluate_agent_outcomes", "test_generate_feedback_signals",
        "test_write_feedback_outputs",
    ),
    "TestPhase21Monitor": (
        "test_monitor_initialization", "test_calculate_metrics", "test_detect_anomalies",
        "test_generate_system_health",
    ),
    "TestPhase21Harness": (
        "test_harness_initialization", "test_harness_has_components", "test_load_phase20_data",
        "test_create_output_directories", "test_execute_wave", "test_generate_phase21_report",
    ),
    "TestPhase21Integration": (
        "test_end_to_end_single_wave", "test_end_to_end_multi_wave", "test_agent_parallel_execution",
        "test_feedback_loop_integration", "test_monitoring_throughout_execution",
    ),
}  # fmt: skip

FOR_WHO_ASKS = {("Phase21FeedbackLoop", "evaluate_agent_outcomes")}
"""A table of pandas: a run reads the same outcomes without it, so that to run imports no pandas."""

FIXTURES = ("temp_phase20_dir", "temp_output_dirs", "sample_agents", "sample_tasks")
HERE = Path(__file__).parent


def test_forty_methods_are_listed():
    assert sum(len(names) for names in METHODS.values()) == 40
    assert sum(len(names) for names in TESTS.values()) == 29


@pytest.mark.parametrize(("component", "name"), [(c, n) for c, names in METHODS.items() for n in names])
def test_every_method_exists_and_is_typed(component, name):
    method = getattr(getattr(sim, component), name)
    signature = inspect.signature(method)
    assert signature.return_annotation is not inspect.Signature.empty
    for parameter in list(signature.parameters.values())[1:]:
        assert parameter.annotation is not inspect.Parameter.empty, f"{component}.{name}: {parameter.name}"


@pytest.mark.parametrize("name", DATACLASSES)
def test_every_dataclass_is_frozen_and_importable(name):
    kind = getattr(sim, name)
    assert dataclasses.is_dataclass(kind)
    assert getattr(kind, "__dataclass_params__").frozen  # noqa: B009  (the type does not tell of it)
    assert all(field.type for field in dataclasses.fields(kind))


@pytest.mark.parametrize(("name", "values"), ENUMS.items())
def test_every_enum_has_its_members(name, values):
    assert {str(member) for member in getattr(sim, name)} == values


def test_the_members_of_the_assignment_strategy_have_their_names():
    assert [member.name for member in sim.AssignmentStrategy] == [
        "ROUND_ROBIN",
        "LOAD_BALANCED",
        "PRIORITY",
        "CONFIDENCE",
    ]


def test_every_acceptance_test_exists():
    found = {}
    for path in HERE.glob("test_phase21_*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                found[node.name] = {f.name for f in node.body if isinstance(f, ast.FunctionDef)}
    for name, tests in TESTS.items():
        assert set(tests) <= found[name]


@pytest.mark.parametrize("name", FIXTURES)
def test_every_fixture_exists(name, request):
    assert request.getfixturevalue(name)


def test_a_run_goes_through_every_method(monkeypatch, make_scenario, temp_phase20_dir, tmp_path):
    entered: Counter[tuple[str, str]] = Counter()

    def counted(component, name, method):
        @wraps(method)
        def wrapper(*args, **kwargs):
            entered[component, name] += 1
            return method(*args, **kwargs)

        return wrapper

    for component, names in METHODS.items():
        kind = getattr(sim, component)
        for name in names:
            monkeypatch.setattr(kind, name, counted(component, name, getattr(kind, name)))
    scenario = make_scenario(
        {
            "fleet": {"agents": [{"name": "agent", "count": 4}]},
            "workload": {"kind": "phase20", "path": "phase20"},
            "truth": {"bias": -2},  # some attempts fail, so that retries happen
        },
        origin=temp_phase20_dir.parent,
    )
    sim.Phase21Harness(scenario).run_phase21(tmp_path / "out")
    listed = {(component, name) for component, names in METHODS.items() for name in names}
    assert listed - set(entered) == FOR_WHO_ASKS


def test_nothing_is_left_to_do():
    marks = ("TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error")
    for path in (HERE.parent / "sim").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not any(mark in text for mark in marks), path
