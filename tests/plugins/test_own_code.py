"""A strategy, a gate, a detector and a source outside the package go wherever those of the program go."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

import sim
from tests.dask_cluster import Cluster
from tests.plugins.conftest import Invoke

KINDS = {"strategy": "FEWEST", "gate": "TWICE", "detector": "JUMPY", "source": "NIGHTLY"}
STUDY = ["own.yaml", "--strategies", "./mine.py:FEWEST,round_robin", "--metrics", "makespan", "--no-plots"]


def study(own: Path) -> list[str]:
    """The arguments of a comparison whose scenario has no settings of a strategy, which others would not know."""
    text = own.read_text(encoding="utf-8").replace(", most: 50", "")
    own.write_text(text, encoding="utf-8")
    return ["compare", *STUDY]


def manifest(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return content


def tables(folder: Path) -> list[bytes]:
    return [(folder / name).read_bytes() for name in ("runs.parquet", "differences.parquet")]


def test_a_run_has_them_all_and_tells_them(invoke, here: Path) -> None:
    result = invoke("run", "own.yaml", "--no-plots", "--strict")
    assert result.exit_code == 0, result.stderr
    told = {one["kind"]: one for one in manifest(here / "reports/own")["plugins"]}
    sha256 = hashlib.sha256((here / "mine.py").read_bytes()).hexdigest()
    assert {kind: (one["variable"], one["sha256"]) for kind, one in told.items()} == {
        kind: (variable, sha256) for kind, variable in KINDS.items()
    }
    assert (told["strategy"]["file"], told["source"]["file"]) == ("./mine.py", "mine.py")
    report = (here / "reports/own/PHASE_21_AUTONOMOUS_EXECUTION.md").read_text(encoding="utf-8")
    assert "| assignment | ./mine.py:FEWEST, code of one's own |" in report
    assert report.count(sha256) == 4
    assert "buddy-sim run own.yaml --seed 5" in report


def test_they_do_what_they_say(here: Path) -> None:
    run = sim.run(sim.load_scenario("own.yaml"), strict=True)
    assert len(run.tasks) == 9  # of the source, whose setting is 9 where the default is 12
    assert run.tasks["attempts"].max() == 3  # the third is the one that the gate rejects
    assert set(run.gate_decisions.query("gate == 'twice'")["attempt"]) == {2}
    failed = set(run.attempts.query("approved and not succeeded")["agent_id"])
    assert {agent for one in run.found for agent in one.agents} == failed
    first = run.assignments.groupby("agent_id").size()
    assert first.max() - first.min() <= 4


def test_what_a_folder_holds_gives_the_same_report(here: Path) -> None:
    run = sim.run(sim.load_scenario("own.yaml"))
    run.write("out", plots=False)
    (here / "mine.py").unlink()  # reading a result runs no code
    again = sim.read_run("out")
    assert again.report() == run.report()


def check_who_does_the_runs(invoke: Invoke, here: Path, name: str, *how: str) -> None:
    compare = [*study(here / "own.yaml"), "--replications", "6"]
    for out, manner in (("alone", ("--jobs", "1")), (name, how)):
        result = invoke(*compare, "--out", out, *manner)
        assert result.exit_code == 0, result.stderr
    assert tables(here / "alone") == tables(here / name)
    assert [one["variable"] for one in manifest(here / name)["plugins"]] == list(KINDS.values())


def test_who_does_the_runs_makes_no_difference(invoke: Invoke, here: Path) -> None:
    check_who_does_the_runs(invoke, here, "two", "--jobs", "2")


@pytest.mark.nightly  # a cluster takes as long to start as all other tests here; code goes there in the same way
def test_nor_does_a_cluster_that_does_them(invoke: Invoke, here: Path, cluster: Cluster) -> None:
    check_who_does_the_runs(invoke, here, "dask", "--scheduler", cluster.address)


def test_a_study_goes_on_and_a_changed_file_is_noticed(invoke, here: Path) -> None:
    compare = [*study(here / "own.yaml"), "--jobs", "1", "--out", "out"]
    assert invoke(*compare, "--replications", "3").exit_code == 0
    before = tables(here / "out")
    store = here / "out.runs"
    done = sorted(store.glob("*.jsonl"))
    # The same again: nothing is done anew.
    assert invoke(*compare, "--replications", "3", "--resume").exit_code == 0
    assert (tables(here / "out"), sorted(store.glob("*.jsonl"))) == (before, done)
    # Another content is another strategy, though its name and place are the same.
    code = (here / "mine.py").read_text(encoding="utf-8")
    (here / "mine.py").write_text(code.replace("tasks < fewest", "tasks > fewest"), encoding="utf-8")
    assert invoke(*compare, "--replications", "3", "--resume").exit_code == 0
    assert tables(here / "out") != before
    assert len(sorted(store.glob("*.jsonl"))) > len(done)


def test_a_file_that_changes_while_the_study_runs_is_noticed(here: Path) -> None:
    from sim.study.plan_input import plan_points
    from sim.work.measure import measure

    plan = plan_points("own.yaml")
    (point,) = plan.points
    assert measure(point.scenario, plan.seed, 0, plan.inputs[0]).status == "ok"
    with (here / "mine.py").open("a", encoding="utf-8") as file:
        file.write("\n")
    row = measure(point.scenario, plan.seed, 0, plan.inputs[0])
    told = "the strategy ./mine.py:FEWEST and the gate ./mine.py:TWICE and the detector ./mine.py:JUMPY"
    assert (row.status, row.error) == (
        "missing", f"{told} and the source mine.py:NIGHTLY changed while the study ran",
    )  # fmt: skip
    (here / "mine.py").unlink()
    row = measure(point.scenario, plan.seed, 0, plan.inputs[0])
    assert row.status == "missing"
    assert "./mine.py: there is no such file" in (row.error or "")


def test_commands_refuse_them_on_request(invoke, here: Path) -> None:
    (here / "mine.py").write_text("raise SystemExit('it was run')", encoding="utf-8")
    for command in (
        ["run", "own.yaml"],
        study(here / "own.yaml"),
        ["sweep", "own.yaml", "--vary", "retry.max_retries=0,1"],
        ["knee", "own.yaml", "--agents", "1..2"],
        ["smallest-fleet", "own.yaml", "--agents", "1..2", "--meet", "makespan <= 1h"],
        ["retry-setting", "own.yaml", "--meet", "success_rate >= 90%"],
        ["sensitivity", "own.yaml", "--vary", "retry.max_retries=0..2"],
    ):
        result = invoke(*command, "--no-plugins")
        assert result.exit_code == 2, (command, result.stderr)
        assert "./mine.py:FEWEST is code of your own, and --no-plugins refuses to run any" in result.stderr
    assert not (here / "reports").exists()


def test_validate_does_not_run_them(invoke, here: Path) -> None:
    (here / "mine.py").write_text("open('was-run', 'w')", encoding="utf-8")
    assert invoke("validate", "own.yaml").exit_code == 0
    assert not (here / "was-run").exists()
    (here / "mine.py").unlink()
    result = invoke("validate", "own.yaml")
    assert result.exit_code == 2
    where = here.as_posix()
    assert result.stderr.splitlines() == [
        f"own.yaml:4: workload.source: mine.py: there is no such file in {where}",
        f"own.yaml:5: assignment.strategy: ./mine.py: there is no such file in {where}",
        f"own.yaml:6: gates.also: ./mine.py: there is no such file in {where}",
        f"own.yaml:7: monitor.detector: ./mine.py: there is no such file in {where}",
    ]


def test_a_path_starts_from_the_file_or_from_where_the_option_is_typed(invoke, here: Path) -> None:
    (here / "deep").mkdir()
    (here / "own.yaml").rename(here / "deep" / "own.yaml")
    (here / "mine.py").rename(here / "deep" / "mine.py")
    chosen = "assignment={strategy: ./deep/mine.py:FEWEST}"
    assert invoke("run", "deep/own.yaml", "--no-plots", "--out", "file").exit_code == 0
    assert invoke("run", "deep/own.yaml", "--no-plots", "--out", "option", "--set", chosen).exit_code == 0
    scenario = manifest(here / "option")["scenario"]
    assert scenario["assignment"]["strategy"] == "mine.py:FEWEST"  # as if it stood in the file
    wrong = invoke("run", "deep/own.yaml", "--no-plots", "--set", "assignment.strategy=./mine.py:FEWEST")
    assert wrong.exit_code == 2
    assert "there is no such file" in wrong.stderr
