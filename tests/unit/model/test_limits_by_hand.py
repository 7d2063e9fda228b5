"""Limits worked out by hand: what an attempt needs, who waits for what, and what a refusal costs."""

from typing import Any

import pytest

from sim.record.limit_rows import LimitMet
from sim.record.patience_rows import AttemptWithdrawn
from sim.record.rows import AttemptEnded, GateDecided, TaskEnded
from sim.record.whole_attempts import whole_attempts

NONE: dict[str, Any] = {"strategy": "no_retry"}
WIDE: dict[str, Any] = {"agents": [{"name": "agent", "capacity": 10}]}


def starts(world: Any) -> list[tuple[str, float]]:
    """(task, start of service) of all attempts that were served, in order of their start."""
    rows = sorted(world.log.of(AttemptEnded), key=lambda row: row.start_order)
    return [(row.task_id.removeprefix("task_1_"), row.started_at) for row in rows if row.approved]


def limited(limit: dict[str, Any], tasks: int = 4, **more: Any) -> dict[str, Any]:
    return {"limits": [{"name": "shared", **limit}], "workload": {"tasks_per_wave": tasks}, "fleet": WIDE, **more}


# The bucket


def test_a_bucket_is_full_at_the_start_and_refilled_continuously(simulate):
    # 6 a minute, and 20 s of them at most: two at once, then one every 10 s.
    world = simulate(limited({"requests_per_min": 6, "burst": 20, "when_short": "wait"}, 5))
    assert starts(world) == [("0", 0), ("1", 0), ("2", 10), ("3", 20), ("4", 30)]


def test_without_a_burst_it_holds_a_minute_and_of_starts_a_second(simulate):
    world = simulate(limited({"requests_per_min": 6, "when_short": "wait"}, 8))
    assert [at for _, at in starts(world)] == [0] * 6 + [10, 20]
    world = simulate(limited({"starts_per_s": 4, "when_short": "wait"}, 6))
    assert [at for _, at in starts(world)] == [0, 0, 0, 0, 0.25, 0.5]


def test_it_holds_at_least_one_request(simulate):
    # A burst of 1 s would hold a tenth of a request.
    world = simulate(limited({"requests_per_min": 6, "burst": 1, "when_short": "wait"}, 3))
    assert [at for _, at in starts(world)] == [0, 10, 20]


def test_it_fills_up_while_nothing_is_taken_but_no_further_than_full(simulate):
    # Two at 0, empty; at 100 s it is full again, two; the next one 10 s later.
    arrivals = {"kind": "profile", "steps": [[0, 1000], [1, 0], [100, 1000], [101, 0]], "period": 1000}
    data = limited({"requests_per_min": 6, "burst": 20, "when_short": "wait"})
    data["workload"] = {"tasks_per_wave": 2000, "arrivals": arrivals, "duration": "1ms"}
    data["fleet"] = {"agents": [{"name": "agent", "capacity": 1000}]}
    data["horizon"] = 121
    first = [at for _, at in starts(simulate(data))]
    assert first[0] < first[1] < 0.1
    rest = [round(at - first[0]) for at in first[2:]]
    assert rest == [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120]


def test_tokens_are_taken_by_what_a_task_needs(simulate):
    # 60,000 a minute, 1,000 a second, a bucket of 10,000; a task needs 4,000: two at once, the third when 2,000 more
    # are there, the fourth 4 s later.
    limit = {"tokens_per_min": 60_000, "burst": 10, "when_short": "wait"}
    data = limited(limit)
    data["workload"]["tokens"] = {"input": 3000, "output": 1000}
    assert [at for _, at in starts(simulate(data))] == [0, 0, 2, 6]


def test_more_than_a_full_bucket_fails_at_once_and_is_not_tried_again(simulate):
    data = limited({"tokens_per_min": 60_000, "burst": 3, "when_short": "wait"}, 1)
    data["workload"]["tokens"] = {"input": 3000, "output": 1}
    world = simulate(data)
    (row,) = world.log.of(AttemptEnded)
    assert (row.error_class, row.ended_at, row.backoff, row.approved) == ("rate_limited", 0, None, False)
    assert world.log.of(TaskEnded)[0].reason == "failed after 1 attempt; the last: limit shared: rate_limited"


def test_nothing_is_taken_unless_all_have_enough(simulate):
    # The second limit lets one through every 10 s. Had the refused taken from the first, whose bucket holds three, its
    # refill of one every 20 s would hold up the rest.
    data = limited({"requests_per_min": 3, "burst": 60})
    data["limits"].append({"name": "slow", "requests_per_min": 6, "burst": 10})
    data["workload"]["tasks_per_wave"] = 3
    data["retry"] = {"base": 5, "factor": 1, "max_retries": 9}
    world = simulate(data)
    assert [at for _, at in starts(world)] == [0, 10, 20]
    assert {row.limit for row in world.log.of(LimitMet)} == {"slow"}


# Failing


