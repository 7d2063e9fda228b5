"""Clearance: the riskier a task, the surer the planner must be, and the sooner a person must have agreed."""

from sim.policies.gate import APPROVED, Gate, GateView, Verdict
from sim.policies.number_text import beside
from sim.scenario.values.threshold import reaches

MIN_CONFIDENCE = {"LOW": 0.5, "MEDIUM": 0.75, "HIGH": 0.9, "UNKNOWN": 0.7}
ALWAYS_APPROVED = ("HIGH", "UNKNOWN")  # risks that need approval whatever the settings say
APPROVED_ON_REQUEST = ("MEDIUM",)  # ... where `gates.require_approval` asks for it
NOT_ASSESSED = (Verdict.APPROVED, "confidence not assessed")


def check(view: GateView) -> tuple[Verdict, str]:
    """Reject an attempt whose confidence is too low for its risk, or that lacks the approval its risk needs.

    | risk    | confidence at least | approval              |
    |---------|---------------------|-----------------------|
    | LOW     | 0.50                | no                    |
    | MEDIUM  | 0.75                | with require_approval |
    | HIGH    | 0.90                | yes                   |
    | UNKNOWN | 0.70                | yes                   |

    A risk that is none of these counts as UNKNOWN. A confidence that was not assessed passes the threshold on
    confidence, with a remark: Phase 20's real predictions carry none. It does not stand in for an approval,
    which is asked for as of every other task: what is not known must not open a door.

    Args:
        view: the attempt.

    Returns:
        `approved` with an empty reason or the remark `confidence not assessed`; or `rejected` and what was
        needed.

    >>> from sim.policies.gate_view_builder import make_gate_view
    >>> verdict, reason = check(make_gate_view(risk="HIGH", confidence=0.85))
    >>> verdict.value, reason
    ('rejected', 'HIGH risk needs confidence >= 0.90 and approval; confidence 0.85, not approved')
    >>> check(make_gate_view(risk="HIGH", confidence=None))[1]
    'HIGH risk needs confidence >= 0.90 and approval; confidence not assessed, not approved'

    Source: the Phase 13 safety gates that the Phase 21 specification builds on.
    """
    risk = view.risk if view.risk in MIN_CONFIDENCE else "UNKNOWN"
    least = MIN_CONFIDENCE[risk]
    needs_approval = risk in ALWAYS_APPROVED or (risk in APPROVED_ON_REQUEST and view.settings.require_approval)
    confidence = view.confidence
    if (confidence is None or reaches(confidence, least)) and (view.approved or not needs_approval):
        return NOT_ASSESSED if confidence is None else APPROVED
    needed = f"{risk} risk needs confidence >= {least:.2f}"
    confidence_text = "confidence not assessed" if confidence is None else f"confidence {beside(confidence, least)}"
    if needs_approval:
        needed += " and approval"
        confidence_text += ", approved" if view.approved else ", not approved"
    return Verdict.REJECTED, f"{needed}; {confidence_text}"


GATE = Gate(
    name="clearance",
    order=20,
    check=check,
    looks_at=("risk", "confidence", "approved", "settings"),
    summary="Enough confidence, and approval, for the risk; else rejected.",
    before_wave=True,
)
