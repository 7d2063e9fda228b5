"""`buddy-sim compare` and `sweep`: what they print, write, and refuse."""

import json
import re
from functools import partial

import pandas as pd
import pytest
from click.testing import CliRunner

import sim
from sim.cli.group import group
from sim.cli.study import show_progress
from sim.experiment.measure import RunRow, measure
from sim.experiment.pace import Progress
from sim.experiment.study_runs import compute
from sim.experiment.workers import ExecutionError

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


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


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
    *points, size, time = done.stdout.splitlines()
    assert points == ["retry.max_retries=0", "retry.max_retries=2", "retry.max_retries=4"]
    assert size == "3 points * 20 replications = 60 runs"
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


def test_a_torn_file_of_runs_is_told_and_its_runs_are_done_again(invoke, tmp_path):
    assert invoke(*COMPARED).exit_code == 0
    whole = contents(tmp_path / "r")
    path = min((tmp_path / "r.runs").iterdir())
    path.write_bytes(path.read_bytes()[:-5])
    done = invoke(*COMPARED, "--resume")
    assert done.exit_code == 0
    assert done.stderr == f"r.runs/{path.name}: is torn, or was changed; it is dropped, and its runs are done again\n"
    assert contents(tmp_path / "r") == whole


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


COMPARED = ("compare", "uneven.yaml", "--strategies", "round_robin,load_balanced", "--out", "r", *QUICK)


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
    alone.write(tmp_path / "alone", plots=False)
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
        return RunRow(replication, "missing", "MemoryError") if lacks else measure(scenario, seed, replication, inputs)

    monkeypatch.setattr("sim.experiment.compare.compute", partial(compute, measure=short))
    done = invoke(*COMPARED)
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1] == "2 runs are missing; the same command with --resume computes them"
    runs = pd.read_parquet(tmp_path / "r" / "runs.parquet")
    assert runs[runs.status == "missing"].replication.tolist() == [3, 3]
    assert set(runs[runs.status == "missing"].error) == {"MemoryError"}

    done_again: list[int] = []

    def counted(scenario, seed, replication, inputs):
        done_again.append(replication)
        return measure(scenario, seed, replication, inputs)

    monkeypatch.setattr("sim.experiment.compare.compute", partial(compute, measure=counted))
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

    monkeypatch.setattr("sim.experiment.compare.compute", ends)
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
