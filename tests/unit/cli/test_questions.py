"""`buddy-sim smallest-fleet`, `knee` and `retry-setting`: what they print, write, keep and refuse."""

import json

import pytest
from click.testing import CliRunner

from sim.cli.group import group
from sim.work.measure import RunRow, measure_unwatched
from sim.work.runs import compute

SCENARIO = """
name: day
seed: 5
fleet: {agents: [{name: agent, count: 2}], breakdowns: {mtbf: 10min, mttr: 1min}}
workload: {kind: synthetic, tasks_per_wave: 12, duration: {kind: lognormal, mean: 30s, cv: 0.4}, predicted_success: 0.8}
"""
TWO_GROUPS = SCENARIO.replace("[{name: agent, count: 2}]", "[{name: coder}, {name: reviewer}]")
QUICK = ("--backend", "serial", "--no-plots")
FLEET = ("smallest-fleet", "day.yaml", "--agents", "1..8", "--meet", "makespan <= 6min", "--replications", "10..20")
KNEE = ("knee", "day.yaml", "--agents", "1..4", "--replications", "6")
RETRY = ("retry-setting", "day.yaml", "--meet", "success_rate >= 0.9", "--vary", "retry.max_retries=0,3",
         "--replications", "10..20")  # fmt: skip


@pytest.fixture
def invoke(tmp_path, monkeypatch):
    (tmp_path / "day.yaml").write_text(SCENARIO)
    (tmp_path / "two.yaml").write_text(TWO_GROUPS)
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(group, arguments)


def files(folder):
    # The report and the manifest hold the command, which differs.
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in (".parquet", ".json")
            and path.name != "manifest.json"}  # fmt: skip


def test_smallest_fleet_prints_the_finding_and_a_row_a_size(invoke, tmp_path):
    done = invoke(*FLEET, *QUICK)
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert "enough for makespan <= 6 min" in lines[0]
    assert "with 95 % confidence" in lines[0]
    header = next(line for line in lines if line.startswith("agents"))
    assert header.split() == ["agents", "verdict", "makespan", "<=", "6", "min", "surely", "runs"]
    assert lines[-1] == "results  reports/day-smallest-fleet"
    report = (tmp_path / "reports" / "day-smallest-fleet" / "report.md").read_text()
    assert report.split("\n\n")[1].startswith(lines[0])


def test_knee_prints_the_finding_and_a_row_a_size(invoke, tmp_path):
    done = invoke(*KNEE, *QUICK)
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert "knee" in lines[0]
    start = next(place for place, line in enumerate(lines) if line.startswith("agents"))
    assert [line.split()[0] for line in lines[start + 1 : start + 5]] == ["1", "2", "3", "4"]
    report = (tmp_path / "reports" / "day-knee" / "report.md").read_text()
    assert report.split("\n\n")[1].startswith(lines[0])


def test_retry_setting_prints_the_finding_and_a_row_a_setting(invoke, tmp_path):
    done = invoke(*RETRY, *QUICK)
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert "retry.max_retries=3" in lines[0]
    assert "does not meet" in next(line for line in lines if line.startswith("retry.max_retries=0"))
    assert "lost to breakdowns" in done.stdout
    report = (tmp_path / "reports" / "day-retry-setting" / "report.md").read_text()
    assert report.split("\n\n")[1].startswith(lines[0].replace("_", "_"))


@pytest.mark.parametrize(
    ("command", "keys"),
    [
        (FLEET, {"scenario", "group", "requirements", "confidence", "smallest_meeting", "largest_not_meeting",
                 "undecided", "replications_needed", "sizes", "setbacks", "output"}),
        (KNEE, {"scenario", "group", "confidence", "worth", "knee", "low", "high", "beyond_range", "replications",
                "failed", "cut_off_replications", "beyond", "sizes", "output"}),
        (RETRY, {"scenario", "requirements", "minimise", "confidence", "cheapest_meeting", "settled", "rivals",
                 "settings", "output"}),
    ],
    ids=["smallest-fleet", "knee", "retry-setting"],
)  # fmt: skip
def test_json_is_one_object_with_every_answer(invoke, command, keys):
    done = invoke(*command, *QUICK, "--json", "--out", "r")
    found = json.loads(done.stdout)
    assert set(found) == keys
    assert found["output"] == "r"
    rows = found.get("sizes") or found["settings"]
    assert all(isinstance(row, dict) for row in rows)


def test_json_of_the_smallest_fleet_by_field(invoke):
    found = json.loads(invoke(*FLEET, *QUICK, "--json").stdout)
    assert found["requirements"] == [{"metric": "makespan", "operator": "<=", "limit": 360.0}]
    assert found["largest_not_meeting"] < found["smallest_meeting"]
    verdicts = {row["size"]: row["verdict"] for row in found["sizes"]}
    assert verdicts[found["smallest_meeting"]] == "meets"
    assert verdicts[found["largest_not_meeting"]] == "does not meet"
    evidence = found["sizes"][0]["metrics"]["makespan <= 360"]
    assert evidence["low"] < evidence["mean"] < evidence["high"]


