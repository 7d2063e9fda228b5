"""Prices and budgets, worked out by hand; unless said otherwise one agent with one slot, and attempts of 10 s."""

from typing import Any

import pytest

import sim
from sim.record.whole_attempts import priced_tasks, whole_attempts

NONE: dict[str, Any] = {"strategy": "no_retry"}
CENT_A_SECOND = {"second": 0.01}


def fleet(price: Any, **more: Any) -> Any:
    return {"agents": [{"name": "agent", "price": price, **more}]}


def paid(simulate: Any, price: Any, workload: Any = (), retry: Any = NONE, agent: Any = (), **more: Any) -> Any:
    data = {"fleet": fleet(price, **dict(agent)), "workload": dict(workload), "retry": retry, **more}
    return [
        (a.error_class, None if a.cost_usd is None else round(a.cost_usd, 9))
        for a in whole_attempts(simulate(data).log)
    ]


def test_an_attempt_pays_for_itself_its_seconds_and_its_tokens(simulate):
    # 0.1 + 10 s * 0.01 + 1000 * 1e-4 + 50 * 2e-3
    price = {"attempt": 0.1, "second": 0.01, "input_token": 1e-4, "output_token": 2e-3}
    assert paid(simulate, price, {"tokens": {"input": 1000, "output": 50}}) == [(None, 0.4)]


def test_a_failed_attempt_pays_too_and_its_retry_again(simulate):
    retry = {"max_retries": 1, "base": 1}
    found = paid(simulate, {"attempt": 1, "second": 0.01}, {}, retry, {"reliability": 0})
    assert found == [("transient", 1.1), ("transient", 1.1)]


def test_speed_makes_an_attempt_cheaper_by_the_second(simulate):
    assert paid(simulate, CENT_A_SECOND, agent={"speed": 4}) == [(None, 0.025)]


def test_what_the_gates_refuse_costs_nothing(simulate):
    assert paid(simulate, {"attempt": 1}, {"risk": {"HIGH": 1}}) == [("gate_rejected", 0.0)]


def test_a_time_out_pays_for_what_was_served_and_an_orphan_until_its_slot_is_free(simulate):
    assert paid(simulate, CENT_A_SECOND, retry={**NONE, "timeout": 6}) == [("timeout", 0.06)]
    # The second wave lasts from 6 to 12 s, the orphan of the first until 10 s.
    retry, waves = {**NONE, "timeout": 6, "orphans": "serve"}, {"tasks_per_wave": [1, 1]}
    assert paid(simulate, CENT_A_SECOND, waves, retry, {"capacity": 2})[0] == ("timeout", 0.1)


def test_an_orphan_that_was_queued_costs_if_it_is_served_later(simulate):
    # The first is served from 0 to 10 s, and times out at 6 s like the second, which is served from 10 to 20 s.
    workload, retry = {"tasks_per_wave": 2}, {**NONE, "timeout": 6, "timeout_from": "queued", "orphans": "serve"}
    log = simulate({"fleet": fleet({"attempt": 1, "second": 0.01}), "workload": workload, "retry": retry}).log
    # The run ends with its tasks, at 6 s: the first is cut there, and the second has not begun.
    assert [a.cost_usd for a in whole_attempts(log)] == [pytest.approx(1.06), 0.0]
    late = {"tasks_per_wave": [2, 1]}  # a second wave: it times out at 12 s, when the second orphan has served 2 s
    log = simulate({"fleet": fleet({"attempt": 1, "second": 0.01}), "workload": late, "retry": retry}).log
    assert [a.cost_usd for a in whole_attempts(log)] == [pytest.approx(1.1), pytest.approx(1.02), 0.0]
    assert [task.cost_usd for task in priced_tasks(log)] == [pytest.approx(1.1), pytest.approx(1.02), 0.0]


def test_without_prices_there_is_no_cost(simulate):
    assert [a.cost_usd for a in whole_attempts(simulate({}).log)] == [None]
    assert [task.cost_usd for task in priced_tasks(simulate({}).log)] == [None]


