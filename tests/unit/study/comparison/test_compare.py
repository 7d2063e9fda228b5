"""compare, from a scenario to its files: what is run, what is found, what is written."""

import json

import numpy as np
import pandas as pd
import pytest

import sim
from sim.scenario import ScenarioError
from sim.study.comparison.compare import compare, plan_comparison
from sim.study.comparison.files import write_comparison
from sim.study.comparison.terms import Budget, Terms
from sim.work.runs import metric_arrays
from sim.work.store import RunStore
from sim.work.workers import open_workers

METRICS = ("makespan", "success_rate")


@pytest.fixture
def scenario():
    # Two fast agents and a slow one: dealing in turn leaves the slow one far behind.
    return sim.parse_scenario(
        {
            "name": "uneven",
            "fleet": {"agents": [{"name": "fast", "count": 2}, {"name": "slow", "speed": 0.25}]},
            "workload": {
                "kind": "synthetic", "tasks_per_wave": 12, "duration": {"kind": "lognormal", "mean": 30, "cv": 0.4},
            },
        }
    )  # fmt: skip


@pytest.fixture
def study(scenario, tmp_path):
    plan = plan_comparison(scenario, strategies=["round_robin", "load_balanced"])
    with open_workers("serial") as workers:
        return compare(plan, RunStore(tmp_path / "runs"), workers, Terms(METRICS, budget=Budget(replications=8)))


def test_the_verdict_is_that_of_the_paired_differences(study):
    entry = study.comparison.metric("makespan")
    arrays = metric_arrays(study.plan, 8, study.store, ["makespan"])["makespan"]
    difference = arrays[1] - arrays[0]
    assert entry.differences["load_balanced"].difference == pytest.approx(difference.mean())
    assert entry.differences["load_balanced"].verdict == "better"
    assert entry.leader == "load_balanced"
    assert 0.99 < entry.probability_of_best["load_balanced"] <= 1.0


def test_alternatives_meet_the_same_luck(scenario, tmp_path):
    # How often one looks changes nothing: equal in every replication.
    plan = plan_comparison(scenario, vary=["monitor.interval=10,25"])
    with open_workers("serial") as workers:
        found = compare(plan, RunStore(tmp_path / "runs"), workers, Terms(METRICS, budget=Budget(replications=4)))
    one, two = metric_arrays(found.plan, 4, found.store, ["makespan"])["makespan"]
    assert one.tolist() == two.tolist()
    assert len(set(one.tolist())) == 4  # while replications differ


def test_the_content_is_that_of_the_contract(study):
    content = study.comparison.content()
    assert {"scenario", "baseline", "replications", "alternatives", "differences", "best"} <= set(content)
    assert content["replications"] == 8
    assert set(content["alternatives"]["round_robin"]["makespan"]) == {"mean", "low", "high"}
    # Eight replications have order statistics around the median (ranks 1 and 8: 99 %), and not around p95.
    spread = content["quantiles"]["round_robin"]["makespan"]
    assert spread["p50"]["low"] < spread["p50"]["quantile"] < spread["p50"]["high"]
    assert (spread["p95"]["low"], spread["p99"]["high"]) == (None, None)
    row = content["differences"][0]
    assert {"metric", "alternative", "baseline", "difference", "low", "high", "verdict"} <= set(row)
    assert row["verdict"] in {"better", "worse", "no practical difference", "undecided"}
    assert sum(content["best"]["makespan"].values()) == pytest.approx(1.0)
    json.dumps(content, allow_nan=False)


def test_the_result_folder_holds_every_run(study, tmp_path):
    write_comparison(study, tmp_path / "out", "buddy-sim compare uneven.yaml")
    runs = pd.read_parquet(tmp_path / "out" / "runs.parquet")
    assert len(runs) == 16
    assert runs["replication"].tolist() == [*range(8), *range(8)]
    assert set(runs["status"]) == {"ok"}
    differences = pd.read_parquet(tmp_path / "out" / "differences.parquet")
    assert differences["metric"].tolist() == list(METRICS)
    report = (tmp_path / "out" / "report.md").read_text()
    assert "is better than" in report
    listed = {entry["path"] for entry in json.loads((tmp_path / "out" / "manifest.json").read_text())["files"]}
    present = {p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("*") if p.is_file()}
    assert present == listed | {"manifest.json"}


