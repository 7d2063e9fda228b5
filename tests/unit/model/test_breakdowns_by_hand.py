"""Breakdowns worked out by hand: up-times of 25 s and repairs of 5 s, always; tasks of 10 s that always succeed."""

import pytest

import sim
from sim.record.rows import Assigned, AttemptEnded, OutageBegan, OutageEnded, Sampled, TaskEnded, WorkStranded


def constant(**more):
    return {"mtbf": {"kind": "constant", "value": 25}, "mttr": {"kind": "constant", "value": 5}, **more}


def spans(world):
    return [
        (row.task_id[-1], row.agent, row.started_at, row.ended_at, row.served, row.error_class)
        for row in world.log.of(AttemptEnded)
    ]


def one_agent(tasks=3, **more):
    return {
        "fleet": {"agents": [{"name": "agent"}], "breakdowns": constant(**more)},
        "workload": {"tasks_per_wave": tasks},
    }


def test_fail_ends_the_running_attempt(simulate):
    # Task 2 starts at 20 and is hit at 25 with 5 s worked. Its back-off of 1 s is over at 26, but the agent is down
    # until 30: it runs again from 30 to 40.
    world = simulate(one_agent(on_breakdown="fail"))
    assert spans(world) == [
        ("0", 0, 0, 10, 10, None),
        ("1", 0, 10, 20, 10, None),
        ("2", 0, 20, 25, 5, "agent_down"),
        ("2", 0, 30, 40, 10, None),
    ]
    assert [(row.at) for row in world.log.of(OutageBegan)] == [25]
    assert [(row.began_at, row.at) for row in world.log.of(OutageEnded)] == [(25, 30)]


def test_restart_begins_the_same_attempt_again(simulate):
    # 20 to 25 is lost; the whole 10 s again from 30 to 40; 15 s worked, one attempt.
    world = simulate(one_agent(on_breakdown="restart"))
    assert spans(world)[2:] == [("2", 0, 20, 40, 15, None)]


def test_resume_goes_on_where_it_stopped(simulate):
    # 5 s before, 5 s after the repair: 20 to 35, 10 s worked.
    world = simulate(one_agent(on_breakdown="resume"))
    assert spans(world)[2:] == [("2", 0, 20, 35, 10, None)]


def test_the_next_breakdown_counts_from_the_repair(simulate):
    # Up 0 to 25, down to 30, up 30 to 55, down to 60: calendar time, idle or not.
    world = simulate(one_agent(tasks=6))
    assert [row.at for row in world.log.of(OutageBegan)] == [25, 55]


def test_an_attempt_that_ends_when_the_agent_breaks_down_has_ended(simulate):
    # The fifth 5 s task ends at 25, the instant of the breakdown: attempt ends come first.
    world = simulate(
        {
            "fleet": {"agents": [{"name": "agent"}], "breakdowns": constant()},
            "workload": {"tasks_per_wave": 6, "duration": 5},
        }
    )
    assert spans(world)[4:] == [("4", 0, 20, 25, 5, None), ("5", 0, 30, 35, 5, None)]


def test_waiting_work_stays_and_is_told_as_stranded(simulate):
    # Task 3 waits behind task 2 when the agent breaks down at 25.
    world = simulate(one_agent(tasks=4))
    assert [(row.at, row.queued) for row in world.log.of(WorkStranded)] == [(25, 1)]
    # After the repair the queue is: task 3 (arrived at 0), then task 2 (back at 26).
    assert [s[:3] for s in spans(world)[3:]] == [("3", 0, 30), ("2", 0, 40)]


def two_agents(failover):
    # One repairer: both break down at 25; agent_0 is repaired at 30, agent_1 at 35.
    return {
        "fleet": {
            "agents": [{"name": "agent", "count": 2}],
            "breakdowns": constant(failover=failover, repairers=1),
        },
        "workload": {"tasks_per_wave": 8},
    }


def test_one_repairer_repairs_one_after_the_other(simulate):
    world = simulate(two_agents("wait"))
    assert [(row.agent, row.began_at, row.at) for row in world.log.of(OutageEnded)][:2] == [(0, 25, 30), (1, 25, 35)]


def test_failover_wait_keeps_the_queue(simulate):
    # At 25 agent_0 has task 6 queued, agent_1 task 7; tasks 4 and 5 were running.
    world = simulate(two_agents("wait"))
    assert all(row.agent == int(row.task_id[-1]) % 2 for row in world.log.of(AttemptEnded))
    assert len(world.log.of(Assigned)) == 8