def test_agents_without_a_price_are_free_beside_others():
    agents = [{"name": "dear", "price": {"attempt": 1}}, {"name": "free"}]
    run = sim.run({"name": "two", "fleet": {"agents": agents}, "workload": {"kind": "synthetic", "tasks_per_wave": 2}})
    assert dict(zip(run.attempts.agent_id, run.attempts.cost_usd, strict=True)) == {"dear_0": 1.0, "free_0": 0.0}
    assert (run.metrics["cost"], run.metrics["overspent"]) == (1.0, None)


# Budgets


def test_what_is_under_way_is_reserved(simulate):
    # Two slots, each attempt 0.1: the budget has one of them at a time, and only one in all.
    budget = {"total": 0.15}
    both = paid(simulate, CENT_A_SECOND, {"tasks_per_wave": 2}, agent={"capacity": 2}, budget=budget)
    assert both == [(None, 0.1), ("budget", 0.0)]
    assert paid(simulate, CENT_A_SECOND, {"tasks_per_wave": 2}, agent={"capacity": 2}, budget={"total": 0.2}) == [
        (None, 0.1),
        (None, 0.1),
    ]


def test_what_is_left_over_is_free_again(simulate):
    # Half as long as expected: 0.1 reserved, 0.05 spent; then 0.05 + 0.1 fits into 0.15, and after that no more.
    found = paid(
        simulate, CENT_A_SECOND, {"tasks_per_wave": 3, "duration": 5},
        budget={"total": 0.15}, predictions={"duration_error": 2},
    )  # fmt: skip
    assert found == [(None, 0.05), (None, 0.05), ("budget", 0.0)]
    found = paid(
        simulate, CENT_A_SECOND, {"tasks_per_wave": 3, "duration": 5},
        budget={"total": 0.14}, predictions={"duration_error": 2},
    )  # fmt: skip
    assert found == [(None, 0.05), ("budget", 0.0), ("budget", 0.0)]


def test_a_budget_of_a_task_is_spent_by_its_retries_and_refusal_is_no_failure_to_repeat(simulate):
    retry, agent = {"max_retries": 9, "base": 1}, {"reliability": 0}
    found = paid(simulate, CENT_A_SECOND, {}, retry, agent, budget={"task": 0.25})
    assert found == [("transient", 0.1), ("transient", 0.1), ("budget", 0.0)]


def test_who_takes_longer_than_expected_overspends_and_it_is_told():
    run = sim.run(
        {
            "name": "over",
            "fleet": fleet(CENT_A_SECOND, count=2),
            "workload": {"kind": "synthetic", "tasks_per_wave": 3, "duration": 20},
            "predictions": {"duration_error": 0.5},
            "budget": {"total": 0.2},
        }
    )
    assert run.metrics["cost"] == pytest.approx(0.4)
    assert run.metrics["overspent"] == pytest.approx(0.2)
    assert run.metrics["cost_per_completed"] == pytest.approx(0.2)
    assert run.audit() == []
    assert list(run.tasks.reason[run.tasks.status == "failed"]) == ["failed after 1 attempt; the last: budget"]
    report = run.report()
    assert "0.4 USD, 0.2 USD a completed task; 0.2 USD beyond the budget" in report
    assert "because the money was spent (`budget`)" in report


def test_what_an_orphan_costs_stays_reserved_until_its_slot_is_free(simulate):
    # Two slots. The first times out at 6 s and is served until 10 s; its 0.1 stay reserved, then they are spent.
    retry = {**NONE, "timeout": 6, "orphans": "serve"}
    found = paid(simulate, CENT_A_SECOND, {"tasks_per_wave": [1, 1, 1]}, retry, {"capacity": 2}, budget={"total": 0.25})
    # 0 to 10 s, 6 to 12 (its orphan is cut with the run at 12 s .. the third is refused at 12 s: 0.1 + 0.1 + 0.1).
    assert found == [("timeout", 0.1), ("timeout", 0.06), ("budget", 0.0)]
