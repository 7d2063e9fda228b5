"""`buddy-sim sensitivity`: what it prints, writes and refuses; the same however it is run."""

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
VARY = ("--vary", "fleet.agents.0.speed=0.5..2.0", "--vary", "retry.max_retries=0..3", "--vary", "monitor.interval=5,9")
QUICK = ("--backend", "serial", "--no-plots", "--replications", "3", "--trajectories", "4")


@pytest.fixture
def invoke(tmp_path, monkeypatch):
    (tmp_path / "uneven.yaml").write_text(SCENARIO)
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(group, arguments)


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_table_a_metric(invoke):
    done = invoke("sensitivity", "uneven.yaml", *VARY, *QUICK)
    assert done.exit_code == 0, done.output
    assert re.match(r"uneven: morris, 3 factors, \d+ points, 3 replications on common random numbers", done.stdout)
    rows = [line for line in done.stdout.split("\nmakespan ")[1].splitlines() if line.startswith("  ")]
    assert rows[0].split()[:2] == ["factor", "mu*"]
    assert rows[-1].split()[0] == "monitor.interval"
    assert rows[-1].endswith("changes nothing")
    assert "results  reports/uneven-sensitivity" in done.stdout


def test_one_json_object(invoke, tmp_path):
    arguments = ("--method", "sobol", "--points", "4", "--replications", "2", "--backend", "serial", "--no-plots")
    done = invoke("sensitivity", "uneven.yaml", *VARY, *arguments, "--metrics", "makespan", "--json", "--out", "r")
    found = json.loads(done.stdout)
    assert (found["method"], found["output"], list(found["metrics"])) == ("sobol", "r", ["makespan"])
    assert found["factors"]["fleet.agents.0.speed"] == "0.5 to 2"
    row = found["metrics"]["makespan"]["indices"][0]
    assert {"factor", "first", "total", "total_low", "total_high", "total_noise", "effect"} <= set(row)
    stored = json.loads((tmp_path / "r" / "sensitivity.json").read_text())
    assert stored == {key: value for key, value in found.items() if key != "output"}


