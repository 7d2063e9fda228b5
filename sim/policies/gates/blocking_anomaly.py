"""Blocking anomaly: no new work for an agent that is known to fail."""

from sim.policies.gate import APPROVED, Gate, GateView, Verdict


def check(view: GateView) -> tuple[Verdict, str]:
    """Defer an attempt on an agent that an open anomaly blocks.

    Which anomaly blocks (an open HIGH one, for `gates.cooldown` seconds, under `gates.block_on_anomaly`) is
    decided where anomalies are known; here the id says that one does.

    Args:
        view: the attempt.

    Returns:
        `approved` and an empty reason, or `deferred` and the anomaly's id.

    >>> from sim.policies.gate_view_builder import make_gate_view
    >>> check(make_gate_view(blocking_anomaly="anomaly_3"))
    (<Verdict.DEFERRED: 'deferred'>, 'open anomaly anomaly_3 blocks agent agent_0')

    Source: the circuit breaker, Nygard, "Release It!", 2nd ed., 2018, chapter 5.
    """
    if view.blocking_anomaly is None:
        return APPROVED
    return Verdict.DEFERRED, f"open anomaly {view.blocking_anomaly} blocks agent {view.agent_id}"


GATE = Gate(
    name="blocking_anomaly",
    order=60,
    check=check,
    looks_at=("blocking_anomaly",),
    can_refuse=lambda settings: settings.block_on_anomaly,
    summary="No open anomaly blocks the agent; else deferred.",
)
