"""How runs end early, and what goes wrong inside them."""

import pytest

from sim.model.task_run import TRANSITIONS
from sim.policies.strategy import NO_AGENT, Kind, Strategy
from sim.record.faults import RunAborted
from sim.record.rows import Assigned, AttemptEnded, FaultCaught, OutageBegan, TaskEnded
from sim.record.views import TaskStatus


def never(view, memory, u):
    return NO_AGENT, memory


def broken(view, memory, u):
    raise RuntimeError("out of ideas")


def astray(view, memory, u):
    return 7, memory


def immediate(pick):
    return Strategy("mine", Kind.IMMEDIATE, "For this test.", pick=pick)


def test_a_run_in_which_no_task_can_start_ends_and_says_why(simulate):
    world = simulate({"workload": {"tasks_per_wave": 2}}, strategy=immediate(never))
    assert world.clock.now == 0
    assert world.ended_early == "tasks wait, and nothing that is under way can let one start"
    assert [task.status for task in world.log.of(TaskEnded)] == ["failed", "failed"]
    assert all(task.agent is None and task.attempts == 0 for task in world.log.of(TaskEnded))


def test_the_horizon_cuts_the_running_attempt(simulate):
    # 10 s tasks, horizon 25: two complete, the third has worked 5 s, the fourth never starts.
    world = simulate({"horizon": 25, "workload": {"tasks_per_wave": 4}})
    assert world.clock.now == 25
    tasks = sorted(world.log.of(TaskEnded))
    assert [task.status for task in tasks] == ["completed", "completed", "failed", "failed"]
    assert (tasks[2].served, tasks[2].attempts, tasks[3].attempts) == (5, 1, 0)
    assert tasks[3].reason == "not finished: the horizon of 25 s was reached"
    assert world.log.of(AttemptEnded)[-1].error_class == "run_ended"


@pytest.mark.parametrize("strategy", ["load_balanced", "shared_queue", "priority_based"])
def test_what_would_start_at_the_horizon_does_not(simulate, strategy):
    # Three tasks of 10 s and a horizon of 20: the third would get the slot at 20.
    data = {"horizon": 20, "workload": {"tasks_per_wave": 3}, "assignment": {"strategy": strategy}}
    world = simulate(data)
    assert [(row.started_at, row.ended_at, row.succeeded) for row in world.log.of(AttemptEnded)] == [
        (0, 10, True),
        (10, 20, True),
    ]
    last = sorted(world.log.of(TaskEnded))[2]
    assert (last.attempts, last.status, last.reason) == (0, "failed", "not finished: the horizon of 20 s was reached")


def test_a_retry_that_is_due_at_the_horizon_does_not_start(simulate):
    # Fails at 10, back-off of 1 s, horizon 11.
    world = simulate({"horizon": 11, "workload": {"predicted_success": 0.5}, "truth": {"bias": -40}})
    (row,) = world.log.of(AttemptEnded)
    assert (row.started_at, row.ended_at, row.backoff) == (0, 10, 1)
    (task,) = world.log.of(TaskEnded)
    assert (task.attempts, task.ended_at, task.reason) == (1, 11, "not finished: the horizon of 11 s was reached")


def test_a_wave_that_would_begin_at_the_horizon_has_no_attempt(simulate):
    world = simulate({"horizon": 10, "workload": {"tasks_per_wave": [1, 1]}})
    assert [row.wave for row in world.log.of(AttemptEnded)] == [1]
    assert [(row.wave, row.status) for row in world.log.of(TaskEnded)] == [(1, "completed"), (2, "failed")]


def test_what_ends_at_the_horizon_has_ended(simulate):
    world = simulate({"horizon": 20, "workload": {"tasks_per_wave": 2}})
    assert [task.status for task in world.log.of(TaskEnded)] == ["completed", "completed"]
    assert world.ended_early is None


