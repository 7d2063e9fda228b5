"""buddy-sim run: what it writes, what it prints, and with which code it ends."""

import json
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.policies.catalogue import strategies
from sim.scenario.reading.messages import choices


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def error_lines(result) -> list[str]:
    return result.stderr.splitlines()


def test_results_go_to_reports_under_the_scenarios_name(invoke, here: Path) -> None:
    result = invoke("run", "small.yaml", "--no-plots")
    assert (result.exit_code, result.stderr) == (0, "")
    assert (here / "reports" / "small" / "manifest.json").is_file()
    assert names_in(here / "reports") == ["small"]


def test_the_summary_is_plain_aligned_text_where_stdout_is_no_terminal(invoke) -> None:
    lines = invoke("run", "small.yaml", "--no-plots", "--out", "out").stdout.splitlines()
    assert lines[0] == "scenario   small, seed 3"
    assert lines[1].startswith("tasks      ")
    assert [line.split()[0] for line in lines[:5]] == ["scenario", "tasks", "health", "makespan", "anomalies"]
    assert lines[6].split() == ["agent", "tasks", "attempts", "succeeded", "busy", "up"]
    assert lines[-2:] == ["report   out/PHASE_21_AUTONOMOUS_EXECUTION.md", "results  out"]


def test_refusals_by_limits_and_what_it_cost_are_printed_where_there_are_any(invoke) -> None:
    keys = ["--set", "limits=[{name: l, starts_per_s: 0.1}]", "--set", "fleet.agents.0.price={attempt: 0.5}"]
    lines = invoke("run", "small.yaml", "--no-plots", "--out", "out", *keys).stdout.splitlines()
    told = dict(line.split(None, 1) for line in lines[:8] if line)
    metrics = json.loads(Path("out/phase21_execution_summary.json").read_text())["metrics"]
    assert told["refused"] == f"{metrics['limited']} attempts by limits"
    assert told["cost"] == f"{metrics['cost']:g} USD"
    assert metrics["limited"] > 0 < metrics["cost"]


def test_json_is_one_object_and_nothing_else(invoke) -> None:
    result = invoke("run", "small.yaml", "--no-plots", "--out", "out", "--json")
    found = json.loads(result.stdout)
    written = json.loads(Path("out/phase21_execution_summary.json").read_text())
    assert found.pop("output") == "out"
    assert found == written
    assert result.stdout.count("\n") == 1


def test_quiet_prints_nothing(invoke) -> None:
    result = invoke("run", "small.yaml", "--no-plots", "--quiet")
    assert (result.exit_code, result.output) == (0, "")


def test_the_seed_beats_the_files_and_is_shown(invoke) -> None:
    assert "small, seed 8" in invoke("run", "small.yaml", "--no-plots", "--seed", "8").stdout
    assert json.loads(Path("reports/small/manifest.json").read_text())["seed"] == 8


def test_set_changes_the_scenario(invoke) -> None:
    result = invoke(
        "run", "small.yaml", "--no-plots", "--set", "fleet.agents.0.count=3", "--set", "retry.max_retries=0", "--json"
    )
    assert list(json.loads(result.stdout)["per_agent_metrics"]) == ["agent_0", "agent_1", "agent_2"]
    scenario = json.loads(Path("reports/small/manifest.json").read_text())["scenario"]
    assert scenario["retry"]["max_retries"] == 0


def test_the_same_command_gives_the_same_bytes(invoke, here: Path) -> None:
    invoke("run", "small.yaml", "--no-plots", "--out", "a")
    invoke("run", "small.yaml", "--no-plots", "--out", "b")

    def bytes_of(folder: str) -> dict[str, bytes]:
        files = (path for path in (here / folder).rglob("*") if path.is_file())
        return {path.relative_to(here / folder).as_posix(): path.read_bytes() for path in files}

    assert bytes_of("a") == bytes_of("b")


# The input is wrong: 2, and nothing was run or written.


