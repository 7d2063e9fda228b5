"""Refusals by limits, by their open breakers and by the budget are evidence of one cause."""

import json
from typing import Any

import pytest

import sim

AGENTS = {"agents": [{"name": "a", "capacity": 3, "price": {"attempt": 1}}]}
WORK = {"kind": "synthetic", "tasks_per_wave": 9, "duration": "10s", "predicted_success": 1.0}
NONE = {"strategy": "no_retry"}
BREAKER = {"after_failures": 2, "when_open": "fail"}


@pytest.mark.parametrize(
    ("keys", "by_limit"),
    [
        ({"limits": [{"name": "provider", "starts_per_s": 0.1}]}, [("provider", 8)]),
        ({"budget": {"total": 7}}, [("budget", 2)]),
        # Three at once: one has the request, two are refused, which opens the breaker for the six that are left.
        ({"limits": [{"name": "provider", "starts_per_s": 0.1, "breaker": BREAKER}]}, [("provider", 8)]),
        # Money is asked last, once the limit has enough: nothing is taken from that, so that the money refuses all.
        ({"limits": [{"name": "provider", "starts_per_s": 0.1}], "budget": {"total": 0.5}}, [("budget", 9)]),
    ],
    ids=["limit", "budget", "breaker", "budget behind a limit"],
)
def test_they_are_told_with_who_refused_how_often(keys: dict[str, Any], by_limit: list[tuple[str, int]]) -> None:
    run = sim.run({"name": "refused", "fleet": AGENTS, "workload": WORK, "retry": NONE, **keys})
    (evidence,) = [found for text in run.anomalies.evidence if (found := json.loads(text)).get("cause") == "limit"]
    told = [(each["limit"], each["refusals"]) for each in evidence["by_limit"]]
    assert told == by_limit


def test_the_metric_counts_those_that_a_limit_refused():
    data = {"name": "refused", "fleet": AGENTS, "workload": WORK, "retry": {"base": 1, "max_retries": 1}}
    assert sim.run(data).metrics["limited"] == 0
    limited = sim.run({**data, "limits": [{"name": "provider", "starts_per_s": 0.1}]})
    assert limited.metrics["limited"] == (limited.attempts.error_class == "rate_limited").sum() == 16
