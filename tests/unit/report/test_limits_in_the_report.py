"""What the report says of limits, by hand, and that its advice tells storms from limits that are used up."""

from typing import Any

import pytest

import sim
from sim.report.count_limits import limit_facts
from sim.report.remedies import USED_UP


def run_of(limit: dict[str, Any], tasks: int, **more: Any) -> sim.Run:
    return sim.run(
        {
            "name": "limited",
            "fleet": {"agents": [{"name": "a", "capacity": 10}]},
            "workload": {"kind": "synthetic", "tasks_per_wave": tasks, "duration": "10s", "predicted_success": 1.0},
            "limits": [{"name": "shared", **limit}],
            **more,
        }
    )


def facts_of(run: sim.Run) -> Any:
    (facts,) = limit_facts(run.columns, run.scenario.limits)
    return facts


def test_refusals_are_counted_and_what_the_limit_gave_meanwhile():
    # One a second. Of three at 0 two are refused, both again at 5 s but for one, and that again at 10 s: it gave 1
    # between 0 and 5 s, the last refusal, where it could have given 5, and 1 that it lacked at first.
    run = run_of({"starts_per_s": 1}, 3, retry={"delays": [5], "max_retries": 3})
    facts = facts_of(run)
    assert (facts.started, facts.refused, facts.held_up, facts.held_s) == (3, 3, 0, 0)
    assert facts.used == pytest.approx(1 / 6)


def test_waits_are_counted_with_their_slots():
    # One at once, ten seconds each: the second waits for 10 s, the third for 20 s.
    facts = facts_of(run_of({"concurrent": 1, "when_short": "wait"}, 3))
    assert (facts.started, facts.refused, facts.held_up, facts.held_s, facts.used) == (3, 0, 2, 30, None)


def test_openings_of_its_breaker_are_counted():
    breaker = {"after_failures": 1, "open_for": 3}
    run = run_of({"starts_per_s": 0.1, "breaker": breaker}, 2, retry={"delays": [1], "max_retries": 2})
    assert facts_of(run).opened == (run.breakers.state == "open").sum() > 0


def test_the_advice_tells_a_storm_from_a_limit_that_is_used_up():
    # Together every half minute: one of thirty gets through each time, and for 29 s nobody asks.
    storm = run_of({"starts_per_s": 1}, 30, retry={"delays": [30], "max_retries": 3})
    assert facts_of(storm).used < 0.1
    assert "Scatter retries (`retry.jitter: full`)" in storm.report()
    # Two come a second, one is let through, from the first to the last.
    stream = {"kind": "renewal", "gap": 0.5}
    used_up = run_of({"starts_per_s": 1}, 200, retry={"delays": [1], "max_retries": 3})
    data = used_up.scenario.written()
    used_up = sim.run({**data, "workload": {**data["workload"], "arrivals": stream}})
    assert facts_of(used_up).used > USED_UP
    assert "Scatter retries" not in used_up.report()
    assert "of what it can while it refused: let attempts wait at it (`when_short: wait`)" in used_up.report()


def test_it_is_a_section_of_the_report_where_there_are_limits():
    run = run_of({"starts_per_s": 1}, 3)
    assert "| shared | 3 |" in run.report()
    assert "## Limits" not in sim.run({**run.scenario.written(), "limits": []}).report()
