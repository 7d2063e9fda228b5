"""Comparisons of runs that are cut off, that turn tasks away, or that a warm-up leaves empty."""

import pytest

import sim
from sim.measures.comparison.cut_off import most
from sim.measures.comparison.paired import paired_differences
from sim.measures.comparison.verdict import Verdict
from sim.report.comparison.markdown import render_comparison
from sim.report.sensitivity.markdown import notes
from sim.study.comparison.compare import compare, plan_comparison
from sim.study.comparison.terms import Budget, Terms
from sim.study.sensitivity.assess import sensitivity
from sim.study.sensitivity.design import plan_sensitivity
from sim.work.store import RunStore
from sim.work.workers import SerialWorkers

WORKLOAD = {"kind": "synthetic", "tasks_per_wave": 10, "duration": "60s", "predicted_success": 1}
STREAM = {
    "name": "starved",
    "horizon": "2h",
    "fleet": {"agents": [{"name": "a"}]},
    "workload": {
        "kind": "synthetic", "tasks_per_wave": 200, "duration": "60s", "predicted_success": 1,
        "priority": {1: 0.5, 3: 0.5}, "arrivals": {"rate": 0.028},
    },
    "assignment": {"strategy": "shared_queue", "order": "priority"},
}  # fmt: skip


@pytest.fixture
def ask(tmp_path):
    def asked(given, vary, metrics, baseline=None, overrides=(), **terms):
        plan = plan_comparison(given, vary=[vary], overrides=overrides)
        budget = terms.pop("budget", Budget(10))
        asked_for = Terms(metrics=tuple(metrics), baseline=baseline, budget=budget, **terms)
        return compare(plan, RunStore(tmp_path / "runs"), SerialWorkers(), asked_for)

    return asked


def scenario(**sections):
    workload = {**WORKLOAD, **sections.pop("workload", {})}
    return sim.parse_scenario(
        {"name": "censored", "fleet": {"agents": [{"name": "a"}]}, "workload": workload, **sections}
    )


def test_nothing_is_proved_where_both_are_cut_off(ask):
    given = sim.parse_scenario({**STREAM, "assignment": {"strategy": "shared_queue", "order": "fifo"}})
    study = ask(given, "assignment.order=fifo,priority", ["mean_wait", "success_rate"])
    rows = study.comparison.content()["differences"]
    assert [row["verdict"] for row in rows] == ["undecided", "undecided"]
    assert [row["reason"] for row in rows] == ["the end of the run cuts off tasks of both"] * 2
    assert study.comparison.content()["lower_bounds"]["assignment.order=fifo"] == ["mean_wait", "success_rate"]
    report = render_comparison(study.comparison, "command", study.stop.notes)
    assert "no number of them would, since the end of the run cuts off tasks of both" in report
    assert "more replications may" not in report
    assert "Best with probability" not in report.partition("## How to read this")[0]
    assert "\u2265 " in report


def test_with_time_enough_the_order_makes_no_difference(ask):
    given = sim.parse_scenario({**STREAM, "horizon": "1000h"})
    study = ask(given, "assignment.order=fifo,priority", ["mean_wait", "success_rate"])
    rows = study.comparison.content()["differences"]
    assert [row["difference"] for row in rows] == [pytest.approx(0.0, abs=1e-9), 0.0]
    # The tasks come by chance: ten runs alike are no proof, of a time for any number of them.
    assert {row["verdict"] for row in rows} == {"undecided"}
    assert [row["reason"] for row in rows] == [
        "all 10 differences are the same, which shows nothing of rarer runs", None,
    ]  # fmt: skip
    assert not any(study.comparison.content()["lower_bounds"].values())


def test_the_side_that_looks_better_must_be_exact(ask):
    # Ten tasks of 60 s, an end at 110 s: three agents cut seven off, ten none.
    vary = "fleet.agents.0.count=3,10"
    study = ask(scenario(horizon="110s"), vary, ["mean_response", "p95_wait", "throughput"])
    found = {entry.metric: entry.differences["fleet.agents.0.count=10"] for entry in study.comparison.metrics}
    assert found["p95_wait"].verdict is Verdict.BETTER  # ten are exact, and three only wait longer
    assert found["p95_wait"].low is None
    assert found["throughput"].verdict is Verdict.BETTER  # up to the end, on both sides
    turned = ask(scenario(horizon="110s"), vary, ["p95_wait"], baseline="fleet.agents.0.count=10")
    assert turned.comparison.metrics[0].differences["fleet.agents.0.count=3"].verdict is Verdict.WORSE
    # Cut off after 30 s the three have all waited less than they will: nobody is better.
    cut = ask(scenario(horizon="30s"), "fleet.agents.0.count=3,1", ["mean_response"])
    assert cut.comparison.metrics[0].differences["fleet.agents.0.count=1"].verdict is Verdict.UNDECIDED


