"""The recorded tasks once more, as parts of a scenario and the file that it names."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.fit.known_tasks import KnownTasks
from sim.fit.next_run import NextRun

TASKS_FILE = "tasks.csv"
DIGITS = 6
LEAST_CV, MOST_CV = 0.001, 100.0
IN_THEIR_ORDER = {"strategy": "shared_queue", "order": "list"}
"""How the recorded tasks are given out: in the order in which they started, to whoever is free."""


def known_workload(tasks: KnownTasks) -> dict[str, Any]:
    """Return the workload of a scenario with the recorded tasks.

    Args:
        tasks: they stand in `TASKS_FILE`, beside the scenario.
    """
    workload: dict[str, Any] = {"kind": "table", "path": TASKS_FILE}
    if tasks.cv >= LEAST_CV:
        workload["duration"] = {"kind": tasks.family, "cv": rounded(min(tasks.cv, MOST_CV))}
    effect = run_effect(tasks.run_seconds, tasks.run_success)
    if effect:
        workload["run_effect"] = effect
    return workload


def run_effect(seconds: NextRun | None, success: NextRun | None) -> dict[str, Any]:
    """Return how runs differ as a scenario says it; empty where they do not, or nothing is known of it.

    Args:
        seconds: of the next run, in the logarithm of seconds.
        success: of the next run, on the logit of success.

    >>> run_effect(NextRun(0.05, 3.0), NextRun(0.1, None))
    {'duration': {'kind': 'shift', 'sd': 0.05, 'freedom': 3.0}, 'success': 0.1}
    """
    shifts = {"duration": seconds, "success": success}
    return {name: _shift(shift) for name, shift in shifts.items() if shift is not None and shift.sd > 0.0}


def _shift(shift: NextRun) -> Any:
    if shift.freedom is None:
        return rounded(shift.sd)
    return {"kind": "shift", "sd": rounded(shift.sd), "freedom": rounded(shift.freedom)}


def known_truth(tasks: KnownTasks) -> dict[str, Any]:
    """Return what is not known of the tasks' chances; empty where that is nothing."""
    return {"dispersion": rounded(tasks.dispersion)} if tasks.dispersion >= 1e-6 else {}


def write_tasks(tasks: KnownTasks, path: Path, release_s: Sequence[float] | None = None) -> None:
    """Write the table that the scenario names.

    Args:
        tasks: a line each.
        path: of the file.
        release_s: when each is released; None: at the start.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        more = [] if release_s is None else ["release_offset"]
        writer.writerow(["task_id", "expected_duration", "predicted_success", *more])
        columns = [tasks.names, map(rounded, tasks.seconds.tolist()), map(rounded, tasks.chance.tolist())]
        writer.writerows(zip(*columns, *([] if release_s is None else [release_s]), strict=True))


def rounded(value: float) -> float:
    """Return a number with as many digits as a scenario shows."""
    return float(f"{value:.{DIGITS}g}")
