"""Kills a study at many moments, resumes it each time, and says what it found as one JSON object a line.

    python -m tests.crash.kill_driver FOLDER --moments N --seed N [--command]

The study runs in forked children, so that a moment costs no start of an interpreter: its runs and tables, or the whole
command `compare`. Two thirds of the moments are drawn over the whole session, to a fraction of a run; one third hit the
operations that make a file or folder count: just before or just after it is forced to the disk, or renamed.
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
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet  # noqa: F401  # for the children

from sim.cli import compare as _command  # noqa: F401  # likewise
from sim.cli.group import group
from sim.study.comparison import compare
from sim.work.runs import compute, for_metrics
from sim.work.store import RunStore
from sim.work.workers import SerialWorkers
from tests.crash import study_driver
from tests.crash.study_driver import DATA, LOG, REPLICATIONS, VARY, counted, plan, session

CHUNK_S = 0.01


@dataclass(frozen=True)
class Target:
    """What is killed.

    Args:
        session: works on the study in a folder, from where it was, and returns an exit status.
        store: folder of the finished runs, in that of the study.
        result: what must be the same in the end: files or folders there.
        operations: that make something count.
        late: share of the moments that are after the last run,
        late_s: so long at most.
    """

    session: Callable[[Path], int]
    store: str
    result: tuple[str, ...]
    operations: tuple[tuple[Any, str], ...]
    late: float
    late_s: float


def tables_session(folder: Path) -> int:
    return 0 if session(folder, SerialWorkers(), "counted", CHUNK_S).is_complete else 1


def command_session(folder: Path) -> int:
    """`buddy-sim compare`, in the folder; with --resume where there is something to resume."""
    os.chdir(folder)
    Path("small.yaml").write_text(json.dumps(DATA), encoding="utf-8")
    compare.compute = partial(compute, measure=counted, chunk_s=CHUNK_S)  # type: ignore[attr-defined]
    vary = [argument for axis in VARY for argument in ("--vary", axis)]
    manner = ["--backend", "serial", "--quiet", *(["--resume"] if Path("result.runs").exists() else [])]
    try:
        group.main(["compare", "small.yaml", *vary, "--replications", str(REPLICATIONS), "--no-plots",
                    "--out", "result", *manner])  # fmt: skip
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1


TABLES = Target(
    tables_session, "store", ("runs.parquet", "trajectories.parquet"), ((os, "fsync"), (Path, "replace")), 0.03, 0.01
)
COMMAND = Target(
    command_session, "result.runs", ("result",), ((os, "fsync"), (Path, "replace"), (Path, "rename")), 0.2, 0.15
)


def child(target: Target, folder: Path, before: Callable[[], None] = lambda: None) -> int:
    """Start a session in a child process."""
    process = os.fork()
    if process == 0:
        study_driver.FOLDER = str(folder)
        status = 99
        try:
            before()
            status = target.session(folder)
        finally:
            os._exit(status)
    return process


def finished(target: Target, folder: Path) -> int:
    """Resume to the end; return the exit status."""
    _, status = os.waitpid(child(target, folder), 0)
    return os.waitstatus_to_exitcode(status)


def computed(folder: Path) -> Counter[str]:
    path = folder / LOG
    return Counter(path.read_text(encoding="ascii").splitlines()) if path.exists() else Counter()


def stored(target: Target, folder: Path) -> set[str]:
    """The runs that the store holds, as the log names them; those of the command are not watched for anomalies."""
    store, study = RunStore(folder / target.store), plan()
    if target is COMMAND:
        study = for_metrics(study, ())
    return {
        f"{point.scenario.assignment.strategy} {point.scenario.retry.max_retries} {row.replication}"
        for point, key in zip(study.points, study.keys, strict=True)
        for row in store.rows(key, REPLICATIONS)
    }


def content(target: Target, folder: Path) -> dict[str, bytes]:
    """Every file of the result."""
    found = [path for name in target.result for path in (folder / name, *(folder / name).rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def kill_after(target: Target, folder: Path, runs: int, seconds: float) -> bool:
    """Start a session, and kill it so long after so many runs; return whether it was still alive."""
    process = child(target, folder)
    log = folder / LOG
    while os.waitpid(process, os.WNOHANG) == (0, 0):
        if runs == 0 or (log.exists() and log.read_bytes().count(b"\n") >= runs):
            time.sleep(seconds)
            os.kill(process, signal.SIGKILL)
            _, status = os.waitpid(process, 0)
            return os.WIFSIGNALED(status)
        time.sleep(0.0005)
    return False


def kill_at_operation(target: Target, folder: Path, operation: tuple[Any, str], number: int, after: bool) -> bool:
    """Start a session that kills itself at its n-th operation of this kind."""

    def arm() -> None:
        owner, name = operation
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

    _, status = os.waitpid(child(target, folder, arm), 0)
    return os.WIFSIGNALED(status)


def moment(target: Target, folder: Path, number: int, draw: random.Random) -> dict[str, Any]:
    """Kill once, resume, and tell what came of it."""
    folder.mkdir()
    if number % 3 == 2:
        operation, after = draw.choice(target.operations), draw.random() < 0.5
        at = draw.randrange(2 if operation[1] == "rename" else 12)
        what = f"{'after' if after else 'before'} {operation[1]} {at}"
        killed = kill_at_operation(target, folder, operation, at, after)
    else:
        late = draw.random() < target.late
        runs = 4 * REPLICATIONS if late else draw.randrange(4 * REPLICATIONS)
        seconds = draw.random() * (target.late_s if late else 0.01)
        what = f"{seconds:.4f} s after run {runs}"
        killed = kill_after(target, folder, runs, seconds)
    kept, first = stored(target, folder), computed(folder)
    status = finished(target, folder)
    whole = content(target, folder.parent / "whole")
    return {
        "what": what,
        "killed": killed,
        "kept": len(kept),
        "kept_without_computing": sorted(kept - set(first)),
        "computed_again": sorted(run for run in kept if computed(folder)[run] != 1),
        "missing": 4 * REPLICATIONS - len(stored(target, folder)),
        "status": status,
        "same": bool(whole) and content(target, folder) == whole,
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--moments", type=int, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--command", action="store_true", help="kill all of `buddy-sim compare`")
    given = parser.parse_args()
    target = COMMAND if given.command else TABLES
    draw = random.Random(given.seed)
    # The first session is that of this process, which then has imported what its children need.
    whole = given.folder / "whole"
    whole.mkdir()
    study_driver.FOLDER = str(whole)
    assert target.session(whole) == 0
    for number in range(given.moments):
        sys.stdout.write(json.dumps(moment(target, given.folder / str(number), number, draw)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
