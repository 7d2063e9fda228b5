"""Structure: is this a well-formed task on a known agent at all?"""

from sim.policies.gate import APPROVED, Gate, GateView, Verdict

PRIORITIES = (1, 2, 3)


def check(view: GateView) -> tuple[Verdict, str]:
    """Reject an attempt whose ids are unknown or whose numbers are out of range.

    Known task, known agent (where one is named: before assignment there is none), predicted success and
    confidence in 0..1 and not NaN (a confidence may be missing), priority 1, 2 or 3. Waiting changes none of
    it.

    Args:
        view: the attempt.

    Returns:
        `approved` and an empty reason, or `rejected` and the first thing that is wrong.

    >>> from sim.policies.gate_view_builder import make_gate_view
    >>> check(make_gate_view(priority=4))
    (<Verdict.REJECTED: 'rejected'>, 'priority 4 is not 1, 2 or 3')
    """
    wrong = _wrong_id(view) or _wrong_number(view)
    return (Verdict.REJECTED, wrong) if wrong else APPROVED


def _wrong_id(view: GateView) -> str:
    if not view.task_known:
        return f"task {view.task_id} is unknown"
    if not view.agent_known and view.agent_id is not None:
        return f"agent {view.agent_id} is unknown"
    return ""


def _wrong_number(view: GateView) -> str:
    # NaN fails every comparison, so it must be the comparison that approves.
    if not 0.0 <= view.predicted_success <= 1.0:
        return f"predicted success {view.predicted_success} is not in 0..1"
    if view.confidence is not None and not 0.0 <= view.confidence <= 1.0:
        return f"confidence {view.confidence} is not in 0..1"
    if view.priority not in PRIORITIES:
        return f"priority {view.priority} is not 1, 2 or 3"
    return ""


GATE = Gate(
    name="structure",
    order=10,
    check=check,
    looks_at=("task_known", "agent_known", "predicted_success", "confidence", "priority"),
    summary="Known ids, probabilities in 0..1, priority 1 to 3; else rejected.",
    before_wave=True,
)
