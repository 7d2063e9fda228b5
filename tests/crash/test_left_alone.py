"""A study whose surroundings go away: its parent is killed, its output is closed, its helpers cannot start."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.crash.test_command_crash import compare
from tests.crash.watching import ROOT, done, is_gone, wait_until

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="kills and watches processes as Linux does"
)

END_S = 10.0
"""So long after its parent a worker may live."""


def living(group: int) -> list[int]:
    """Return the processes of a group that are alive; one that nobody has waited for is not."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, its_group = (folder / "stat").read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(its_group) == group and state != "Z":
            found.append(int(folder.name))
    return found


def check_kill(folder: Path, moment_s: float) -> bool:
    """Kill a study with two workers so long after its first worker began to start; return whether it had any left."""
    process = compare(folder, "--jobs", "2", "--replications", "3000")
    wait_until(lambda: len(living(process.pid)) > 1, "a process beside the study's own")
    time.sleep(moment_s)
    process.kill()
    process.wait()
    left = living(process.pid)
    deadline = time.monotonic() + END_S
    while living(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert living(process.pid) == [], f"alive {END_S:.0f} s after a kill at {moment_s} s"
    process.communicate()
    return bool(left)


def test_no_worker_outlives_a_killed_study(tmp_path: Path) -> None:
    """While workers are being started, and asked who their parent is, and at work."""
    assert all(check_kill(tmp_path / str(moment_s), moment_s) for moment_s in (0.0, 0.3, 3.0))


@pytest.mark.nightly
@pytest.mark.parametrize("first_ms", range(0, 3000, 100))
def test_no_worker_outlives_a_study_killed_at_many_moments(tmp_path: Path, first_ms: int) -> None:
    """150 moments, 20 ms apart: from the start of the first helper until long after the first chunk."""
    for moment_ms in range(first_ms, first_ms + 100, 20):
        check_kill(tmp_path / str(moment_ms), moment_ms / 1000.0)


@pytest.mark.parametrize("closed", ["<&- >&- 2>&-", "> >(exec true) 2> >(exec true)"], ids=["closed", "no reader"])
def test_a_study_that_cannot_print_is_finished_and_stored(tmp_path: Path, closed: str) -> None:
    process = subprocess.run(["bash", "-c", f"{command_line(tmp_path)} {closed}"], cwd=tmp_path, capture_output=True)
    assert (process.returncode, process.stdout, process.stderr) == (0, b"", b"")
    assert (tmp_path / "result" / "runs.parquet").is_file()
    assert list((tmp_path / "result.runs").glob("*.jsonl"))


def command_line(folder: Path) -> str:
    """Return the command that compares two strategies by two workers, in that folder."""
    from json import dumps

    from tests.crash.study_driver import DATA

    (folder / "small.yaml").write_text(dumps(DATA), encoding="utf-8")
    study = "compare small.yaml --strategies round_robin,load_balanced --no-plots --out result"
    return f"PYTHONPATH={ROOT} {sys.executable} -m sim {study} --jobs 2 --replications 4 --metrics makespan"


PACKAGES = {"joblib", "numpy", "scipy", "pandas", "pyarrow", "simpy", "yaml", "click", "rich", "pydantic", "psutil"}
SEEN_FIRST = set(sys.stdlib_module_names) - {"json", "random", "queue", "socket", "multiprocessing", "decimal"}
"""With `-m` Python itself may look into the current folder, until the package runs."""
TRAP = "open({log!r}, 'a').write({name!r} + ' was imported\\n')\nraise ImportError('of the current folder')\n"


# `-P -m sim` meets the same names as the installed command does.
@pytest.mark.parametrize("how", ["-m sim", pytest.param("-P -m sim", marks=pytest.mark.nightly), "buddy-sim"])
def test_nothing_of_the_current_folder_is_imported(tmp_path: Path, how: str) -> None:
    """By none of the processes: the command, its workers, the two that track their resources."""
    log, folder, script = tmp_path / "log", tmp_path / "traps", tmp_path / "script.py"
    folder.mkdir()
    for name in {*sys.stdlib_module_names, *PACKAGES} - (SEEN_FIRST if how == "-m sim" else set()):
        (folder / f"{name}.py").write_text(TRAP.format(log=str(log), name=name), encoding="utf-8")
    script.write_text("from sim.cli import main\nmain()\n", encoding="utf-8")  # as installed, in a folder of its own
    command = command_line(folder).replace("-m sim", str(script) if how == "buddy-sim" else how)
    finished = subprocess.run(["bash", "-c", f"{command} --quiet"], cwd=folder, capture_output=True, text=True)
    assert (finished.returncode, finished.stdout, finished.stderr) == (0, "", "")
    assert not log.exists(), log.read_text()


def test_a_terminal_that_hangs_up_is_an_interrupt(tmp_path: Path) -> None:
    """SIGHUP reaches the workers too, as Ctrl-C does."""
    process = compare(tmp_path, "--jobs", "2", "--replications", "3000")
    wait_until(lambda: len(list(tmp_path.glob("result.runs/*.jsonl"))) >= 1, "a chunk")
    os.killpg(process.pid, signal.SIGHUP)
    message = "interrupted; finished runs are kept: the same command with --resume goes on from there\n"
    assert done(process) == (130, message)
    wait_until(lambda: is_gone(process), "the workers to end")


def hears_hangups(process: int) -> bool:
    """Whether a process catches SIGHUP: Python does not by itself, the program does from its first line on."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    caught = next(line.split()[1] for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(int(caught, 16) & 1)


# Two moments tell the two stages apart, the program's import and the start of workers; the others lie within them.
@pytest.mark.parametrize(
    "moment_s", [0.0, pytest.param(0.3, marks=pytest.mark.nightly), pytest.param(0.6, marks=pytest.mark.nightly), 0.9]
)
def test_an_interrupt_in_the_first_second_is_quiet(tmp_path: Path, moment_s: float) -> None:
    """While the program is imported, and while its first workers are started."""
    process = compare(tmp_path, "--jobs", "2", "--replications", "3000")
    wait_until(lambda: hears_hangups(process.pid), "the first line of the program")
    time.sleep(moment_s)
    os.killpg(process.pid, signal.SIGINT)
    code, errors = done(process)
    assert code == 130
    assert errors.partition(";")[0].strip() in ("", "interrupted")
