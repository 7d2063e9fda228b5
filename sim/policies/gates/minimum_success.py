"""Minimum success: an attempt that is all but certain to fail is not worth its time."""

from sim.policies.gate import APPROVED, Gate, GateView, Verdict
from sim.policies.number_text import beside
from sim.scenario.values.threshold import reaches


def check(view: GateView) -> tuple[Verdict, str]:
    """Reject an attempt whose predicted success is below `gates.min_predicted_success`.

    Args:
        view: the attempt; its predicted success is the one for its agent, 0..1.

    Returns:
        `approved` and an empty reason (exactly the minimum is enough), or `rejected` and both numbers.

    >>> from sim.policies.gate_view_builder import make_gate_view
    >>> check(make_gate_view(predicted_success=0.05))
    (<Verdict.REJECTED: 'rejected'>, 'predicted success 0.05 is below the minimum 0.1')
    """
    least = view.settings.min_predicted_success
    if reaches(view.predicted_success, least):
        return APPROVED
    return (
        Verdict.REJECTED,
        f"predicted success {beside(view.predicted_success, least)} is below the minimum {least}",
    )


GATE = Gate(
    name="minimum_success",
    order=30,
    check=check,
    looks_at=("predicted_success", "settings"),
    can_refuse=lambda settings: settings.min_predicted_success > 0.0,
    summary="Predicted success of at least `gates.min_predicted_success`; else rejected.",
)
