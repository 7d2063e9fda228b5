"""A value that rounding alone keeps from a limit is at it, wherever a limit is compared with."""

from math import fsum, nan
from typing import Any

import pytest

from sim.observe.detection.drifting import off_by_more
from sim.observe.detection.tally import Outcomes
from sim.policies.assignment import confidence_based, priority_based
from sim.policies.belief import features
from sim.policies.gate import Verdict
from sim.policies.gate_view_builder import make_gate_view
from sim.policies.gates import clearance, minimum_success
from sim.policies.view_builder import make_view
from sim.record.rows import Assigned
from sim.scenario import GateSpec
from sim.scenario.values.threshold import ROUNDING, exceeds, reaches
from sim.scenario.varying.constraints import parse_constraint

# The sum of three 0.7 is rounded to less than 2.1. Of six of them the built-in sum makes 0.7000000000000001 a task up
# to Python 3.11, and 0.6999999999999998 from 3.12 on.
ALMOST = fsum([0.7, 0.7, 0.7]) / 3


def test_the_case_is_one():
    assert ALMOST == (0.7 + 0.7 + 0.7) / 3 == 0.6999999999999998


def test_what_rounding_sets_apart_is_equal():
    assert reaches(ALMOST, 0.7)
    assert not exceeds(0.1 + 0.2, 0.3)
    assert not reaches(0.7 - 2 * ROUNDING, 0.7)
    assert exceeds(0.7 + 2 * ROUNDING, 0.7)
    assert not reaches(nan, 0.7)
    assert not exceeds(nan, 0.7)


def test_a_task_that_is_as_sure_as_asked_for_is_planned_first():
    # Task 0 is doubtful, task 1 sure: 0.7 on each of three agents, threshold 0.70.
    view = make_view([[10.0] * 3] * 2, estimate=[[0.5] * 3, [0.7] * 3], settings=(0.70,))
    for mean in (view.predicted_success[1], ALMOST):
        _, ranks, _ = confidence_based.plan(view._replace(predicted_success=(0.5, mean)), (), ())
        assert ranks == [1.0, 0.0]


def test_in_a_run_the_sure_task_is_planned_first(simulate, tmp_path):
    lines = [
        f'{{"task_id": "t{n}", "predicted_success_probability": {p}, "agent_id": "agent_{a}"}}\n'
        for n, p in enumerate((0.69, 0.7))
        for a in range(3)
    ]
    (tmp_path / "predicted_tasks.jsonl").write_text("".join(lines))
    data = {
        "fleet": {"agents": [{"name": "agent", "count": 3}]},
        "workload": {"kind": "phase20", "path": "."},
        "assignment": {"strategy": "confidence_based", "confidence_threshold": 0.70},
        "truth": {"bias": 100},
    }
    world = simulate(data, origin=tmp_path)
    assert {row.task_id: row.rank for row in world.log.of(Assigned)} == {"t1": 0.0, "t0": 1.0}


def test_a_load_at_the_bound_is_under_it():
    # Three tasks of 0.1 s and no balance asked for: the fair share of one slot is their sum, rounded.
    view = make_view([[0.1, 0.1]] * 6, estimate=[[0.9, 0.8]] * 6, settings=(0.0,))
    chosen, _, _ = priority_based.plan(view._replace(fair_share_s=0.3), (), ())
    assert chosen == [0, 0, 0, 1, 1, 1]


@pytest.mark.parametrize("gate", [clearance, minimum_success])
def test_gates_let_through_what_is_at_their_limit(gate):
    view: Any = make_gate_view(
        risk="UNKNOWN",
        approved=True,
        confidence=ALMOST,
        predicted_success=ALMOST,
        settings=GateSpec(min_predicted_success=0.7),
    )
    assert gate.check(view)[0] is Verdict.APPROVED
    less = view._replace(confidence=0.6999, predicted_success=0.6999)
    assert gate.check(less)[0] is Verdict.REJECTED


def test_heuristics_speak_of_what_is_at_their_threshold():
    assert features(ALMOST, "LOW", 0.7) == (1.0, 1.0)


def test_a_drift_at_the_limit_is_none():
    assert not off_by_more(Outcomes(3, 0.7 + 0.7 + 0.7 + 1e-12, 3), 0.3)
    assert off_by_more(Outcomes(3, 2.0, 3), 0.3)
    assert not off_by_more(Outcomes(0, 0.0, 0), 0.3)


def test_constraints_of_a_study_calculate_with_decimals():
    def holds(text: str) -> bool:
        return parse_constraint(text).holds({"a": 0.1, "b": 0.2, "n": 10**400}.__getitem__)

    for text in ("a + b <= 0.3", "a + b == 0.3", "not a + b > 0.3", "not a + b != 0.3", "n > a", "n == n"):
        assert holds(text)