@pytest.mark.parametrize(
    ("args", "lines"),
    [
        (["nowhere.yaml"], ["nowhere.yaml: there is no such file"]),
        (["."], [".: cannot be read: it is a folder; expected a scenario file"]),
        (
            ["small.yaml", "--set", "retry.max_retris=5", "--set", "horizon=-1"],
            [
                "--set retry.max_retris: unknown path; did you mean retry.max_retries?",
                "--set horizon: -1 is not more than 0",
            ],
        ),
        (["small.yaml", "--seed", "-1"], ["--seed: -1 is less than 0"]),
        (
            ["small.yaml", "--set", "assignment.strategy=round_robbin"],
            [f"--set assignment.strategy: {choices('round_robbin', list(strategies()))}"],
        ),
        (["small.yaml", "--out", "small.yaml"], ["small.yaml: is not a folder; choose another name with --out"]),
        (
            ["small.yaml", "--out", "."],
            [".: holds the current folder, which cannot be replaced; name a folder inside it with --out"],
        ),
    ],
)
def test_wrong_input(invoke, here: Path, args: list[str], lines: list[str]) -> None:
    result = invoke("run", *args)
    assert error_lines(result) == lines
    assert (result.exit_code, result.stdout) == (2, "")
    assert names_in(here) == ["small.yaml"]


def test_every_problem_is_told_at_once_and_as_json(invoke, here: Path) -> None:
    (here / "bad.yaml").write_text("name: bad\nfleet: {agents: []}\nretry: {max_retries: -1}\n")
    result = invoke("run", "bad.yaml", "--json")
    found = json.loads(result.stdout)
    assert (result.exit_code, found["exit_code"]) == (2, 2)
    assert error_lines(result) == found["error"].splitlines()
    places = {(problem["file"], problem["line"], problem["path"]) for problem in found["problems"]}
    assert {("bad.yaml", 2, "fleet.agents"), ("bad.yaml", 3, "retry.max_retries")} <= places
    assert all(problem["message"] for problem in found["problems"])