@pytest.mark.parametrize("command", [FLEET, KNEE, RETRY], ids=["smallest-fleet", "knee", "retry-setting"])
def test_resume_computes_only_what_is_missing(invoke, tmp_path, command):
    assert invoke(*command, *QUICK, "--out", "r", "--quiet").exit_code == 0
    before = files(tmp_path / "r")
    stored = sorted((tmp_path / "r.runs").iterdir())
    assert invoke(*command, *QUICK, "--out", "r", "--quiet", "--resume").exit_code == 0
    assert sorted((tmp_path / "r.runs").iterdir()) == stored
    assert files(tmp_path / "r") == before


def test_what_is_finished_survives_an_interruption(invoke, tmp_path, monkeypatch):
    seen: list[int] = []

    def interrupted(scenario, seed, replication, inputs=None):
        if len(seen) == 15:
            raise KeyboardInterrupt
        seen.append(replication)
        return measure_unwatched(scenario, seed, replication, inputs)

    monkeypatch.setattr(compute, "__defaults__", (None, interrupted, 0.0))
    done = invoke(*FLEET, *QUICK, "--out", "r")
    assert done.exit_code == 130
    assert done.stderr.startswith("interrupted; finished runs are kept: ")
    assert not (tmp_path / "r").exists()
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    assert invoke(*FLEET, *QUICK, "--out", "r", "--resume", "--quiet").exit_code == 0
    assert invoke(*FLEET, *QUICK, "--out", "whole", "--quiet").exit_code == 0
    for name in ("answer.json", "runs.parquet"):
        assert (tmp_path / "r" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_runs_that_are_missing_are_told_and_the_rest_is_kept(invoke, tmp_path, monkeypatch):
    def forgetful(scenario, seed, replication, inputs=None):
        return (
            RunRow(replication, "missing", "no memory")
            if replication == 3
            else measure_unwatched(scenario, seed, replication)
        )

    with monkeypatch.context() as patch:
        patch.setattr(compute, "__defaults__", (None, forgetful, 1.0))
        done = invoke(*FLEET, *QUICK, "--out", "r")
    assert done.exit_code == 1
    assert "runs are missing; the same command with --resume computes them" in done.stderr
    assert "of them are missing" in (tmp_path / "r" / "report.md").read_text()
    assert invoke(*FLEET, *QUICK, "--out", "r", "--resume", "--quiet").exit_code == 0


def test_a_curve_without_values_is_no_answer(invoke, tmp_path, monkeypatch):
    def failing(scenario, seed, replication, inputs=None):
        return RunRow(replication, "failed", "ValueError: made up")

    monkeypatch.setattr(compute, "__defaults__", (None, failing, 1.0))
    done = invoke(*KNEE, *QUICK, "--out", "r")
    assert (done.exit_code, done.stderr) == (1, "there is no curve: no replication has a value at every size\n")
    assert not (tmp_path / "r").exists()


ASK = ("smallest-fleet", "day.yaml", "--agents", "1..4", "--meet")
WITH = ("--meet", "makespan <= 9")
CHOOSE = ("retry-setting", "day.yaml", "--meet", "success_rate >= 0.9")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((*ASK, "p95_responce <= 3"), "did you mean p95_response"),
        ((*ASK, "be quick"), "'be quick' is not a requirement"),
        ((*ASK, "success_rate >= 95"), "did you mean 95%?"),
        (ASK[:-1], "Missing option '--meet'"),
        (("smallest-fleet", "day.yaml", *WITH), "Missing option '--agents'"),
        (("smallest-fleet", "day.yaml", "--agents", "4..1", *WITH), "runs backwards"),
        (("smallest-fleet", "day.yaml", "--agents", "", *WITH), "a value is missing"),
        (("smallest-fleet", "two.yaml", "--agents", "1..4", *WITH), "--group: the fleet has 2 groups"),
        (("smallest-fleet", "nix.yaml", "--agents", "1..4", *WITH), "there is no such file"),
        ((*FLEET, "--replications", "2"), "--replications: 2 goes below 5"),
        ((*FLEET, "--confidence", "1"), "'--confidence': 1.0 is not in the range"),
        ((*FLEET, "--set", "fleet.agnets=1"), "did you mean fleet.agents"),
        (("knee", "day.yaml", "--agents", "1,2"), "1,2 are too few sizes; expected at least 3"),
        (("knee", "two.yaml", "--agents", "1..4", "--group", "codr"), "did you mean 'coder'?"),
        ((*KNEE, "--worth", "1"), "'--worth': 1.0 is not in the range"),
        ((*CHOOSE, "--vary", "retry.max_retry=1,2"), "max_retries"),
        ((*CHOOSE, "--minimise", "throughput"), "more of throughput is better"),
        ((*CHOOSE, "--minimise", "makespam"), "did you mean makespan"),
        ((*CHOOSE, "--vary", "retry.max_retries=1"), "one setting is nothing to choose from"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(invoke, tmp_path, arguments, message):
    done = invoke(*arguments)
    assert done.exit_code == 2, done.output
    assert message in done.stderr
    assert "Traceback" not in done.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["day.yaml", "two.yaml"]


def test_a_folder_of_somebody_else_is_not_replaced(invoke, tmp_path):
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "thesis.txt").write_text("mine")
    for command in (FLEET, KNEE, RETRY):
        assert invoke(*command, *QUICK, "--out", "r").exit_code == 2
    assert [path.name for path in (tmp_path / "r").iterdir()] == ["thesis.txt"]
    assert not (tmp_path / "r.runs").exists()