def test_the_same_bytes_in_a_second_session_that_resumes(study, scenario, tmp_path):
    write_comparison(study, tmp_path / "a", "c")
    plan = plan_comparison(scenario, strategies=["round_robin", "load_balanced"])
    with open_workers("serial") as workers:
        again = compare(plan, RunStore(tmp_path / "runs"), workers, Terms(METRICS, budget=Budget(replications=8)))
    assert again.stop.outcome.computed == 0
    write_comparison(again, tmp_path / "b", "c")
    files = [path for path in (tmp_path / "a").rglob("*") if path.is_file()]
    assert len(files) > 5  # tables, report, manifest, pictures
    for path in files:
        assert path.read_bytes() == (tmp_path / "b" / path.relative_to(tmp_path / "a")).read_bytes()


def test_more_replications_extend(study, scenario, tmp_path):
    with open_workers("serial") as workers:
        more = compare(study.plan, RunStore(tmp_path / "runs"), workers, Terms(METRICS, budget=Budget(replications=10)))
    assert (more.stop.outcome.reused, more.stop.outcome.computed) == (16, 4)


def test_precision_stops_when_the_means_are_precise(scenario, tmp_path):
    plan = plan_comparison(scenario, strategies=["round_robin", "load_balanced"])
    with open_workers("serial") as workers:
        found = compare(plan, RunStore(tmp_path / "runs"), workers, Terms(("makespan",), budget=Budget(precision=0.2)))
    assert found.stop.replications >= 10
    for mean in found.comparison.metric("makespan").means.values():
        assert mean.mean is not None
        # The side without the long tail has Student's t.
        assert mean.low is not None
        assert mean.high is not None
        assert min(mean.high - mean.mean, mean.mean - mean.low) / mean.mean <= 0.2


def test_the_best_is_selected_with_a_guarantee(scenario, tmp_path):
    plan = plan_comparison(scenario, strategies=["round_robin", "load_balanced"])
    terms = Terms(("makespan",), budget=Budget(select_best="makespan"), deltas={"makespan": 30.0})
    with open_workers("serial") as workers:
        found = compare(plan, RunStore(tmp_path / "runs"), workers, terms)
    assert found.stop.selected == 1
    assert "load_balanced is selected as best" in found.stop.notes[0]


def test_wrong_names_are_told_before_anything_is_run(scenario, tmp_path):
    plan = plan_comparison(scenario, strategies=["round_robin", "load_balanced"])
    store = RunStore(tmp_path / "runs")
    with open_workers("serial") as workers:
        with pytest.raises(ValueError, match="did you mean makespan"):
            compare(plan, store, workers, Terms(("makespam",)))
        with pytest.raises(ValueError, match="baseline 'x' is not one of round_robin, load_balanced, or best"):
            compare(plan, store, workers, Terms(baseline="x"))
    assert not store.keys()
    with pytest.raises(ScenarioError, match="one alternative is nothing to compare"):
        plan_comparison(scenario)


def test_the_best_as_baseline_widens_the_intervals(study):
    # With two alternatives there is one pair whichever is the baseline: nothing to pay for looking.
    from sim.measures.comparison.alternatives import compare_values

    values = {"makespan": np.asarray(metric_arrays(study.plan, 8, study.store, ["makespan"])["makespan"].T)}
    names = ("round_robin", "load_balanced")
    given = compare_values("x", names, values, "load_balanced", seed=0).metric("makespan")
    found = compare_values("x", names, values, "best", seed=0).metric("makespan")
    assert found.baseline == "load_balanced"
    assert found.differences["round_robin"] == given.differences["round_robin"]


