"""`--engine`: which engine does the runs of a study, why, and that it changes no byte of what is found."""

import json

import pytest
from click.testing import CliRunner

from sim.cli.group import group

SCENARIO = """
name: uneven
fleet: {agents: [{name: fast, count: 2}, {name: slow, speed: 0.25}]}
workload: {kind: synthetic, tasks_per_wave: 9, duration: {kind: lognormal, mean: 30s, cv: 0.4}}
"""
STUDY = ("uneven.yaml", "--strategies", "round_robin,load_balanced", "--backend", "serial", "--no-plots")
COVERED = {"engine": "compiled", "why": "it covers the scenario"}
LATE = "assignment.view_delay is not covered by the engine"


@pytest.fixture
def invoke(tmp_path, monkeypatch):
    (tmp_path / "uneven.yaml").write_text(SCENARIO)
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(group, arguments)


def compared(invoke, tmp_path, name, *options):
    done = invoke("compare", *STUDY, "--replications", "6", "--no-html", "--out", name, *options)
    assert done.exit_code == 0, done.output
    manifest = json.loads((tmp_path / name / "manifest.json").read_text())
    found = {file: (tmp_path / name / file).read_bytes() for file in ("runs.parquet", "comparison.json")}
    return [point["engine"] for point in manifest["points"]], found


def test_both_engines_find_the_same_bytes(invoke, tmp_path):
    by_default, found = compared(invoke, tmp_path, "auto")
    asked, same = compared(invoke, tmp_path, "simpy", "--engine", "simpy")
    assert by_default == [COVERED, COVERED]
    assert asked == [{"engine": "simpy", "why": "asked for"}] * 2
    assert found == same


def test_what_the_engine_does_not_cover_goes_by_the_model_and_says_why(invoke, tmp_path):
    engines, _ = compared(invoke, tmp_path, "late", "--set", "assignment.view_delay=5min")
    assert engines == [{"engine": "simpy", "why": LATE}] * 2


def test_where_anomalies_are_asked_for_the_engine_watches_and_finds_the_same(invoke, tmp_path):
    engines, found = compared(invoke, tmp_path, "watched", "--metrics", "anomalies,makespan")
    _, same = compared(invoke, tmp_path, "model", "--metrics", "anomalies,makespan", "--engine", "simpy")
    assert engines == [COVERED, COVERED]
    assert found == same


def test_an_engine_that_does_not_cover_the_scenario_is_refused_with_the_reason(invoke):
    done = invoke("compare", *STUDY, "--set", "assignment.view_delay=5min", "--engine", "compiled")
    assert done.exit_code == 2
    assert f"compiled, but {LATE}; expected here: auto, which takes simpy instead" in done.stderr.replace("\n", " ")


def test_a_preview_says_which_engine_and_why(invoke):
    sweep = ("sweep", "uneven.yaml", "--vary", "assignment.view_delay=1min,5min", "--preview")
    told = invoke(*sweep)
    assert f"engine simpy for 2 of 2 points: {LATE}" in told.stdout
    known = invoke("sweep", "uneven.yaml", "--vary", "retry.max_retries=1,2", "--preview", "--json")
    assert json.loads(known.stdout)["engines"] == [{**COVERED, "points": 2}]
