"""Progress: a line on a terminal while a run is long, and nothing anywhere else."""

import io
import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

import sim
from sim.cli import progress
from sim.cli.progress import Progress, wanted

SCENARIO = {
    "name": "small",
    "fleet": {"agents": [{"name": "agent", "count": 2}]},
    "workload": {"kind": "synthetic", "tasks_per_wave": 1500},
}


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "DELAY_S", 0.0)
    monkeypatch.setattr(progress, "REFRESHES_A_SECOND", 50.0)


def terminal(width: int) -> Console:
    return Console(file=io.StringIO(), force_terminal=True, width=width, color_system=None)


def shown_during_a_run(width: int) -> str:
    """What a terminal of this width is sent."""
    console = terminal(width)
    with Progress(shown=True, make_console=lambda: console) as line:
        sim.run(sim.parse_scenario(SCENARIO), watch=line.watch)
        line.enter("writing the results")
        time.sleep(0.1)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_line_counts_tasks_names_the_stage_and_goes_away(at_once) -> None:
    sent = shown_during_a_run(80)
    assert "simulating" in sent
    assert " of 1,500 tasks" in sent
    assert "writing the results" in sent
    assert "━" in sent
    assert sent.endswith("\x1b[1A\x1b[2K")  # up one line, erase it


def test_a_narrow_terminal_gets_one_line_without_a_bar(at_once) -> None:
    sent = shown_during_a_run(40)
    assert " of 1,500 tasks" in sent
    assert "━" not in sent
    # One line: only the end moves up, and by one.
    assert sent.count("\x1b[1A") == 1


def test_a_short_run_shows_nothing() -> None:
    console = terminal(80)
    with Progress(shown=True, make_console=lambda: console):
        pass
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue() == ""


def test_a_message_goes_above_the_line(at_once) -> None:
    console = terminal(80)
    with Progress(shown=True, make_console=lambda: console) as line:
        time.sleep(0.1)
        line.tell("policy [bold]x[/bold]: broken")
    assert isinstance(console.file, io.StringIO)
    assert "policy [bold]x[/bold]: broken\n" in console.file.getvalue()


def test_watching_changes_no_row(at_once) -> None:
    alone = sim.run(sim.parse_scenario(SCENARIO))
    console = terminal(80)
    with Progress(shown=True, make_console=lambda: console) as line:
        watched = sim.run(sim.parse_scenario(SCENARIO), watch=line.watch)
    assert list(watched.log) == list(alone.log)


def test_only_a_person_at_a_terminal_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stderr", Terminal())
    assert wanted(as_json=False, quiet=False)
    assert not wanted(as_json=True, quiet=False)
    assert not wanted(as_json=False, quiet=True)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert not wanted(as_json=False, quiet=False)
    monkeypatch.setattr(sys, "stderr", None)
    assert not wanted(as_json=False, quiet=False)


# The command itself, on a terminal.

AT_ONCE = """
import signal
import sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell in the background has it ignored
from sim.cli import main, progress
progress.DELAY_S = 0.0
sys.argv = ["buddy-sim", "run", "small.yaml", "--no-plots", *{options!r}]
main()
"""


def on_a_terminal(
    here: Path, *options: str, meanwhile: Callable[[int, str], bool] = lambda *_: False
) -> tuple[int, str]:
    """Run the command with stderr on a terminal; its exit code, and what the terminal got.

    `meanwhile` sees the process and what was got so far, until it says that it is through.
    """
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", AT_ONCE.format(options=list(options))]
    with subprocess.Popen(command, cwd=here, stdout=subprocess.DEVNULL, stderr=theirs) as process:
        os.close(theirs)
        sent, told = "", False
        while select.select([ours], [], [], 60)[0]:
            try:
                sent += os.read(ours, 65536).decode()
            except OSError:  # the terminal is closed: the process has ended
                break
            told = told or meanwhile(process.pid, sent)
        code = process.wait(timeout=60)
    os.close(ours)
    return code, sent


def test_on_a_terminal_the_line_is_shown_unless_silence_is_asked_for(here: Path) -> None:
    loud, sent = on_a_terminal(here, "--out", "a", "--set", "workload.tasks_per_wave=100")
    assert (loud, "tasks" in sent) == (0, True)
    assert on_a_terminal(here, "--out", "b", "--set", "workload.tasks_per_wave=100", "--json") == (0, "")
    # And the files are the same.
    files = json.loads((here / "a" / "manifest.json").read_text())["files"]
    assert files == json.loads((here / "b" / "manifest.json").read_text())["files"]


def test_an_interrupt_on_a_terminal_restores_it_and_leaves_nothing(here: Path) -> None:
    def interrupt(pid: int, sent: str) -> bool:
        if "simulating" in sent:
            os.kill(pid, signal.SIGINT)
            return True
        return False

    code, sent = on_a_terminal(here, "--set", "workload.tasks_per_wave=20000", meanwhile=interrupt)
    assert code == 130
    assert sent.rstrip().endswith("interrupted")
    assert sent.count("\x1b[?25l") == sent.count("\x1b[?25h") == 1  # the cursor is back
    assert sorted(path.name for path in here.iterdir()) == ["small.yaml"]
