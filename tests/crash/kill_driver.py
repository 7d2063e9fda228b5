"""Kills a study at many moments, resumes it each time, and says what it found as one JSON object a line.

    python -m tests.crash.kill_driver FOLDER --moments N --seed N

The study runs in forked children, so that a moment costs no start of an interpreter. Two thirds of the moments are
drawn over the whole session, to a fraction of a run; one third hit the operations that make a file count: just before
or just after it is forced to the disk, or renamed.
"""

import argparse
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet  # noqa: F401  # for the children

from sim.experiment.measure import measure
from sim.experiment.store import RunStore
from sim.experiment.workers import SerialWorkers
from tests.crash import study_driver
from tests.crash.study_driver import LOG, REPLICATIONS, plan, session

CHUNK_S = 0.01


def child(folder: Path, before: Callable[[], None] = lambda: None) -> int:
    """Start a session in a child process."""
    process = os.fork()
    if process == 0:
        study_driver.FOLDER = str(folder)
        before()
        try:
            session(folder, SerialWorkers(), "counted", CHUNK_S)
        finally:
            os._exit(0)
    return process


def finished(folder: Path) -> int:
    """Resume to the end; return the exit status."""
    _, status = os.waitpid(child(folder), 0)
    return os.waitstatus_to_exitcode(status)


def computed(folder: Path) -> Counter[str]:
    path = folder / LOG
    return Counter(path.read_text(encoding="ascii").splitlines()) if path.exists() else Counter()


def stored(folder: Path) -> set[str]:
    """The runs that the store holds, as the log names them."""
    store, study = RunStore(folder / "store"), plan()
    return {
        f"{point.scenario.assignment.strategy} {point.scenario.retry.max_retries} {row.replication}"
        for point, key in zip(study.points, study.keys, strict=True)
        for row in store.rows(key, REPLICATIONS)
    }


def kill_after(folder: Path, runs: int, seconds: float) -> bool:
    """Start a session, and kill it so long after so many runs; return whether it was still alive."""
    process = child(folder)
    log = folder / LOG
    while os.waitpid(process, os.WNOHANG) == (0, 0):
        if runs == 0 or (log.exists() and log.read_bytes().count(b"\n") >= runs):
            time.sleep(seconds)
            os.kill(process, signal.SIGKILL)
            _, status = os.waitpid(process, 0)
            return os.WIFSIGNALED(status)
        time.sleep(0.0005)
    return False


def kill_at_operation(folder: Path, name: str, number: int, after: bool) -> bool:
    """Start a session that kills itself at its n-th fsync or rename."""

    def arm() -> None:
        owner: Any = os if name == "fsync" else Path
        original, calls = getattr(owner, name), iter(range(10**6))

        def deadly(*arguments: Any) -> Any:
            here = next(calls) == number
            if here and not after:
                os.kill(os.getpid(), signal.SIGKILL)
            result = original(*arguments)
            if here:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        setattr(owner, name, deadly)

    _, status = os.waitpid(child(folder, arm), 0)
    return os.WIFSIGNALED(status)


def moment(folder: Path, number: int, draw: random.Random) -> dict[str, Any]:
    """Kill once, resume, and tell what came of it."""
    folder.mkdir()
    if number % 3 == 2:
        name, at, after = draw.choice(["fsync", "replace"]), draw.randrange(12), draw.random() < 0.5
        what = f"{'after' if after else 'before'} {name} {at}"
        killed = kill_at_operation(folder, name, at, after)
    else:
        runs, seconds = draw.randrange(4 * REPLICATIONS + 1), draw.random() * 0.01
        what = f"{seconds:.4f} s after run {runs}"
        killed = kill_after(folder, runs, seconds)
    kept, first = stored(folder), computed(folder)
    status = finished(folder)
    return {
        "what": what,
        "killed": killed,
        "kept": len(kept),
        "kept_without_computing": sorted(kept - set(first)),
        "computed_again": sorted(run for run in kept if computed(folder)[run] != 1),
        "missing": 4 * REPLICATIONS - len(stored(folder)),
        "status": status,
        "same": all((folder / name).read_bytes() == (folder.parent / "whole" / name).read_bytes()
                    for name in ("runs.parquet", "trajectories.parquet")),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--moments", type=int, required=True)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    draw = random.Random(given.seed)
    measure(plan().points[0].scenario, 0, 0)  # imports what the children need
    (given.folder / "whole").mkdir()
    assert finished(given.folder / "whole") == 0
    for number in range(given.moments):
        sys.stdout.write(json.dumps(moment(given.folder / str(number), number, draw)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
