"""compare and sweep from Python."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sim
from sim.measures.comparison.result import BEST
from sim.work.tables import load_study

DATA: dict[str, Any] = {
    "name": "pair",
    "seed": 3,
    "fleet": {"agents": [{"name": "slow"}, {"name": "fast", "speed": 3.0}]},
    "workload": {"kind": "synthetic", "waves": 2, "tasks_per_wave": 8, "predicted_success": 0.8},
}
STRATEGIES = ["round_robin", "load_balanced"]
METRICS = ["makespan", "success_rate"]


@pytest.fixture(scope="module")
def study() -> sim.Study:
    return sim.compare(sim.parse_scenario(DATA), STRATEGIES, replications=12, metrics=METRICS)


def test_its_tables_say_what_was_compared(study):
    assert len(study.runs) == 24
    assert set(study.runs["status"]) == {"ok"}
    assert len(study.trajectories) == 24 * 2
    means = study.means.set_index(["metric", "alternative"])
    for (name,), runs in study.runs.groupby(["name"]):
        assert means.loc[("makespan", name), "mean"] == pytest.approx(runs["makespan"].mean())
    row = study.differences.set_index("metric").loc["makespan"]
    assert row["difference"] == pytest.approx(study.runs.groupby("name")["makespan"].mean().diff().iloc[-1] * -1.0)
    assert row["verdict"] == "better"


def test_it_says_what_to_do(study):
    assert study.advice.startswith("Weigh up: load_balanced is better than round_robin in makespan")
    assert study.report().splitlines()[2].startswith("**Weigh up**: `load_balanced` is better")
    assert set(study.pictures) >= {"alternatives", "differences"}


def test_its_quantiles_are_those_of_the_runs(study):
    quantiles = study.quantiles.set_index(["metric", "alternative", "percent"])
    assert len(quantiles) == len(METRICS) * len(STRATEGIES) * 4
    for name, runs in study.runs.groupby("name"):
        for percent in (5, 50, 95, 99):
            row = quantiles.loc[("makespan", name, percent)]
            assert row["quantile"] == pytest.approx(runs["makespan"].quantile(percent / 100.0))
            assert pd.notna(row["low"]) == (percent == 50)  # twelve runs enclose the median only
    middle = quantiles.loc[("makespan", "round_robin", 50)]
    assert middle["low"] < middle["quantile"] < middle["high"]


def test_a_choice_is_told_by_name_with_its_reason(study):
    assert (study.selected, study.notes) == (None, ())
    chosen = sim.compare(sim.parse_scenario(DATA), STRATEGIES, select_best="makespan", delta=60.0, metrics="makespan")
    assert chosen.selected == "load_balanced"
    assert chosen.notes[0].startswith("load_balanced is selected as best in makespan: with probability 95 % or more")


def test_notes_say_when_the_means_were_precise():
    study = sim.compare(sim.parse_scenario(DATA), STRATEGIES, precision=0.5, metrics="makespan")
    assert study.selected is None
    assert study.notes == (
        f"{len(study.runs) // 2} replications give the means of makespan to within 50 % at 95 %, in every alternative.",
    )


def test_what_it_writes_is_what_the_command_writes(study, tmp_path: Path, monkeypatch):
    from click.testing import CliRunner

    from sim.cli.group import group

    study.write(tmp_path / "here", plots=False)
    (tmp_path / "pair.yaml").write_text(json.dumps(DATA), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    options = ["--metrics", ",".join(METRICS), "--replications", "12", "--jobs", "1", "--no-plots", "--quiet"]
    done = CliRunner().invoke(group, ["compare", "pair.yaml", "--strategies", ",".join(STRATEGIES), *options])
    assert done.exit_code == 0, done.stderr
    there = tmp_path / "reports" / "pair-compare"
    pd.testing.assert_frame_equal(load_study(tmp_path / "here"), load_study(there))
    for name in ("comparison.json", "differences.parquet", "trajectories.parquet"):
        assert (tmp_path / "here" / name).read_bytes() == (there / name).read_bytes()


def test_a_sweep_of_a_scenario_and_of_its_file_are_the_same(tmp_path: Path):
    path = tmp_path / "pair.yaml"
    path.write_text(json.dumps(DATA), encoding="utf-8")
    vary, where = ["retry.max_retries=0..2"], ["retry.max_retries != 1"]
    of_file = sim.sweep(path, vary, where=where, replications=3, metrics=METRICS)
    of_data = sim.sweep(sim.parse_scenario(DATA), vary, where=where, replications=3, metrics=METRICS, jobs=2)
    assert of_file.comparison.baseline == BEST
    assert of_file.advice is None
    assert sorted(set(of_file.runs["retry.max_retries"])) == [0, 2]
    pd.testing.assert_frame_equal(of_file.runs, of_data.runs)


def test_a_store_keeps_what_is_finished(tmp_path: Path):
    scenario = sim.parse_scenario(DATA)
    first = sim.compare(scenario, STRATEGIES, replications=2, metrics=METRICS, store=tmp_path)
    assert (first.done.stop.outcome.computed, first.done.stop.outcome.reused) == (4, 0)
    more = sim.compare(scenario, STRATEGIES, replications=3, metrics=METRICS, store=tmp_path)
    assert (more.done.stop.outcome.computed, more.done.stop.outcome.reused) == (2, 4)


def test_without_a_store_nothing_is_left_behind(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    study = sim.compare(sim.parse_scenario(DATA), STRATEGIES, replications=1, metrics=METRICS)
    assert list(tmp_path.iterdir())
    del study
    assert not list(tmp_path.iterdir())
    with pytest.raises(ValueError, match="speed"):
        sim.compare(sim.parse_scenario(DATA), STRATEGIES, replications=1, metrics=["speed"])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"replications": 3, "precision": 0.1}, "exclude each other"),
        ({"select_best": "makespan"}, "select_best makespan needs delta, the least"),
        ({"delta": 1.0}, "names no metric"),
        ({"select_best": "makespan", "delta": 1.0, "deltas": {"makespan": 2.0}}, "two least differences"),
        ({"baseline": "nobody"}, "baseline 'nobody' is not one of round_robin, load_balanced"),
    ],
)
def test_rules_that_do_not_go_together(options: dict[str, Any], message: str):
    with pytest.raises(ValueError, match=message):
        sim.compare(sim.parse_scenario(DATA), STRATEGIES, **options)


def test_missing_runs_are_told(monkeypatch):
    def no_memory(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("sim.work.measure.Phase21Harness.run_phase21", no_memory)
    with pytest.warns(RuntimeWarning, match="runs are missing"):
        sim.compare(sim.parse_scenario({**DATA, "engine": "simpy"}), STRATEGIES, replications=1, metrics=METRICS)


def test_what_matters_is_said_in_words_or_numbers():
    scenario = sim.parse_scenario(DATA)
    settings: dict[str, Any] = {"replications": 8, "metrics": METRICS}
    for deltas in ({"makespan": "10min", "success_rate": "2%"}, {"makespan": 600.0, "success_rate": 0.02}):
        found = sim.compare(scenario, STRATEGIES, deltas=deltas, confidence=0.9, **settings).comparison
        assert [entry.delta for entry in found.metrics] == [600.0, 0.02]
        assert found.confidence == 0.9
        assert found.metric("makespan").differences["load_balanced"].verdict == "no practical difference"
    swept = sim.sweep(scenario, ["retry.max_retries=0,1"], deltas={"makespan": 5}, confidence=0.9, **settings)
    assert (swept.comparison.metric("makespan").delta, swept.comparison.confidence) == (5.0, 0.9)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"deltas": {"wasted_work": 1.0}}, "has no effect"),
        ({"deltas": {"makespan": 1e-300}}, "no run is that precise"),
        ({"confidence": 95}, "did you mean 0.95"),
    ],
)
def test_what_would_have_no_effect_is_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        sim.compare(sim.parse_scenario(DATA), STRATEGIES, metrics=METRICS, **settings)


def test_a_sweep_over_nothing_is_refused():
    with pytest.raises(sim.ScenarioError, match="nothing varies"):
        sim.sweep(sim.parse_scenario(DATA))


def test_a_sweep_of_a_study_file_asks_what_the_file_asks(tmp_path):
    (tmp_path / "pair.json").write_text(json.dumps(DATA), encoding="utf-8")
    text = {"scenario": "pair.json", "vary": {"retry.max_retries": [0, 1]}, "metrics": ["makespan"], "replications": 3}
    (tmp_path / "study.yaml").write_text(json.dumps({**text, "baseline": "retry.max_retries=1"}), encoding="utf-8")
    found = sim.sweep(tmp_path / "study.yaml").comparison
    assert [entry.metric for entry in found.metrics] == ["makespan"]
    assert (found.baseline, found.replications) == ("retry.max_retries=1", 3)


def test_anomalies_are_looked_for_where_they_are_asked(tmp_path: Path):
    """Runs of either kind are stored apart, and agree in every other metric."""
    asked = ["makespan", "anomalies"]
    both = [
        sim.compare(sim.parse_scenario(DATA), STRATEGIES, replications=5, metrics=metrics, store=tmp_path).runs
        for metrics in (asked, ["makespan"], asked)
    ]
    assert both[0].equals(both[2])
    assert both[0]["anomalies"].notna().all()
    assert both[1]["anomalies"].isna().all()
    assert both[0].drop(columns="anomalies").equals(both[1].drop(columns="anomalies"))


def test_a_sweep_may_have_a_metric_that_decides(tmp_path):
    scenario = tmp_path / "pair.yaml"
    scenario.write_text(
        "name: pair\nfleet: {agents: [{name: agent}]}\n"
        "workload: {kind: synthetic, tasks_per_wave: 6, predicted_success: 1.0}\n"
    )
    study = tmp_path / "study.yaml"
    study.write_text("scenario: pair.yaml\nvary: {fleet.agents.0.count: '1..2'}\nprimary: makespan\nreplications: 2\n")
    assert sim.sweep(study).comparison.primary == "makespan"
    assert sim.sweep(study, primary="p95_response").comparison.primary == "p95_response"
    axes = {"fleet.agents.0.count": [1, 2]}
    assert sim.sweep(scenario, axes, replications=2).comparison.primary is None
    with pytest.raises(ValueError, match="is not a metric of a run"):
        sim.sweep(scenario, axes, replications=2, primary="energy")