def test_however_it_is_run_the_files_are_the_same(invoke, tmp_path, monkeypatch):
    arguments = ("sensitivity", "../uneven.yaml", *VARY, "--no-plots", "--replications=3", "--trajectories", "4")
    found = {}
    for name, manner in (("alone", ("--jobs", "1")), ("two", ("--backend", "joblib", "--jobs=2", "--quiet"))):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        assert invoke(*arguments, "--out", "r", *manner).exit_code == 0
        found[name] = files(tmp_path / name / "r")
    assert found["two"] == found["alone"]
    repeat = found["alone"]["report.md"].decode().splitlines()[-1]
    assert repeat.startswith("    buddy-sim sensitivity ../uneven.yaml --vary fleet.agents.0.speed=0.5..2.0 ")
    assert repeat.endswith("--replications=3 --trajectories 4 --out r")

    # Of an interrupted study a part is stored; the rest is computed, and all of it comes out the same.
    store = tmp_path / "two" / "r.runs"
    stored = sorted(store.iterdir())
    lost = stored[len(stored) // 2]
    lost.unlink()
    assert invoke(*arguments, "--out", "r", "--resume").exit_code == 0
    assert files(tmp_path / "two" / "r") == found["alone"]
    assert {path.name for path in store.iterdir()} >= {path.name for path in stored} - {lost.name}


def test_a_study_file_holds_it_all(invoke, tmp_path):
    (tmp_path / "study.yaml").write_text(
        "scenario: uneven.yaml\n"
        "vary: {fleet.agents.0.speed: 0.5..2.0, retry.max_retries: 0..3}\n"
        "zip: [{fleet.agents.1.count: [1, 2], fleet.agents.1.speed: [0.5, 0.25]}]\n"
        "where: [retry.max_retries < 9]\n"
        "replications: 2\nmetrics: [makespan]\nseed: 3\n"
        "sensitivity: {method: sobol, points: 4, seed: 7}\n"
    )
    done = invoke("sensitivity", "study.yaml", "--backend", "serial", "--no-plots", "--json")
    found = json.loads(done.stdout)
    assert (found["method"], found["replications"], list(found["metrics"])) == ("sobol", 2, ["makespan"])
    assert "fleet.agents.1.count + fleet.agents.1.speed" in found["factors"]
    assert pd.read_parquet(tmp_path / "reports" / "uneven-sensitivity" / "runs.parquet")["seed"].unique() == [3]
    # An option beats the file, and leaves the rest of it.
    assert "morris, 20 trajectories" in invoke("sensitivity", "study.yaml", "--method", "morris", "--preview").stdout
    assert "sobol, 8 points" in invoke("sensitivity", "study.yaml", "--points", "8", "--preview").stdout


def test_a_preview_says_how_many_runs_and_about_how_long(invoke, tmp_path):
    done = invoke("sensitivity", "uneven.yaml", *VARY, "--preview", "--jobs", "2")
    assert done.exit_code == 0, done.output
    *_, size, engine, time = done.stdout.splitlines()
    matched = re.fullmatch(r"(\d+) points \* 10 replications = (\d+) runs", size)
    assert matched is not None
    points, runs = matched.groups()
    assert engine == f"engine compiled for {points} of {points} points: it covers the scenario"
    assert int(runs) == 10 * int(points)
    assert re.fullmatch(r"about [0-9.]+ (ms|s|min) in 2 processes here \([0-9.]+ ms a run\)", time)
    assert "  fleet.agents.0.speed  0.5 to 2" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["uneven.yaml"]
    found = json.loads(invoke("sensitivity", "uneven.yaml", *VARY, "--preview", "--json").stdout)
    assert found["runs"] == int(runs)
    assert found["seconds"] > 0.0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "no input varies; expected axes, such as --vary retry.max_retries=0..5"),
        (("--vary", "retry.max_retry=0..5"), "did you mean retry.max_retries?"),
        (("--vary", "retry.max_retries=3"), "has one value only"),
        (("--vary", "retry.max_retries=5..0"), "runs backwards"),
        ((*VARY, "--where", "retry.max_retries > 1"), "points of the design do not fulfil the constraints"),
        ((*VARY, "--method", "sobol", "--points", "6"), "need a power of 2, such as 4 or 8"),
        ((*VARY, "--points", "8"), "--points is not for the method morris; expected --trajectories"),
        ((*VARY, "--method", "sobol", "--trajectories", "8"), "--trajectories is not for the method sobol"),
        ((*VARY, "--metrics", "makespam"), "did you mean makespan"),
        ((*VARY, "--metrics", "makespam", "--preview"), "did you mean makespan"),
        ((*VARY, "--replications", "1"), "1 is not in the range x>=2"),
        ((*VARY, "--vary", "truth.bias=-1000.0..0.0"), "truth.bias"),
        ((*VARY, "--trajectories", "5000"), "expected at most 10000: take fewer"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(invoke, tmp_path, arguments, message):
    for more in ((), ("--json",)):
        done = invoke("sensitivity", "uneven.yaml", *arguments, "--backend", "serial", *more)
        assert done.exit_code == 2
        assert message in done.stderr
        assert "Traceback" not in done.output
        assert message in json.loads(done.stdout)["error"] if more else not done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["uneven.yaml"]


def test_one_replication_in_a_study_file_is_refused(invoke, tmp_path):
    (tmp_path / "study.yaml").write_text("scenario: uneven.yaml\nvary: {retry.max_retries: 0..3}\nreplications: 1\n")
    for more in ((), ("--preview",)):
        done = invoke("sensitivity", "study.yaml", "--backend", "serial", *more)
        assert done.exit_code == 2
        assert "expected 2 or more" in done.stderr
        assert not (tmp_path / "reports").exists()


def test_problems_of_a_study_file_come_with_their_lines(invoke, tmp_path):
    (tmp_path / "study.yaml").write_text(
        "scenario: uneven.yaml\nvary: {retry.max_retries: 0..3}\nmetrics: [makespam]\n"
    )
    done = invoke("sensitivity", "study.yaml", "--backend", "serial")
    assert done.exit_code == 2
    assert "study.yaml:3: metrics.0: 'makespam' is unknown; did you mean 'makespan'?" in done.stderr
    (tmp_path / "study.yaml").write_text(
        "scenario: uneven.yaml\nvary: {retry.max_retries: 0..3}\nsensitivity: {method: moris}\n"
    )
    assert "study.yaml:3: sensitivity.method: 'moris' is unknown" in invoke("sensitivity", "study.yaml").stderr


def test_what_is_wrong_costs_no_finished_runs(invoke, tmp_path):
    assert invoke("sensitivity", "uneven.yaml", *VARY, *QUICK, "--quiet", "--out", "r").exit_code == 0
    stored = files(tmp_path / "r.runs")
    assert invoke("sensitivity", "uneven.yaml", *VARY, "--metrics", "x", "--out", "r").exit_code == 2
    assert files(tmp_path / "r.runs") == stored


def test_missing_runs_are_a_failure_that_resume_mends(invoke, tmp_path, monkeypatch):
    from sim.work import execution

    arguments = ("sensitivity", "uneven.yaml", *VARY, *QUICK, "--quiet", "--out", "r")
    taken = execution.Execution._take
    seen: list[int] = []

    def losing(self, chunk, done):
        if not seen:  # the first chunk's first run could not be done by its machine
            seen.append(1)
            rows = tuple((point, execution_row(row)) for point, row in done.rows)
            done = type(done)(rows, done.seconds)
        taken(self, chunk, done)

    def execution_row(row):
        return type(row)(row.replication, "missing", "no space for it")

    monkeypatch.setattr(execution.Execution, "_take", losing)
    done = invoke(*arguments)
    assert done.exit_code == 1
    assert "runs are missing; the same command with --resume computes them" in done.stderr
    assert "missing" in set(pd.read_parquet(tmp_path / "r" / "runs.parquet")["status"])
    assert invoke(*arguments, "--resume").exit_code == 0
    assert set(pd.read_parquet(tmp_path / "r" / "runs.parquet")["status"]) == {"ok"}


def test_salib_is_imported_by_nothing_of_it():
    import subprocess
    import sys

    script = "import sim.cli.sensitivity, sim.study.sensitivity.files, sys; print('SALib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout == "False\n"
