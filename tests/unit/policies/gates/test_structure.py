"""Structure: each thing that can be wrong, and the last values that are right."""

from math import inf, nan

import pytest

from sim.policies import Verdict, make_gate_view
from sim.policies.gates.structure import check


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"task_known": False}, "task task_0 is unknown"),
        ({"agent_known": False}, "agent agent_0 is unknown"),
        ({"predicted_success": -0.01}, "predicted success -0.01 is not in 0..1"),
        ({"predicted_success": 1.01}, "predicted success 1.01 is not in 0..1"),
        ({"predicted_success": nan}, "predicted success nan is not in 0..1"),
        ({"predicted_success": inf}, "predicted success inf is not in 0..1"),
        ({"confidence": -0.5}, "confidence -0.5 is not in 0..1"),
        ({"confidence": 1.01}, "confidence 1.01 is not in 0..1"),
        ({"confidence": nan}, "confidence nan is not in 0..1"),
        ({"priority": 0}, "priority 0 is not 1, 2 or 3"),
        ({"priority": 4}, "priority 4 is not 1, 2 or 3"),
    ],
)
def test_what_is_wrong_is_rejected_and_named(fields, reason: str) -> None:
    assert check(make_gate_view(**fields)) == (Verdict.REJECTED, reason)


@pytest.mark.parametrize(
    "fields",
    [
        {"predicted_success": 0.0},
        {"predicted_success": 1.0},
        {"confidence": 0.0},
        {"confidence": 1.0},
        {"confidence": None},
        {"priority": 1},
        {"priority": 3},
        {"agent_id": None, "agent_known": False},  # the check of a wave before assignment
    ],
)
def test_the_edges_are_right(fields) -> None:
    assert check(make_gate_view(**fields)) == (Verdict.APPROVED, "")