def test_a_folder_with_other_things_is_refused_before_the_run(invoke, here: Path, monkeypatch) -> None:
    monkeypatch.setattr("sim.experiment.one_run.one_run", lambda *_args, **_: pytest.fail("it was run"))
    (here / "mine").mkdir()
    (here / "mine" / "notes.txt").write_text("mine")
    result = invoke("run", "small.yaml", "--no-plots", "--out", "mine")
    assert result.exit_code == 2
    assert error_lines(result)[0].startswith("mine: is not empty, and holds no manifest.json of an earlier result;")
    assert (here / "mine" / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("option", ["--sed=1", "--seed", "--seed=x", "--out"])
def test_wrong_options(invoke, option: str) -> None:
    result = invoke("run", "small.yaml", "--no-plots", option)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error: " in result.stderr


def test_wrong_options_as_json(invoke) -> None:
    result = invoke("run", "small.yaml", "--no-plots", "--json", "--seed=x")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["error"].startswith("Invalid value for '--seed'")


# The run or the write failed: 1, and a previous result is intact.


@pytest.fixture
def broken_policy(here: Path) -> str:
    """The option that chooses a strategy which raises whenever it is asked."""
    (here / "broken.py").write_text(
        "from sim.policies.strategy import Kind, Strategy\n"
        "def fail(*_):\n"
        "    raise ZeroDivisionError('a bug in a policy')\n"
        "BROKEN = Strategy(name='broken', kind=Kind.IMMEDIATE, summary='Fails.', pick=fail)\n",
        encoding="utf-8",
    )
    return "--set=assignment.strategy=broken.py:BROKEN"


def test_an_exception_inside_is_told_and_the_run_goes_on(invoke, broken_policy) -> None:
    result = invoke("run", "small.yaml", "--no-plots", broken_policy)
    assert result.exit_code == 0
    assert "policy broken: ZeroDivisionError: a bug in a policy" in result.stderr
    assert "exceptions  8 caught inside the run, see run.log" in result.stdout


def test_strict_aborts_and_writes_nothing(invoke, here: Path, broken_policy) -> None:
    result = invoke("run", "small.yaml", "--no-plots", "--strict", broken_policy)
    assert (result.exit_code, result.stdout) == (1, "")
    assert error_lines(result)[-1].startswith("the run failed: policy broken: ZeroDivisionError")
    assert names_in(here) == ["broken.py", "small.yaml"]


def test_an_unexpected_error_is_no_traceback(invoke, here: Path, monkeypatch) -> None:
    monkeypatch.delenv("BUDDY_SIM_DEBUG", raising=False)
    monkeypatch.setattr("sim.experiment.run.Run.write", lambda *_, **__: 1 / 0)
    result = invoke("run", "small.yaml", "--no-plots", "--json")
    assert result.exit_code == 1
    assert "Traceback" not in result.stderr
    assert error_lines(result)[0] == "unexpected error inside buddy-sim: ZeroDivisionError: division by zero"
    assert "BUDDY_SIM_DEBUG=1" in error_lines(result)[1]
    assert json.loads(result.stdout)["exit_code"] == 1
    monkeypatch.setenv("BUDDY_SIM_DEBUG", "1")
    assert "Traceback" in invoke("run", "small.yaml", "--no-plots").stderr


def test_a_failed_write_keeps_the_previous_result(execute, here: Path) -> None:
    assert execute("run", "small.yaml", "--no-plots", "--out", "out").returncode == 0
    before = (here / "out" / "manifest.json").read_bytes()

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

    done = execute("run", "small.yaml", "--no-plots", "--out", "out", "--seed", "4", preexec_fn=limit)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == "the result could not be written: File too large; a previous result is intact\n"
    assert (here / "out" / "manifest.json").read_bytes() == before
    assert names_in(here) == ["out", "small.yaml"]


# Interrupted: 130.


def test_interrupted_during_the_run(invoke, here: Path, monkeypatch) -> None:
    def interrupt(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.experiment.one_run.one_run", interrupt)
    result = invoke("run", "small.yaml", "--no-plots")
    assert (result.exit_code, error_lines(result)[-1]) == (130, "interrupted")
    assert names_in(here) == ["small.yaml"]


ENDLESS = """
import signal
import sys
import sim.experiment.one_run
from sim.cli import main

def endless(*args, **kwargs):
    print("running", file=sys.stderr, flush=True)
    while True:
        pass

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell in the background has it ignored
sim.experiment.one_run.one_run = endless
sys.argv = ["buddy-sim", "run", "small.yaml"]
main()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_during_the_run_leaves_nothing_behind(here: Path, number: int) -> None:
    command = [sys.executable, "-c", ENDLESS]
    with subprocess.Popen(command, cwd=here, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "running\n"
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.strip()) == (130, "", "interrupted")
    assert names_in(here) == ["small.yaml"]


def test_a_reader_that_goes_away_is_no_error_of_ours(execute, here: Path) -> None:
    command = f"{sys.executable} -m sim schema | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=here, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("{\n0\n", "")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("schema", 1),  # printed at once
        ("strategies", 1),
        ("run nowhere.yaml --json", 2),  # the input is wrong all the same
    ],
)
def test_output_that_cannot_be_printed_is_no_traceback(here: Path, command: str, code: int) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    shell = f"{sys.executable} -m sim {command} > /dev/full"
    done = subprocess.run(shell, shell=True, cwd=here, capture_output=True, text=True)
    assert done.returncode == code
    assert done.stderr.splitlines()[-1].endswith(
        "the output could not be printed: No space left on device" if code == 1 else "there is no such file"
    )


def test_a_closed_stdout_is_taken_as_it_is(here: Path) -> None:
    shell = f"{sys.executable} -m sim run small.yaml --no-plots --out out >&-"
    done = subprocess.run(shell, shell=True, cwd=here, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert (here / "out" / "manifest.json").is_file()


@pytest.mark.parametrize("args", [["run", ""], ["run", "small.yaml", "--out", ""], ["validate", ""], ["report", ""]])
def test_an_empty_name_is_not_the_folder_itself(invoke, args: list[str]) -> None:
    result = invoke(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert error_lines(result)[-1].endswith("the name is empty")


def test_the_version_of_the_package_is_in_the_summary(invoke) -> None:
    assert json.loads(invoke("run", "small.yaml", "--no-plots", "--json").stdout)["version"] == sim.__version__
