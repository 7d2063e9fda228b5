"""What refusals do to a task, worked out by hand."""

import pytest

from sim.policies.gate import Gate, Verdict
from sim.record.rows import AttemptEnded, GateDecided, TaskEnded


def test_a_rejected_task_fails_at_once_and_frees_its_slot_for_the_next_round(simulate):
    # Predicted 0.05 is below the minimum of 0.1: both tasks are refused at 0, one after the other on the one slot.
    world = simulate({"workload": {"predicted_success": 0.05, "tasks_per_wave": 2}})
    assert [(r.started_at, r.ended_at, r.served, r.error_class, r.backoff) for r in world.log.of(AttemptEnded)] == [
        (0, 0, 0, "gate_rejected", None),
        (0, 0, 0, "gate_rejected", None),
    ]
    for task in world.log.of(TaskEnded):
        assert (task.status, task.attempts, task.started_at, task.first_attempt_success) == ("failed", 1, None, None)
        assert task.reason.startswith("rejected by gate minimum_success: ")


def test_a_deferred_attempt_takes_no_time_and_is_retried(simulate):
    # Always deferred: attempts at 0, 1, 3 and 7 (back-off 1, 2, 4 s), all of zero length, then failed.
    world = simulate({"gates": {"transient_refusal_rate": 1.0}})
    rows = world.log.of(AttemptEnded)
    assert [(r.started_at, r.ended_at, r.served, r.error_class) for r in rows] == [
        (t, t, 0, "gate_deferred") for t in (0, 1, 3, 7)
    ]
    (task,) = world.log.of(TaskEnded)
    assert (task.status, task.attempts, task.ended_at) == ("failed", 4, 7)


def test_dry_run_approves_all_and_says_what_would_have_been(simulate):
    data = {"workload": {"predicted_success": 0.05}, "gates": {"min_predicted_success": 0.5}, "dry_run": True}
    world = simulate(data)
    decision = world.log.of(GateDecided)[0]
    assert decision.verdict == "approved"
    assert decision.reason.startswith("dry run: would be rejected by gate minimum_success: ")
    assert world.log.of(AttemptEnded)[0].served == 10


def test_gates_are_asked_before_every_attempt_and_before_service(simulate):
    asked = []

    def check(view):
        asked.append((view.task_id, view.attempt, view.slot_held, view.agent_up))
        return Verdict.APPROVED, ""

    world = simulate(
        {"workload": {"predicted_success": 0.0, "tasks_per_wave": 2}},
        gate_list=[Gate("spy", 1, check, "Watches.")],
    )
    attempts = world.log.of(AttemptEnded)
    assert len(asked) == len(attempts) == 8
    assert sorted(asked) == [(f"task_1_{n}", k, True, True) for n in (0, 1) for k in range(4)]


def test_a_gate_that_raises_defers_the_attempt_and_the_run_goes_on(simulate):
    calls = []

    def check(view):
        calls.append(view.attempt)
        if view.attempt == 0:
            raise ZeroDivisionError("no")
        return Verdict.APPROVED, ""

    world = simulate({}, gate_list=[Gate("broken", 1, check, "Breaks once.")])
    # Deferred at 0, 1 s of back-off, then served from 1 to 11.
    spans = [(r.started_at, r.ended_at, r.succeeded) for r in world.log.of(AttemptEnded)]
    assert spans == [(0, 0, False), (1, 11, True)]
    assert any("gate broken: ZeroDivisionError: no" in line for line in world.faults.lines)


def test_approval_by_globs(simulate):
    # HIGH risk needs confidence 0.9 and approval; only task 1 is approved.
    world = simulate(
        {
            "workload": {"tasks_per_wave": 3, "risk": {"HIGH": 1}, "confidence": 0.95},
            "gates": {"approve": ["*_1"]},
        }
    )
    assert [task.status for task in sorted(world.log.of(TaskEnded))] == ["failed", "completed", "failed"]


@pytest.mark.parametrize(("approve", "status"), [([], "failed"), ("all", "completed")])
def test_a_risky_task_without_a_confidence_still_needs_its_approval(simulate, approve, status):
    # Nobody assessed how sure the prediction is: that passes the threshold of 0.9, but nobody has approved either.
    world = simulate({"workload": {"risk": {"HIGH": 1}}, "gates": {"approve": approve}})
    (task,) = world.log.of(TaskEnded)
    assert task.status == status


def test_the_forecast_of_a_wave_counts_what_will_be_rejected_whatever_the_agent(simulate):
    # HIGH risk with confidence 0.95 needs approval: two of three lack it. The deferrals of chance are not forecast.
    data = {
        "workload": {"tasks_per_wave": 3, "risk": {"HIGH": 1}, "confidence": 0.95},
        "gates": {"approve": ["task_1_1"], "transient_refusal_rate": 1.0},
    }
    world = simulate(data)
    assert world.gatekeeper.forecast(world.manager.wave_tasks) == 2
    assert world.faults.lines == [line for line in world.faults.lines if "wave" in line]
