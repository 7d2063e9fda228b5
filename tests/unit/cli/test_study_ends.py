"""How a study ends: its result does not tell how it was worked, and what cannot be finished tells how to go on."""

import os
from functools import partial

import pandas as pd
import pytest
from click.testing import CliRunner

import sim
from sim.cli.group import group
from sim.cli.study import show_progress
from sim.work.execution_error import ExecutionError
from sim.work.measure import RunRow, measure_unwatched
from sim.work.pace import Progress
from sim.work.runs import compute
from sim.work.store import RunStore
from tests.unit.cli.test_compare_and_sweep import QUICK, SCENARIO

COMPARED = ("compare", "uneven.yaml", "--strategies", "round_robin,load_balanced", "--out", "r", *QUICK)


@pytest.fixture
def invoke(tmp_path, monkeypatch):
    (tmp_path / "uneven.yaml").write_text(SCENARIO)
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(group, arguments)


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_torn_file_of_runs_is_told_and_its_runs_are_done_again(invoke, tmp_path):
    assert invoke(*COMPARED).exit_code == 0
    whole = contents(tmp_path / "r")
    path = min((tmp_path / "r.runs").iterdir())
    path.write_bytes(path.read_bytes()[:-5])
    done = invoke(*COMPARED, "--resume")
    assert done.exit_code == 0
    assert done.stderr == f"r.runs/{path.name}: is torn, or was changed; it is dropped, and its runs are done again\n"
    assert contents(tmp_path / "r") == whole


def test_the_files_of_every_run_are_written_for_who_asks(invoke, tmp_path):
    assert invoke(*COMPARED).exit_code == 0
    assert not (tmp_path / "r" / "runs").exists()
    assert invoke(*COMPARED, "--run-folders", "--replications", "2", "--seed", "5").exit_code == 0
    folders = sorted(path.parent.relative_to(tmp_path / "r") for path in (tmp_path / "r").rglob("run.log"))
    assert [str(folder) for folder in folders] == [
        f"runs/point_{point}/replication_{number}" for point in (0, 1) for number in (0, 1)
    ]
    # Each is the folder of the run that anybody can do alone, and its numbers are those of the table.
    alone = sim.run(sim.load_scenario(tmp_path / "uneven.yaml"), seed=5)
    alone.write(tmp_path / "alone", plots=False, html=False)
    found = contents(tmp_path / "r" / "runs" / "point_1" / "replication_0")
    assert "wave_1/agent_fast_0/executed_tasks.jsonl" in found
    varied = ("manifest.json", "run.log")  # where the scenario comes from
    assert {name: found[name] for name in found if name not in varied} == {
        name: content for name, content in contents(tmp_path / "alone").items() if name not in varied
    }
    assert sim.load_study(tmp_path / "r").makespan[2] == alone.metrics["makespan"]
    assert invoke(*COMPARED).exit_code == 0  # such a result is replaced as a whole
    assert not (tmp_path / "r" / "runs").exists()


def test_a_slip_of_the_pen_costs_no_finished_run(invoke, tmp_path):
    assert invoke(*COMPARED).exit_code == 0
    stored = sorted((tmp_path / "r.runs").iterdir())
    for slip in (("--metrics", "makespam"), ("--baseline", "x"), ("--backend", "dask")):
        assert invoke(*COMPARED, *slip).exit_code != 0
        assert sorted((tmp_path / "r.runs").iterdir()) == stored


def test_the_result_does_not_tell_how_it_was_worked(invoke, tmp_path):
    """Resumed or not, loud or quiet, by whatever backend: the same bytes in every file."""
    assert invoke(*COMPARED).exit_code == 0
    whole = contents(tmp_path / "r")
    repeat = "buddy-sim compare uneven.yaml --strategies round_robin,load_balanced --out r --no-plots --replications 6"
    assert repeat in whole["report.md"].decode()
    for manner in (("--resume", "--quiet"), ("--backend=serial", "--json"), ("--jobs", "1")):
        assert invoke(*COMPARED, *manner).exit_code == 0
        assert contents(tmp_path / "r") == whole
    assert invoke(*COMPARED, "--set", "retry.max_retries=2").exit_code == 0
    assert contents(tmp_path / "r") != whole


def test_while_runs_are_missing_the_command_fails(invoke, tmp_path, monkeypatch):
    """A run that meets no memory is missing: told, a row with its reason, and done by the next session alone."""
    assert invoke(*COMPARED).exit_code == 0
    whole = contents(tmp_path / "r")

    def short(scenario, seed, replication, inputs):
        lacks = replication == 3
        return (
            RunRow(replication, "missing", "MemoryError")
            if lacks
            else measure_unwatched(scenario, seed, replication, inputs)
        )

    monkeypatch.setattr("sim.study.comparison.compare.compute", partial(compute, measure=short))
    done = invoke(*COMPARED)
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1] == "2 runs are missing; the same command with --resume computes them"
    runs = pd.read_parquet(tmp_path / "r" / "runs.parquet")
    assert runs[runs.status == "missing"].replication.tolist() == [3, 3]
    assert set(runs[runs.status == "missing"].error) == {"MemoryError"}

    done_again: list[int] = []

    def counted(scenario, seed, replication, inputs):
        done_again.append(replication)
        return measure_unwatched(scenario, seed, replication, inputs)

    monkeypatch.setattr("sim.study.comparison.compare.compute", partial(compute, measure=counted))
    assert invoke(*COMPARED, "--resume").exit_code == 0
    assert done_again == [3, 3]
    assert contents(tmp_path / "r") == whole


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (KeyboardInterrupt(), 130, "interrupted; finished runs are kept: the same command with --resume"),
        (OSError(28, "No space left on device", "x"), 1, "the runs cannot be stored: x: No space left on device; fin"),
        (ExecutionError("the workers are gone"), 1, "the workers are gone; finished runs are kept"),
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.usefixtures("invoke")
def test_what_ends_a_study_tells_how_to_go_on(monkeypatch, capsys, error, code, message):
    def ends(plan, replications, store, workers, tell):
        compute(plan, 2, store, workers)
        raise error

    monkeypatch.setattr("sim.study.comparison.compare.compute", ends)
    with pytest.raises(SystemExit) as ended:
        group.main(COMPARED)
    assert ended.value.code == code
    assert message in capsys.readouterr().err


def test_progress_tells_how_far_how_fast_and_how_long(capsys):
    show_progress(Progress(done=3, lost=0, total=10, rate=2.0, seconds_left=3.5))
    show_progress(Progress(done=9, lost=1, total=10, rate=None, seconds_left=None))
    assert capsys.readouterr().err.replace("\r", "|") == ("|3 of 10 runs, 2.0 runs a second, 4 s left|9 of 10 runs\n")


def test_nothing_is_kept_where_nothing_was_done(invoke):
    done = invoke(*COMPARED, "--backend", "dask")
    assert (done.exit_code, done.stderr.strip()) == (
        1, "the backend dask needs the address of a scheduler, such as tcp://host:8786",
    )  # fmt: skip


def test_a_second_study_on_the_same_folder_is_refused(invoke, tmp_path):
    assert invoke(*COMPARED).exit_code == 0
    before = contents(tmp_path)
    with RunStore(tmp_path / "r.runs").held():
        for manner in ((), ("--resume",)):
            done = invoke(*COMPARED, *manner)
            assert (done.exit_code, done.stdout) == (2, "")
            assert done.stderr.startswith(f"r.runs: process {os.getpid()} on ")
    assert contents(tmp_path) == before
    assert invoke(*COMPARED, "--resume").exit_code == 0
