"""Dependencies: what a task builds on must be there."""

from sim.policies.gate import APPROVED, Gate, GateView, Verdict


def check(view: GateView) -> tuple[Verdict, str]:
    """Defer an attempt while a task that it depends on has not completed.

    Args:
        view: the attempt.

    Returns:
        `approved` and an empty reason, or `deferred` and the reason.

    >>> from sim.policies.gate_view_builder import make_gate_view
    >>> check(make_gate_view(dependencies_completed=False))
    (<Verdict.DEFERRED: 'deferred'>, 'a task that task_0 depends on has not completed')
    """
    if view.dependencies_completed:
        return APPROVED
    return Verdict.DEFERRED, f"a task that {view.task_id} depends on has not completed"


GATE = Gate(
    name="dependencies",
    order=40,
    check=check,
    looks_at=("dependencies_completed",),
    summary="Every task that this one depends on has completed; else deferred.",
)
