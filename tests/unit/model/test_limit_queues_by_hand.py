"""Limits that send attempts back to their queues (`when_short: queue`), worked out by hand."""

import pytest

import sim
from sim.record.limit_rows import LimitMet
from sim.record.patience_rows import AttemptWithdrawn
from sim.record.rows import GateDecided, TaskEnded
from tests.unit.model.test_limits_by_hand import NONE, limited, starts


@pytest.mark.parametrize("strategy", ["load_balanced", "shared_queue"])
def test_who_is_sent_back_keeps_his_place_and_the_slot_takes_other_work(simulate, strategy):
    # One slot, tasks of 10 s: two large, three small, one large. The large ones share one start every 30 s: the second
    # is sent back at 10 s and the small ones go before it; at 30 s it is first again. The last waits from 50 to 60 s.
    limit = {"name": "shared", "requests_per_min": 2, "burst": 30, "when_short": "queue", "types": ["large"]}
    types = {"large": {"share": 1}, "small": {"share": 1}}
    data = {"limits": [limit], "workload": {"tasks_per_wave": 6, "types": types}, "seed": 21}
    world = simulate({**data, "assignment": {"strategy": strategy}})
    assert [task.type for task in sorted(world.log.of(TaskEnded))] == ["large"] * 2 + ["small"] * 3 + ["large"]
    assert starts(world) == [("0", 0), ("2", 10), ("3", 20), ("1", 30), ("4", 40), ("5", 60)]
    assert [(row.task_id[-1], row.at, row.then) for row in world.log.of(LimitMet)] == [
        ("1", 10, "sent_back"), ("1", 30, "called"), ("5", 50, "sent_back"), ("5", 60, "called"),
    ]  # fmt: skip


def test_a_pool_lets_the_first_of_the_queue_go_on_when_a_place_is_free(simulate):
    data = limited({"concurrent": 1, "when_short": "queue"}, 3)
    assert starts(simulate(data)) == [("0", 0), ("1", 10), ("2", 20)]


def test_a_time_out_ends_a_wait_in_the_queue_as_any_other(simulate):
    retry = {**NONE, "timeout": 6, "timeout_from": "queued"}
    data = limited({"requests_per_min": 6, "burst": 10, "when_short": "queue"}, 2, retry=retry)
    data["workload"]["duration"] = "5s"
    (row,) = simulate(data).log.of(AttemptWithdrawn)
    assert (row.error_class, row.at) == ("timeout", 6)


def test_a_retry_in_a_held_slot_that_is_sent_back_queues_behind_the_others(simulate):
    # One slot. The first fails at 10 s and holds its slot until 11 s; its retry is short of the limit until 30 s, and
    # gives the slot to the second, which is sent back in its turn: at 30 s that is first.
    limit = {"requests_per_min": 2, "burst": 30, "when_short": "queue"}
    agents = {"agents": [{"name": "a", "reliability": 0}]}
    retry = {"hold_slot": True, "base": 1, "max_retries": 1}
    world = simulate(limited(limit, 2, fleet=agents, retry=retry))
    assert starts(world) == [("0", 0), ("1", 30), ("0", 60), ("1", 90)]


def test_who_goes_back_to_his_queue_may_be_refused_by_the_gates_of_another_agent():
    # The second is sent back at 0; at 5 s its agent goes down and hands it to the other, for which the planner knows it
    # to be hopeless: the gates, which had let it pass, reject it there. The audit knows that they were asked twice.
    run = sim.run(
        {
            "name": "twice",
            "fleet": {
                "agents": [{"name": "able", "capacity": 2}, {"name": "unable", "skill": {"hard": -9}}],
                "outages": [{"agents": ["able_0"], "at": 5, "for": 50, "failover": "reassign"}],
            },
            "workload": {
                "kind": "synthetic", "tasks_per_wave": 2, "duration": "3s", "types": {"hard": {"share": 1}},
                "predicted_success": 0.9,
            },
            "predictions": {"knows_skill": True},
            "assignment": {"strategy": "confidence_based"},
            "retry": NONE,
            "limits": [{"name": "shared", "requests_per_min": 6, "burst": 10, "when_short": "queue"}],
        }
    )  # fmt: skip
    assert [row.verdict for row in run.log.of(GateDecided)] == ["approved", "approved", "rejected"]
    assert run.audit() == []


def test_who_was_sent_back_and_is_handed_to_another_agent_leaves_no_trace():
    # Two slots: one is served, the other's task is sent back at 0 and handed over at 5 s. Counted twice in the queue of
    # the first, it made that -1 long, and what waited there later waited for ever.
    outages = [{"agents": ["a_0"], "at": at, "for": 3, "failover": "reassign"} for at in (5, 100)]
    run = sim.run(
        {
            "name": "handed-over",
            "fleet": {"agents": [{"name": "a", "count": 2, "capacity": 2}], "outages": outages},
            "workload": {"kind": "synthetic", "tasks_per_wave": 6, "duration": "30s", "predicted_success": 1.0},
            "limits": [{"name": "shared", "concurrent": 1, "when_short": "queue"}],
            "monitor": {"interval": 1},
        }
    )
    assert run.audit() == []
    assert run.result.ended_early is None
    assert min(run.outages.queued) >= 0


def test_who_was_sent_back_may_give_up_in_the_queue_of_another_agent():
    # The third is sent back at 0, handed over at 5 s, and gives up at 15 s where he has never had a slot.
    run = sim.run(
        {
            "name": "given-up",
            "fleet": {
                "agents": [{"name": "a", "capacity": 2}, {"name": "b"}],
                "outages": [{"agents": ["a_0"], "at": 5, "for": 60, "on_breakdown": "resume", "failover": "reassign"}],
            },
            "workload": {"kind": "synthetic", "tasks_per_wave": 3, "duration": "30s", "predicted_success": 1.0},
            "assignment": {"strategy": "round_robin"},
            "retry": {**NONE, "timeout": 10, "timeout_from": "queued"},
            "limits": [{"name": "shared", "requests_per_min": 1, "burst": 1, "when_short": "queue"}],
        }
    )
    (row,) = [row for row in run.log.of(AttemptWithdrawn) if row.task_id == "task_1_2"]
    assert (row.agent_id, row.error_class, row.at) == ("b_0", "timeout", 15)
    assert run.audit() == []
