"""`buddy-sim compare` and `sweep`: what they print, write, and refuse."""

import json
import re

import pandas as pd
import pytest
from click.testing import CliRunner

from sim.cli.group import group

SCENARIO = """
name: uneven
fleet: {agents: [{name: fast, count: 2}, {name: slow, speed: 0.25}]}
workload: {kind: synthetic, tasks_per_wave: 9, duration: {kind: lognormal, mean: 30s, cv: 0.4}}
"""
QUICK = ("--backend", "serial", "--no-plots", "--replications", "6")


@pytest.fixture
def invoke(tmp_path, monkeypatch):
    (tmp_path / "uneven.yaml").write_text(SCENARIO)
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(group, arguments)


def test_compare_prints_a_table_a_metric_with_verdicts(invoke):
    done = invoke("compare", "uneven.yaml", "--strategies", "round_robin,load_balanced", *QUICK)
    assert done.exit_code == 0, done.output
    assert "uneven: 2 alternatives, 6 replications on common random numbers" in done.stdout
    row = next(line for line in done.stdout.split("makespan")[1].splitlines() if "load_balanced" in line)
    assert row.endswith("better")
    assert "results  reports/uneven-compare" in done.stdout


def test_compare_prints_one_json_object(invoke, tmp_path):
    arguments = ("compare", "uneven.yaml", "--strategies", "round_robin,load_balanced", "--json", "--out", "r")
    done = invoke(*arguments, *QUICK)
    found = json.loads(done.stdout)
    assert found["output"] == "r"
    assert list(found["alternatives"]) == ["round_robin", "load_balanced"]
    assert len(pd.read_parquet(tmp_path / "r" / "runs.parquet")) == 12


def test_sweep_runs_every_combination(invoke, tmp_path):
    done = invoke(
        "sweep", "uneven.yaml", "--vary", "fleet.agents.0.count=1..3", "--vary", "retry.max_retries=0,2", *QUICK
    )
    assert done.exit_code == 0, done.output
    runs = pd.read_parquet(tmp_path / "reports" / "uneven-sweep" / "runs.parquet")
    assert len(runs) == 6 * 6
    assert sorted(set(runs["fleet.agents.0.count"])) == [1, 2, 3]
    means = runs.groupby("fleet.agents.0.count")["makespan"].mean()
    assert means[1] > means[3]


def test_a_preview_says_how_much_and_writes_nothing(invoke, tmp_path):
    done = invoke("sweep", "uneven.yaml", "--vary", "retry.max_retries=0..4 step 2", "--preview")
    *points, time = done.stdout.splitlines()
    assert points[:3] == ["retry.max_retries=0", "retry.max_retries=2", "retry.max_retries=4"]
    assert points[3] == "3 points * 20 replications = 60 runs"
    assert re.fullmatch(r"about [0-9.]+ (ms|s|min) in \d+ process(es)? here \([0-9.]+ ms a run\)", time)
    assert [path.name for path in tmp_path.iterdir()] == ["uneven.yaml"]


def test_a_preview_with_resume_says_what_is_left(invoke):
    arguments = ("sweep", "uneven.yaml", "--vary", "retry.max_retries=0,2", "--out", "r", "--quiet")
    assert invoke(*arguments, *QUICK).exit_code == 0
    done = invoke(*arguments, "--replications", "9", "--resume", "--preview")
    assert done.stdout.splitlines()[-1].startswith("6 of them are left to run: about ")
    done = invoke(*arguments, "--replications", "6", "--resume", "--preview")
    assert done.stdout.splitlines()[-1] == "all of them are stored: nothing is left to run"
    found = json.loads(invoke(*arguments, "--replications", "9", "--resume", "--preview", "--json").stdout)
    assert (found["runs"], found["stored"], found["points"]) == (6, 12, ["retry.max_retries=0", "retry.max_retries=2"])


def test_a_study_file_holds_it_all(invoke, tmp_path):
    (tmp_path / "study.yaml").write_text(
        "scenario: uneven.yaml\nvary: {retry.max_retries: [0, 2]}\nreplications: 4\nmetrics: [makespan]\n"
    )
    done = invoke("sweep", "study.yaml", "--backend", "serial", "--no-plots", "--json")
    assert json.loads(done.stdout)["replications"] == 4
    assert list(json.loads(done.stdout)["best"]) == ["makespan"]


def test_a_study_file_with_zipped_keys_constraints_and_a_design(invoke, tmp_path):
    (tmp_path / "study.yaml").write_text(
        "scenario: uneven.yaml\n"
        "vary: {truth.bias: -1.0..1.0, retry.max_retries: 0..9}\n"
        "zip: [{fleet.agents.0.count: [1, 2], fleet.agents.0.capacity: [2, 1]}]\n"
        "where: [fleet.agents.0.count * fleet.agents.0.capacity <= 2, retry.max_retries > 0]\n"
        "design: {kind: sobol, points: 8, seed: 3}\n"
        "replications: 2\nmetrics: [makespan]\nseed: 9\n"
    )
    done = invoke("sweep", "study.yaml", "--backend", "serial", "--no-plots", "--quiet")
    assert done.exit_code == 0, done.output
    runs = pd.read_parquet(tmp_path / "reports" / "uneven-sweep" / "runs.parquet")
    assert set(zip(runs["fleet.agents.0.count"], runs["fleet.agents.0.capacity"], strict=True)) == {(1, 2), (2, 1)}
    assert runs["retry.max_retries"].min() > 0
    assert runs["truth.bias"].between(-1.0, 1.0).all()
    assert runs.groupby("truth.bias")["point"].nunique().eq(2).all()  # each point of the design with both pairs
    assert runs["seed"].unique() == [9]
    assert runs["replication"].max() == 1


