"""`--select-best throughput` goes by tasks a second in total, as the comparison's table does."""

import numpy as np
import pytest

import sim
from sim.measures.comparison.selection import SelectionPlan
from sim.study.comparison.compare import compare, plan_comparison
from sim.study.comparison.stopping import until_selected
from sim.study.comparison.terms import Budget, Terms
from sim.work.runs import Outcome
from sim.work.store import RunStore
from sim.work.workers import open_workers

DATA = {
    "name": "two",
    "fleet": {"agents": [{"name": "agent", "count": 2}]},
    "workload": {
        "kind": "synthetic",
        "tasks_per_wave": 6,
        "duration": {"kind": "exponential", "mean": 30},
    },
}


@pytest.fixture
def plan():
    return plan_comparison(sim.parse_scenario(DATA), vary=["fleet.agents.0.count=2,3"])


def reading(spans, missing=()):
    """What studies read of runs of ten tasks that took so long, (replications, alternatives)."""
    spans = np.asarray(spans).T
    rates = 10.0 / spans
    rates[:, list(missing)] = np.nan
    ten, none = np.full(spans.shape, 10.0), np.zeros(spans.shape)
    table = {"throughput": rates, "makespan": spans, "tasks_counted": ten, "unfinished": none,
             "unserved": none}  # fmt: skip

    def values(_plan, replications, metrics):
        return {name: table[name][:, :replications] for name in metrics}

    return values


def choose(plan, values, delta=0.02):
    rules = SelectionPlan(2, delta, higher_is_better=True)
    return until_selected(plan, "throughput", rules, 1000, lambda *_: Outcome(0, 0, 0, (), 0), values)


def spans(replications=1000):
    """One that is quick in every second run only, and one that always takes 40 s, but for a little."""
    i = np.arange(replications)
    return np.stack([np.where(i % 2, 10.0, 90.0), 40.0 + 0.1 * (i % 3)], axis=1)


def test_who_is_sometimes_very_quick_is_not_chosen_for_it(plan):
    # The means of own ratios are 0.56 and 0.25, of which the first would be chosen; 20 tasks in 100 s are 0.2 a second.
    found = choose(plan, reading(spans()))
    assert found.selected == 1
    assert "is selected as best in throughput: with probability 95 % or more" in found.notes[0]


def test_replications_without_a_value_are_left_out_and_told_once(plan):
    found = choose(plan, reading(spans(), missing=(3, 8)))
    assert found.selected == 1
    assert "no promise how sure that is: 2 replications with a failed run" in found.notes[0]


def test_the_choice_is_the_one_that_the_table_calls_better(plan, tmp_path):
    terms = Terms(("throughput",), budget=Budget(select_best="throughput"), deltas={"throughput": 0.01})
    with open_workers("serial") as workers:
        found = compare(plan, RunStore(tmp_path / "runs"), workers, terms)
    means = [mean.mean or 0.0 for mean in found.comparison.metric("throughput").means.values()]
    assert found.stop.selected == int(np.argmax(means))
