"""Build a `GateView` from the few fields that an example or a test is about."""

from typing import Any

from sim.policies.gate import GateView
from sim.scenario import GateSpec

_HARMLESS = GateView(
    task_id="task_0",
    task_known=True,
    agent_id="agent_0",
    agent_known=True,
    attempt=0,
    priority=2,
    risk="LOW",
    confidence=None,
    approved=False,
    predicted_success=0.9,
    dependencies_completed=True,
    agent_up=True,
    slot_held=True,
    within_budget=True,
    blocking_anomaly=None,
    uniform=0.5,
    settings=GateSpec(),
)


def make_gate_view(**fields: Any) -> GateView:
    """Return the view of an attempt that every gate approves, but for the fields given.

    Args:
        fields: fields of `GateView` by name.

    >>> make_gate_view(risk="HIGH").risk, make_gate_view().agent_id
    ('HIGH', 'agent_0')
    """
    return _HARMLESS._replace(**fields)
