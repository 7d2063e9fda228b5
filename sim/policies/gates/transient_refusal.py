"""Transient refusal: now and then a gate says no for a reason outside the model."""

from sim.policies.gate import APPROVED, Gate, GateView, Verdict
from sim.policies.number_text import beside


def check(view: GateView) -> tuple[Verdict, str]:
    """Defer an attempt with the chance `gates.transient_refusal_rate`.

    Args:
        view: the attempt; `uniform` is its own draw, strictly between 0 and 1.

    Returns:
        `approved` and an empty reason, or `deferred` where the draw is below the rate, with both numbers.

    >>> from sim.scenario import GateSpec
    >>> from sim.policies.gate_view_builder import make_gate_view
    >>> check(make_gate_view(uniform=0.031, settings=GateSpec(transient_refusal_rate=0.05)))
    (<Verdict.DEFERRED: 'deferred'>, 'transient refusal: draw 0.03 is below the rate 0.05')
    """
    rate = view.settings.transient_refusal_rate
    if view.uniform < rate:
        return (
            Verdict.DEFERRED,
            f"transient refusal: draw {beside(view.uniform, rate)} is below the rate {rate}",
        )
    return APPROVED


GATE = Gate(
    name="transient_refusal",
    order=70,
    check=check,
    looks_at=("uniform", "settings"),
    can_refuse=lambda settings: settings.transient_refusal_rate > 0.0,
    summary="Not refused by chance at `gates.transient_refusal_rate`; else deferred.",
)
