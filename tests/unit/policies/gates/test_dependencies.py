from sim.policies import Verdict, make_gate_view
from sim.policies.gates.dependencies import check


def test_a_task_waits_for_what_it_depends_on() -> None:
    assert check(make_gate_view(dependencies_completed=True)) == (Verdict.APPROVED, "")
    reason = "a task that task_7 depends on has not completed"
    view = make_gate_view(task_id="task_7", dependencies_completed=False)
    assert check(view) == (Verdict.DEFERRED, reason)