def test_a_refusal_takes_no_time_and_uses_up_a_retry(simulate):
    # One every 10 s; the second is refused at 0, 1 and 3 s, and has no retry left.
    data = limited({"requests_per_min": 6, "burst": 10}, 2, retry={"max_retries": 2})
    world = simulate(data)
    rows = [(row.attempt, row.started_at, row.ended_at, row.error_class, row.approved, row.backoff)
            for row in world.log.of(AttemptEnded) if row.task_id == "task_1_1"]  # fmt: skip
    assert rows == [
        (0, 0, 0, "rate_limited", False, 1),
        (1, 1, 1, "rate_limited", False, 2),
        (2, 3, 3, "rate_limited", False, None),
    ]
    task = next(task for task in world.log.of(TaskEnded) if task.task_id == "task_1_1")
    assert (task.status, task.started_at, task.ended_at) == ("failed", None, 3)


def test_it_is_not_held_against_the_agent(simulate):
    world = simulate(limited({"requests_per_min": 6, "burst": 10}, 2, retry=NONE))
    assert (world.manager.agents[0].failed, world.manager.agents[0].refused) == (1, 1)


def test_retry_after_is_added_to_the_back_off(simulate):
    # Refused at 0, when 10 s are to go, and 1 s of back-off: tried again at 11.
    limit = {"requests_per_min": 6, "burst": 10, "retry_after": True}
    assert starts(simulate(limited(limit, 2))) == [("0", 0), ("1", 11)]


def test_retry_after_is_the_longest_time_over_all_limits(simulate):
    # The first limit rules and has enough at 10 s, the second at 20 s; with 1 s of back-off, 21.
    data = limited({"requests_per_min": 6, "burst": 10, "retry_after": True}, 2)
    data["limits"].append({"name": "slower", "requests_per_min": 3, "burst": 20})
    assert starts(simulate(data)) == [("0", 0), ("1", 21)]


def test_jitter_scatters_the_back_off_and_not_what_the_limit_adds(simulate):
    retry = {"jitter": "full", "base": 5}
    data = limited({"requests_per_min": 6, "burst": 10, "retry_after": True}, 2, retry=retry)
    (refused,) = [row for row in simulate(data).log.of(AttemptEnded) if row.error_class]
    assert 10 < refused.backoff < 15


# Waiting


def test_who_waits_keeps_the_slot_and_is_not_served(simulate):
    data = limited({"requests_per_min": 6, "burst": 10, "when_short": "wait"}, 2)
    world = simulate(data)
    rows = [(a.slot, a.slot_at, a.started_at, a.ended_at, a.freed_at, a.served, a.limit)
            for a in whole_attempts(world.log)]  # fmt: skip
    assert rows == [(0, 0, 0, 10, 10, 10, None), (1, 0, 10, 20, 20, 10, "shared")]
    assert [row.at for row in world.log.of(GateDecided)] == [0, 0]  # the gates are asked before the limit


def test_who_waits_starts_in_order_of_coming_and_the_smaller_need_does_not_pass(simulate):
    # A bucket of 10,000, refilled by 1,000 a second. The large task takes 9,000; the next large one waits until 8 s;
    # the small ones need 1,000, which is there, and wait behind it.
    data = limited({"tokens_per_min": 60_000, "burst": 10, "when_short": "wait"}, 4)
    data["workload"] |= {
        "types": {"large": {"share": 1, "tokens": {"input": 9000, "output": 0}},
                  "small": {"share": 1, "tokens": {"input": 1000, "output": 0}}},
    }  # fmt: skip
    data["seed"] = 5
    world = simulate(data)
    types = [task.type for task in sorted(world.log.of(TaskEnded))]
    assert types == ["small", "large", "large", "small"]
    assert starts(world) == [("0", 0), ("1", 0), ("2", 9), ("3", 10)]


def test_an_attempt_that_comes_later_does_not_pass_one_who_waits(simulate):
    # A bucket of 10,000, refilled by 1,000 a second; one task a second from 1 s on, of 1,000, 9,000, 9,000 and 1,000
    # tokens. At 2 s 10,000 are there, and 1,000 left; the third waits from 3 s on, when 2,000 are there, until 10 s.
    # For the fourth there would be enough at 4 s; it comes behind.
    data = limited({"tokens_per_min": 60_000, "burst": 10, "when_short": "wait"}, 4)
    data["workload"] |= {
        "types": {"large": {"share": 1, "tokens": {"input": 9000, "output": 0}},
                  "small": {"share": 1, "tokens": {"input": 1000, "output": 0}}},
        "arrivals": {"kind": "renewal", "gap": 1},
    }  # fmt: skip
    world = simulate({**data, "seed": 5})
    assert [task.type for task in sorted(world.log.of(TaskEnded))] == ["small", "large", "large", "small"]
    assert starts(world) == [("0", 1), ("1", 2), ("2", 10), ("3", 11)]