def test_the_same_from_options(invoke, tmp_path):
    pair = "fleet.agents.0.count=1,2,4 + fleet.agents.0.capacity=4,2,1"
    arguments = ("sweep", "uneven.yaml", "--vary", pair, "--vary", "retry.base=1s..9s", *QUICK, "--quiet")
    design = ("--design", "latin_hypercube:3", "--where", "fleet.agents.0.count > 1")
    done = invoke(*arguments, *design)
    assert done.exit_code == 0, done.output
    runs = pd.read_parquet(tmp_path / "reports" / "uneven-sweep" / "runs.parquet")
    assert set(zip(runs["fleet.agents.0.count"], runs["fleet.agents.0.capacity"], strict=True)) == {(2, 2), (4, 1)}
    # One value in each third of the range.
    assert sorted({int((base - 1.0) / 8.0 * 3.0) for base in runs["retry.base"]}) == [0, 1, 2]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--vary", "retry.base=1s..9s"), "the range needs a step, such as 1s..9s step 2s (or a design, to sample it)"),
        (("--vary", "retry.max_retries=0,3", "--design", "sobol:4"), "a design samples ranges"),
        (("--vary", "retry.max_retries=0..9", "--design", "sobol:6"), "needs a power of 2, such as 4 or 8"),
        (("--vary", "retry.max_retries=0..9", "--design", "halton:4"), "expected latin_hypercube:N or sobol:N"),
        (("--vary", "retry.max_retries=0..3", "--where", "retry.max_retries > 9"), "no point of the study fulfils"),
        (("--vary", "retry.max_retries=0..3", "--where", "retry.max_retri > 9"), "did you mean retry.max_retries?"),
        (("--vary", "fleet.agents.0.count=1,2 + fleet.agents.0.capacity=1"), "as many values each"),
        (("--vary", "retry.max_retries=0..3", "--metrics", "makespam", "--preview"), "did you mean makespan"),
        (("--vary", "retry.max_retries=0..3", "--baseline", "x", "--preview"), "baseline 'x' is not one of"),
        ((), "--vary: nothing varies, so there is nothing to sweep; name a key and its values"),
        (("--preview",), "nothing varies"),
        (("--vary", "retry.max_retries=0..3", "--delta", "100"), "names no metric"),
    ],
)
def test_what_is_wrong_with_a_sweep_is_told_and_nothing_is_written(invoke, tmp_path, arguments, message):
    done = invoke("sweep", "uneven.yaml", *arguments, "--backend", "serial")
    assert done.exit_code == 2
    assert message in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["uneven.yaml"]


def test_resume_computes_only_what_is_missing(invoke, tmp_path):
    arguments = ("compare", "uneven.yaml", "--strategies", "round_robin,load_balanced", *QUICK, "--out", "r", "--quiet")
    assert invoke(*arguments).exit_code == 0
    before = (tmp_path / "r" / "runs.parquet").read_bytes()
    stored = sorted((tmp_path / "r.runs").iterdir())
    assert invoke(*arguments, "--resume").exit_code == 0
    assert sorted((tmp_path / "r.runs").iterdir()) == stored
    assert (tmp_path / "r" / "runs.parquet").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--strategies", "round_robbin,load_balanced"), "did you mean 'round_robin'?"),
        (("--vary", "retry.max_retry=1,2"), "max_retries"),
        (("--strategies", "round_robin"), "one alternative is nothing to compare"),
        (("--strategies", "round_robin,load_balanced", "--precision", "0.1", "--select-best", "makespan"), "exclude"),
        (("--strategies", "round_robin,load_balanced", "--select-best", "makespan"), "needs --delta"),
        (("--strategies", "round_robin,load_balanced", "--metrics", "makespam"), "did you mean makespan"),
        (("--strategies", "round_robin,load_balanced", "--baseline", "x"), "baseline 'x' is not one of"),
        (("--strategies", "round_robin,load_balanced", "--precision", "7"), "is not between 0 and 1"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(invoke, tmp_path, arguments, message):
    done = invoke("compare", "uneven.yaml", *arguments, "--backend", "serial")
    assert done.exit_code == 2
    assert message in done.stderr
    assert "Traceback" not in done.output
    assert not (tmp_path / "reports" / "uneven-compare").exists()


def test_what_is_wrong_costs_no_finished_runs(invoke, tmp_path):
    arguments = ("compare", "uneven.yaml", "--strategies", "round_robin,load_balanced", *QUICK, "--out", "r", "--quiet")
    assert invoke(*arguments).exit_code == 0
    stored = sorted((tmp_path / "r.runs").iterdir())
    assert invoke(*arguments, "--metrics", "makespam").exit_code == 2
    assert invoke(*arguments, "--baseline", "x").exit_code == 2
    assert sorted((tmp_path / "r.runs").iterdir()) == stored


def test_a_folder_of_somebody_else_is_not_replaced(invoke, tmp_path):
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "thesis.txt").write_text("mine")
    done = invoke("compare", "uneven.yaml", "--strategies", "round_robin,load_balanced", "--out", "r", *QUICK)
    assert done.exit_code == 2
    assert (tmp_path / "r" / "thesis.txt").read_text() == "mine"
