"""Money in questions and comparisons: what costs is compared unasked, and a setting can be chosen by what it costs."""

from typing import Any

import pytest

import sim
from sim.study.comparison.terms import METRICS


def priced(**price: Any) -> Any:
    return {
        "name": "priced",
        "fleet": {"agents": [{"name": "agent", "reliability": 0.6, **({"price": price} if price else {})}]},
        "workload": {"kind": "synthetic", "tasks_per_wave": 10, "predicted_success": 1, "duration": 10},
        "retry": {"base": 0},
    }


def test_what_has_a_price_is_compared_by_cost_unasked():
    study = sim.compare(priced(attempt=0.5), vary="retry.max_retries=0,3", replications=10)
    assert [entry.metric for entry in study.comparison.metrics] == [*METRICS, "cost"]
    (cost,) = (entry for entry in study.comparison.metrics if entry.metric == "cost")
    assert cost.means[cost.baseline].mean == pytest.approx(5.0)  # 10 attempts of 0.5
    free = sim.compare(priced(), vary="retry.max_retries=0,3", replications=10)
    assert tuple(entry.metric for entry in free.comparison.metrics) == METRICS


def test_the_cheapest_setting_that_is_good_enough():
    # 1 - 0.4^(r + 1) of the tasks complete: 0.84, 0.936, 0.974 with 1, 2, 3 retries; each attempt costs 0.5.
    study = sim.retry_setting(
        priced(attempt=0.5), "success_rate >= 80%", vary="retry.max_retries=0..3", minimise="cost"
    )
    assert study.answer.chosen.name == "retry.max_retries=1"
    report = study.report()
    assert "cost" in report
    assert "7 USD" in report  # 10 tasks, 1.4 attempts each
