"""Resource: the attempt has what it runs on."""

from sim.policies.gate import APPROVED, Gate, GateView, Verdict


def check(view: GateView) -> tuple[Verdict, str]:
    """Defer an attempt whose agent is down, that holds no slot, or that is one retry too many.

    Args:
        view: the attempt.

    Returns:
        `approved` and an empty reason, or `deferred` and the first thing that is missing.

    >>> from sim.policies.gate_view_builder import make_gate_view
    >>> check(make_gate_view(agent_up=False))
    (<Verdict.DEFERRED: 'deferred'>, 'agent agent_0 is down')
    """
    if not view.agent_up:
        return Verdict.DEFERRED, f"agent {view.agent_id} is down"
    if not view.slot_held:
        return Verdict.DEFERRED, f"no slot of agent {view.agent_id} is held"
    if not view.within_budget:
        return Verdict.DEFERRED, f"attempt {view.attempt} (from 0) is beyond the retries allowed"
    return APPROVED


GATE = Gate(
    name="resource",
    order=50,
    check=check,
    looks_at=("agent_up", "slot_held", "within_budget"),
    summary="The agent is up, a slot is held, and retries are left; else deferred.",
)