@pytest.fixture
def nearly_perfect():
    # Each task has two retries: of 20 tasks hardly ever one fails for good.
    return sim.parse_scenario(
        {
            "name": "perfect",
            "fleet": {"agents": [{"name": "agent", "count": 4}]},
            "workload": {"kind": "synthetic", "tasks_per_wave": 20, "duration": "30s", "predicted_success": 0.97},
            "retry": {"max_retries": 2},
        }
    )


def test_perfect_runs_do_not_promise_a_perfect_fleet(nearly_perfect, tmp_path):
    plan = plan_comparison(nearly_perfect, strategies=["round_robin", "load_balanced"])
    with open_workers("serial") as workers:
        found = compare(plan, RunStore(tmp_path / "runs"), workers, Terms(METRICS, budget=Budget(replications=10)))
    entry = found.comparison.metric("success_rate")
    mean, difference = entry.means["round_robin"], entry.differences["load_balanced"]
    assert (mean.mean, mean.high) == (1.0, 1.0)
    assert mean.low == pytest.approx(0.025**0.1)  # no failure in 10 runs: of so many another kind may lose all tasks
    assert difference.difference == 0.0
    assert (difference.low, difference.high) == pytest.approx((0.025**0.1 - 1.0, 1.0 - 0.025**0.1))
    assert (difference.verdict, difference.needed) == ("undecided", 368)  # log(0.025) / log(0.99)
    assert found.comparison.tasks == pytest.approx({"round_robin": 20.0, "load_balanced": 20.0})
    makespan = found.comparison.metric("makespan")
    assert makespan.reasons["load_balanced"] == "all 10 differences are the same, which shows nothing of rarer runs"


def test_a_precision_waits_until_a_perfect_rate_is_known(nearly_perfect, tmp_path):
    plan = plan_comparison(nearly_perfect, strategies=["round_robin", "load_balanced"])
    budget = Budget(precision=0.01, most=100)
    with open_workers("serial") as workers:
        found = compare(plan, RunStore(tmp_path / "runs"), workers, Terms(("success_rate",), budget=budget))
    (entry,) = found.comparison.metrics
    assert found.stop.replications >= 20  # 1.96 ** 2 / (20 n + 1.96 ** 2) is 1 % at 19.01
    assert [mean.mean for mean in entry.means.values()] == [1.0, 1.0]


def test_a_metric_without_values_ends_a_rule_at_once(scenario, tmp_path):
    # Tasks that all come at once offer no load over time: 10,000 runs of everything were made.
    plan = plan_comparison(scenario, strategies=["round_robin", "load_balanced"])
    budgets = (Budget(precision=0.1), Budget(select_best="offered_load"))
    for number, budget in enumerate(budgets):
        terms = Terms(("offered_load",), budget=budget, deltas={"offered_load": 0.1} if number else {})
        with open_workers("serial") as workers:
            found = compare(plan, RunStore(tmp_path / f"runs{number}"), workers, terms)
        assert (found.stop.replications, found.stop.selected) == ((15, 10)[number], None)
        assert "round_robin has no value of offered_load in any of 1" in found.stop.notes[0]


def test_equals_are_not_told_apart_by_their_names(scenario, tmp_path):
    # Two ways of looking: nothing differs in any run, and no name is better.
    plan = plan_comparison(scenario, vary=["monitor.interval=10,25"])
    terms = Terms(METRICS, budget=Budget(select_best="makespan"), deltas={"makespan": 1.0})
    with open_workers("serial") as workers:
        found = compare(plan, RunStore(tmp_path / "runs"), workers, terms)
    assert found.stop.selected is None
    assert 299 <= found.stop.replications < 400
    assert "had the same value in each of" in found.stop.notes[0]
    assert "one run of a hundred, that would have shown with a chance of 95 %" in found.stop.notes[0]