def test_failover_reassign_hands_the_queue_back(simulate):
    # Tasks 6 and 7 go back at 25, 4 and 5 after their back-off at 26; all four wait at the manager. At 30 agent_0 is
    # the only one that is up and gets them by index. It breaks down again at 55, while agent_1 is up from 35 to 60.
    world = simulate(two_agents("reassign"))
    handed = [(row.task_id[-1], row.agent, row.at) for row in world.log.of(Assigned)][8:]
    assert handed[:4] == [("4", 0, 30), ("5", 0, 30), ("6", 0, 30), ("7", 0, 30)]
    assert [s[:3] for s in spans(world) if s[2] >= 30][:3] == [("4", 0, 30), ("5", 0, 40), ("6", 0, 50)]
    # At 55 task 7 goes to agent_1 at once, which is up and idle; task 6 after 1 s of back-off, and waits behind it.
    assert handed[4:6] == [("7", 1, 55), ("6", 1, 56)]
    assert all(task.status == "completed" for task in world.log.of(TaskEnded))


def test_handing_back_costs_no_attempt(simulate):
    world = simulate(two_agents("reassign"))
    attempts = {task.task_id[-1]: task.attempts for task in world.log.of(TaskEnded)}
    # Only the attempts that were running were lost: 4 and 5 at 25, 6 at 55; 7 at 60, under agent_1's second outage.
    assert attempts == {"0": 1, "1": 1, "2": 1, "3": 1, "4": 2, "5": 2, "6": 2, "7": 2}


def test_an_agent_that_is_down_from_the_start_gets_its_tasks_after_the_repair(simulate):
    # Stationary with mtbf far below mttr: the seed below starts down. Tasks wait at the manager until the repair.
    world = simulate(
        {
            "seed": 3,
            "fleet": {
                "agents": [{"name": "agent"}],
                "breakdowns": {"mtbf": 1000, "mttr": {"kind": "constant", "value": 100000}, "initial": "stationary"},
            },
        }
    )
    began = world.log.of(OutageBegan)[0]
    ended = world.log.of(OutageEnded)[0]
    assert began.at == 0
    assert 0 < ended.at < 100000  # what was left of a repair under way
    assert world.log.of(Assigned)[0].at == ended.at


@pytest.mark.parametrize(
    ("on_breakdown", "attempts", "makespan_s"),
    [
        # The second task has worked 20 s (40 to 60) when the agent breaks down; the repair takes 10 s. All 40 s again,
        # from 70 to 110: of 60 s served 20 s are undone.
        ("restart", [(40, 0), (60, 20)], 110),
        # The 20 s that are left, from 70 to 90.
        ("resume", [(40, 0), (40, 0)], 90),
        # The attempt fails; the next starts after the repair, from 70 to 110.
        ("fail", [(40, 0), (20, 20), (40, 0)], 110),
    ],
)
def test_what_a_breakdown_undoes_is_wasted(make_scenario, simulate, on_breakdown, attempts, makespan_s):
    up, repair = {"kind": "constant", "value": 60}, {"kind": "constant", "value": 10}
    breakdowns = {"mtbf": up, "mttr": repair, "on_breakdown": on_breakdown}
    workload = {"tasks_per_wave": 2, "duration": 40}
    scenario = make_scenario({"fleet": {"agents": [{"name": "h"}], "breakdowns": breakdowns}, "workload": workload})
    run = sim.run(scenario)
    rows = run.attempts
    assert list(zip(rows["served"], rows["wasted"], strict=True)) == attempts
    wasted_s, served_s = (sum(values) for values in (rows["wasted"], rows["served"]))
    assert run.tasks["wasted"].sum() == run.metrics["wasted_work"] == wasted_s
    (performance,) = simulate(scenario).manager.evaluate_agent_performance().values()
    assert performance["busy_s"] == run.tasks["served"].sum() == served_s
    assert run.metrics["makespan"] == makespan_s
    assert run.metrics["utilisation"] == served_s / makespan_s
    assert not list(run.audit())


def test_what_is_left_of_a_restarted_attempt_counts_every_second_worked(simulate):
    # A task of 10 s, expected to take 10 s, is hit at 25 with 5 s worked and starts again at 30. At 32 it has worked
    # 7 s in all: 3 s are expected to be left, and none from 35 on.
    world = simulate({**one_agent(on_breakdown="restart"), "monitor": {"interval": 1}})
    loads = {row.at: row.load_s[0] for row in world.log.of(Sampled)}
    assert [loads[at] for at in (24, 26, 30, 32, 35, 38)] == [6, 5, 5, 3, 0, 0]


@pytest.mark.parametrize("on_breakdown", ["fail", "restart", "resume"])
def test_nothing_is_served_while_down(simulate, on_breakdown):
    world = simulate(one_agent(tasks=12, on_breakdown=on_breakdown))
    down = [(row.began_at, row.at) for row in world.log.of(OutageEnded)]
    busy = sum(row.served for row in world.log.of(AttemptEnded))
    idle_or_down = world.clock.now - busy
    assert idle_or_down >= sum(end - start for start, end in down) - 1e-9
