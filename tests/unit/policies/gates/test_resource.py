import pytest

from sim.policies import Verdict, make_gate_view
from sim.policies.gates.resource import check


def test_up_with_a_slot_and_retries_left() -> None:
    assert check(make_gate_view()) == (Verdict.APPROVED, "")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"agent_up": False}, "agent agent_0 is down"),
        ({"slot_held": False}, "no slot of agent agent_0 is held"),
        ({"within_budget": False, "attempt": 4}, "attempt 4 (from 0) is beyond the retries allowed"),
        ({"agent_up": False, "slot_held": False, "within_budget": False}, "agent agent_0 is down"),
    ],
)
def test_what_is_missing_defers_and_the_first_is_named(fields, reason: str) -> None:
    assert check(make_gate_view(**fields)) == (Verdict.DEFERRED, reason)