def test_who_moves_on_to_another_limit_waits_there_too(simulate):
    # One start every 10 s, and one at once: at 10 s the second gets past the first limit, and finds the other taken.
    data = limited({"requests_per_min": 6, "burst": 10, "when_short": "wait"}, 2)
    data["limits"].append({"name": "pool", "concurrent": 1, "when_short": "wait"})
    data["workload"]["duration"] = "25s"
    world = simulate(data)
    assert starts(world) == [("0", 0), ("1", 25)]
    assert [(row.limit, row.since, row.at, row.then) for row in world.log.of(LimitMet)] == [
        ("shared", 0, 10, "moved"), ("pool", 10, 25, "started"),
    ]  # fmt: skip


def test_a_pool_lets_so_many_be_under_way(simulate):
    world = simulate(limited({"concurrent": 2, "when_short": "wait"}, 5))
    assert [at for _, at in starts(world)] == [0, 0, 10, 10, 20]


def test_globs_and_types_say_what_a_limit_covers(simulate):
    fleet = {"agents": [{"name": "claude", "count": 2}, {"name": "other", "count": 2}]}
    data = limited({"requests_per_min": 6, "burst": 10, "when_short": "wait", "agents": ["claude_*"]}, fleet=fleet)
    assert starts(simulate(data)) == [("0", 0), ("2", 0), ("3", 0), ("1", 10)]


# What ends a wait


def test_a_time_out_ends_it_and_frees_the_slot_also_where_orphans_are_served(simulate):
    retry = {**NONE, "timeout": 6, "timeout_from": "queued", "orphans": "serve"}
    data = limited({"requests_per_min": 6, "burst": 10, "when_short": "wait"}, 2, retry=retry)
    data["workload"]["duration"] = "5s"
    world = simulate(data)
    (row,) = world.log.of(AttemptWithdrawn)
    assert (row.error_class, row.at) == ("timeout", 6)
    assert [(met.then, met.at) for met in world.log.of(LimitMet)] == [("ended", 6)]
    assert world.manager.agents[0].free_slots == 10


def test_from_start_waiting_at_a_limit_does_not_count(simulate):
    retry = {**NONE, "timeout": 6}
    data = limited({"requests_per_min": 6, "burst": 10, "when_short": "wait"}, 2, retry=retry)
    data["workload"]["duration"] = "5s"
    assert starts(simulate(data)) == [("0", 0), ("1", 10)]


def test_a_deadline_ends_it(simulate):
    data = limited({"requests_per_min": 6, "burst": 10, "when_short": "wait"}, 2)
    data["workload"] |= {"deadline": 6, "on_deadline": "drop", "duration": "5s"}
    world = simulate(data)
    (row,) = world.log.of(AttemptWithdrawn)
    assert (row.error_class, row.at) == ("deadline", 6)


@pytest.mark.parametrize("on_breakdown", ["fail", "restart", "resume"])
def test_a_breakdown_ends_it_whatever_becomes_of_work(simulate, on_breakdown):
    breakdowns = {"mtbf": {"kind": "constant", "value": 6}, "mttr": {"kind": "constant", "value": 1}}
    data = limited({"requests_per_min": 6, "burst": 10, "when_short": "wait"}, 2, retry=NONE)
    data["fleet"] = {**WIDE, "breakdowns": {**breakdowns, "on_breakdown": on_breakdown}}
    data["workload"]["duration"] = "5s"
    world = simulate(data)
    (row,) = world.log.of(AttemptWithdrawn)
    assert (row.error_class, row.at) == ("agent_down", 6)


def test_an_orphan_keeps_its_place_until_it_stops(simulate):
    # The first gives up at 6 s and is served until 10 s; only then may the second start.
    retry = {**NONE, "timeout": 6, "orphans": "serve"}
    world = simulate(limited({"concurrent": 1, "when_short": "wait"}, 2, retry=retry))
    assert starts(world) == [("0", 0), ("1", 10)]


def test_the_end_of_the_run_ends_it(simulate):
    data = limited({"requests_per_min": 6, "burst": 10, "when_short": "wait"}, 2, horizon=8)
    data["workload"]["duration"] = "5s"
    world = simulate(data)
    (row,) = world.log.of(AttemptWithdrawn)
    assert (row.error_class, row.at) == ("run_ended", 8)


def test_money_is_asked_last_and_where_it_refuses_no_limit_gives_anything(simulate):
    # One request every 10 s; an attempt on agent_0 costs 1, on agent_1 5 of 3 USD. That one fails at once, and leaves
    # the request to the third, which otherwise had to wait until 20 s.
    fleet = {"agents": [{"name": "cheap", "price": {"attempt": 1}}, {"name": "dear", "price": {"attempt": 5}}]}
    data = limited({"requests_per_min": 6, "burst": 10, "when_short": "wait"}, 3, fleet=fleet, budget={"total": 3})
    data["assignment"] = {"strategy": "round_robin"}
    data["workload"]["duration"] = "4s"
    world = simulate(data)
    rows = [(row.task_id[-1], row.started_at, row.error_class) for row in world.log.of(AttemptEnded)]
    assert rows == [("0", 0, None), ("1", 10, "budget"), ("2", 10, None)]