@pytest.mark.parametrize(("pick", "error"), [(broken, "RuntimeError"), (astray, "ValueError")])
def test_a_strategy_that_fails_is_replaced_by_load_balanced(simulate, pick, error):
    world = simulate({"workload": {"tasks_per_wave": 2}}, strategy=immediate(pick))
    assert [row.strategy for row in world.log.of(Assigned)] == ["load_balanced", "load_balanced"]
    assert [(row.error_type, row.where) for row in world.log.of(FaultCaught)] == [(error, "policy mine")] * 2
    assert [task.status for task in world.log.of(TaskEnded)] == ["completed", "completed"]


def test_a_strict_run_is_aborted(simulate):
    with pytest.raises(RunAborted, match="policy mine: RuntimeError: out of ideas"):
        simulate({}, strategy=immediate(broken), strict=True)


def test_a_run_that_ends_while_its_agent_is_down_fails_what_waits(simulate):
    # Down from 25 on for 1000 s, horizon 100: the third task was hit, its retry waits at the agent.
    world = simulate(
        {
            "horizon": 100,
            "fleet": {
                "agents": [{"name": "agent"}],
                "breakdowns": {"mtbf": {"kind": "constant", "value": 25}, "mttr": {"kind": "constant", "value": 1000}},
            },
            "workload": {"tasks_per_wave": 4},
        }
    )
    tasks = sorted(world.log.of(TaskEnded))
    assert [(task.status, task.attempts) for task in tasks] == [
        ("completed", 1),
        ("completed", 1),
        ("failed", 1),
        ("failed", 0),
    ]


def test_final_statuses_are_final_and_every_other_can_end():
    for status, following in TRANSITIONS.items():
        if status in (TaskStatus.COMPLETED, TaskStatus.FAILED):
            assert following == ()
        else:
            assert TaskStatus.FAILED in following
    assert set(TRANSITIONS) == set(TaskStatus)


def test_waves_follow_each_other_and_the_virtual_clock_does_not_jump(simulate):
    # Two waves of one 10 s task: the second is released when the first ends.
    world = simulate({"workload": {"waves": 2}})
    assert [(row.wave, row.started_at, row.ended_at) for row in world.log.of(AttemptEnded)] == [(1, 0, 10), (2, 10, 20)]


def test_breakdowns_between_which_tasks_end_do_not_end_a_run(simulate, monkeypatch):
    # Up for 10 s, repaired in 1 s: each of 40 tasks of 5 s ends between two breakdowns or is done anew once.
    monkeypatch.setattr("sim.model.world.MOST_OUTAGES_IN_VAIN", 2)
    breakdowns = {"mtbf": {"kind": "constant", "value": 10}, "mttr": {"kind": "constant", "value": 1}}
    fleet = {"agents": [{"name": "agent"}], "breakdowns": {**breakdowns, "on_breakdown": "restart"}}
    world = simulate({"fleet": fleet, "workload": {"tasks_per_wave": 40, "duration": 5}})
    assert world.ended_early is None
    assert len(world.log.of(OutageBegan)) > 10


@pytest.mark.parametrize(
    ("limit", "said"),
    [("MOST_OUTAGES", "20 breakdowns"), ("MOST_OUTAGES_IN_VAIN", "20 breakdowns in which no task ended")],
)
def test_a_run_with_breakdowns_without_end_ends(simulate, monkeypatch, limit, said):
    # Up for 1 s, repaired in 1 s, starting the 10 s task anew each time: it can never end. At most 20 breakdowns here.
    monkeypatch.setattr(f"sim.model.world.{limit}", 20)
    second = {"kind": "constant", "value": 1}
    breakdowns = {"mtbf": second, "mttr": second, "on_breakdown": "restart"}
    world = simulate({"fleet": {"agents": [{"name": "agent"}], "breakdowns": breakdowns}})
    assert world.ended_early is not None
    assert world.ended_early.startswith(f"there were more than {said}; set a longer mtbf, ")
    assert world.clock.now == 41
    assert [task.status for task in world.log.of(TaskEnded)] == ["failed"]