def test_shorter_times_of_tasks_turned_away_are_no_better(ask):
    refusing = scenario(
        fleet={"agents": [{"name": "a", "count": 4}]},
        workload={"tasks_per_wave": 40},
        gates={"transient_refusal_rate": 0.3},
    )
    vary = "retry.max_retries=8,0"
    study = ask(refusing, vary, ["mean_response", "unserved"], baseline="retry.max_retries=8")
    response, unserved = (entry.differences["retry.max_retries=0"] for entry in study.comparison.metrics)
    assert response.difference is not None
    assert response.difference < 0.0
    assert response.verdict is Verdict.UNDECIDED
    assert unserved.verdict is Verdict.WORSE
    assert study.comparison.metrics[0].reasons["retry.max_retries=0"] == (
        "more tasks of the alternative end without service"
    )


def test_a_choice_must_be_exact(ask):
    vary, delta = "fleet.agents.0.count=3,4", {"p95_wait": 1.0}
    rule = Budget(select_best="p95_wait", most=40)
    study = ask(scenario(horizon="70s"), vary, ["p95_wait"], budget=rule, deltas=delta)
    assert study.stop.selected is None
    exact = ask(scenario(horizon="2min"), "fleet.agents.0.count=3,5", ["p95_wait"], budget=rule, deltas=delta)
    assert exact.stop.selected == 1
    # Three agents and a cut after 30 s: nobody has waited longer than that, and who is chosen is chosen for it.
    early = ask(scenario(horizon="30s"), "fleet.agents.0.count=3,4", ["p50_wait"],
                budget=Budget(select_best="p50_wait", most=40), deltas={"p50_wait": 1.0})  # fmt: skip
    assert early.stop.selected is None


def test_a_warm_up_that_leaves_nothing_is_named(ask):
    given = scenario(metrics={"warmup": "10h"}, workload={"predicted_success": 0.9})
    vary, empty = "retry.max_retries=0,2", "the warm-up of 10 h leaves no task to count"
    study = ask(given, vary, ["success_rate", "makespan"])
    assert any(empty in note for note in study.stop.notes)
    report = render_comparison(study.comparison, "command", study.stop.notes)
    assert "No run has a value of the success rate: the warm-up leaves no task to count" in report
    precise = ask(given, vary, ["p95_wait"], budget=Budget(precision=0.05, most=200))
    assert precise.stop.replications == 15  # the first round
    assert any(empty in note for note in precise.stop.notes)
    chosen = ask(given, vary, ["p95_wait"], budget=Budget(select_best="p95_wait", most=200), deltas={"p95_wait": 1.0})
    assert (chosen.stop.replications, chosen.stop.selected) == (10, None)
    assert any(empty in note for note in chosen.stop.notes)
    report = render_comparison(chosen.comparison, "command", chosen.stop.notes)
    assert "more replications may" not in report


def test_the_most_that_a_value_can_be():
    assert most("throughput", [0.1], [3.0], [10.0]).tolist() == [0.1]
    assert most("success_rate", [0.9, 0.9], [3.0, float("nan")], [10.0, 10.0]).tolist() == [1.0, 0.9]


def test_each_end_of_an_interval_is_the_outermost_that_is_possible():
    base, other = [1.0, 2.0, 1.0, 2.0, 1.0, 2.0], [[5.0], [5.5], [5.0], [5.5], [5.0], [5.5]]
    (exact,) = paired_differences(base, other, higher_is_better=False, delta=0.0)
    far = [[value[0] + 2.0] for value in other]
    (wide,) = paired_differences(base, other, higher_is_better=False, delta=0.0, most=(base, far))
    assert wide.low == exact.low
    assert exact.high is not None
    assert wide.high == pytest.approx(exact.high + 2.0)
    unknown = ([*base[:-1], float("inf")], other)
    (open_,) = paired_differences(base, other, higher_is_better=False, delta=0.0, most=unknown)
    assert (open_.low, open_.high, open_.verdict) == (None, exact.high, Verdict.UNDECIDED)


@pytest.mark.parametrize(
    ("sections", "said"),
    [
        ({"horizon": "2min"}, "runs cuts tasks off: there the 95th percentile of the waiting time is a"),
        ({"metrics": {"warmup": "10h"}}, "runs: the warm-up of 10 h leaves no task to count"),
        ({}, None),
    ],
)
def test_a_sensitivity_study_says_what_its_runs_cannot_show(tmp_path, sections, said):
    plan, _ = plan_sensitivity(scenario(**sections), ["retry.max_retries=0..3"])
    study = sensitivity(plan, RunStore(tmp_path / "runs"), SerialWorkers(), 2, ["p95_wait"])
    told = notes(study.sensitivity)
    assert any(said in note for note in told) if said else not study.sensitivity.notes
