"""Starting studies as programs of their own, and watching how they end."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUNS = 32


def command(script: str, folder: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", f"tests.crash.{script}", str(folder), *arguments]


def hear_interrupts() -> None:
    """Before a program starts: a shell has what runs in its background ignore Ctrl-C, which would be inherited."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def done(process: "subprocess.Popen[str]") -> tuple[int, str]:
    _, errors = process.communicate(timeout=100)
    return process.returncode, errors


def wait_until(holds: Callable[[], bool], what: str) -> None:
    for _ in range(1200):
        if holds():
            return
        time.sleep(0.05)
    pytest.fail(f"waited a minute for {what}")


def is_gone(process: "subprocess.Popen[str]") -> bool:
    """Whether nobody of the process group is left."""
    process.poll()
    try:
        os.killpg(process.pid, 0)
    except ProcessLookupError:
        return True
    return False


def check_moments(folder: Path, moments: int, seed: int, *options: str) -> None:
    arguments = ["--moments", str(moments), "--seed", str(seed), *options]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    finished = subprocess.run(
        command("kill_driver", folder, *arguments), cwd=ROOT, capture_output=True, text=True, env=environment
    )
    found = [json.loads(line) for line in finished.stdout.splitlines()]
    assert len(found) == moments, finished.stderr
    wrong = [
        moment for moment in found
        if moment["status"] != 0 or not moment["same"] or moment["missing"]
        or moment["computed_again"] or moment["kept_without_computing"]
    ]  # fmt: skip
    assert wrong == []
    # The test would show nothing if the study were over before it is killed, or killed before it stores anything.
    assert sum(moment["killed"] for moment in found) > 0.7 * moments
    assert sum(0 < moment["kept"] < RUNS for moment in found) > 0.5 * moments
