"""A small study as a program of its own, so that it can be killed, interrupted, and starved of memory and disk.

    python -m tests.crash.study_driver FOLDER [--jobs N] [--measure NAME] [--chunk SECONDS] [--file-size BYTES]

It resumes what the folder holds, writes the study's tables, and logs every run that it computes. Exit status: 0
complete, 1 runs are missing or the disk failed, 130 interrupted.
"""

import argparse
import os
import resource
import signal
import sys
import time
from pathlib import Path

from sim.experiment.scenario_input import parse_scenario
from sim.scenario import Scenario
from sim.study.plan_input import parse_axes, plan_points
from sim.work.measure import RunRow, measure
from sim.work.run_keys import Inputs
from sim.work.runs import Outcome, Plan, compute
from sim.work.store import RunStore
from sim.work.tables import write_study_tables
from sim.work.workers import Workers, open_workers

REPLICATIONS = 8
LOG = "computed.log"
DATA = {
    "name": "small",
    "seed": 3,
    "fleet": {"agents": [{"name": "agent", "count": 2}], "breakdowns": {"mtbf": 200, "mttr": 20}},
    "workload": {"kind": "synthetic", "waves": 2, "tasks_per_wave": 3, "duration": {"kind": "exponential", "mean": 30}},
}
VARY = ("assignment.strategy=round_robin,load_balanced", "retry.max_retries=0,2")
# The run that the stand-ins below pick out, and where they leave a note that they did.
VICTIM = ("round_robin", 5)
FOLDER = os.environ.get("STUDY_FOLDER", "")


def plan() -> Plan:
    axes, where = parse_axes(VARY)
    return plan_points(parse_scenario(DATA), axes, where)


def log(scenario: Scenario, replication: int) -> None:
    line = f"{scenario.assignment.strategy} {scenario.retry.max_retries} {replication}\n"
    descriptor = os.open(Path(FOLDER) / LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(descriptor, line.encode())
    os.close(descriptor)


def counted(scenario: Scenario, seed: int, replication: int, inputs: Inputs | None) -> RunRow:
    log(scenario, replication)
    return measure(scenario, seed, replication, inputs)


def slow(scenario: Scenario, seed: int, replication: int, inputs: Inputs | None) -> RunRow:
    time.sleep(0.1)
    return counted(scenario, seed, replication, inputs)


def is_victim(scenario: Scenario, replication: int) -> bool:
    return (scenario.assignment.strategy, replication) == VICTIM and scenario.retry.max_retries == 2


def dies_once(scenario: Scenario, seed: int, replication: int, inputs: Inputs | None) -> RunRow:
    note = Path(FOLDER) / "died"
    if is_victim(scenario, replication) and not note.exists():
        note.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return counted(scenario, seed, replication, inputs)


def dies_always(scenario: Scenario, seed: int, replication: int, inputs: Inputs | None) -> RunRow:
    if is_victim(scenario, replication):
        os.kill(os.getpid(), signal.SIGKILL)
    return counted(scenario, seed, replication, inputs)


def out_of_memory(scenario: Scenario, seed: int, replication: int, inputs: Inputs | None) -> RunRow:
    """The victim is given a workload that does not fit into what memory it may have."""
    if not is_victim(scenario, replication):
        return counted(scenario, seed, replication, inputs)
    limits = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + 60_000_000, limits[1]))
    try:
        large = scenario.workload.model_copy(update={"tasks_per_wave": 1_000_000})
        return measure(scenario.model_copy(update={"workload": large}), seed, replication, inputs)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, limits)


MEASURES = {
    "counted": counted, "slow": slow, "dies_once": dies_once, "dies_always": dies_always,
    "out_of_memory": out_of_memory,
}  # fmt: skip


def session(folder: Path, workers: Workers, chosen: str, chunk_s: float) -> Outcome:
    """One session of work: resume, compute, write the tables."""
    study = plan()
    store = RunStore(folder / "store")
    outcome = compute(study, REPLICATIONS, store, workers, measure=MEASURES[chosen], chunk_s=chunk_s)
    write_study_tables(folder, study, REPLICATIONS, store, outcome.lost)
    return outcome


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--measure", default="counted")
    parser.add_argument("--chunk", type=float, default=0.01)
    parser.add_argument("--file-size", type=int, help="no file may become larger, in bytes")
    given = parser.parse_args()
    if given.file_size is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (given.file_size, given.file_size))
    try:
        backend = "serial" if given.jobs == 1 else "joblib"
        with open_workers(backend, given.jobs) as workers:
            outcome = session(given.folder, workers, given.measure, given.chunk)
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for run in outcome.lost:
        sys.stderr.write(f"{outcome.total - outcome.reused - outcome.computed} missing: {run.reason}\n")
    return 0 if outcome.is_complete else 1


if __name__ == "__main__":
    FOLDER = str(Path(sys.argv[1]).resolve())
    os.environ["STUDY_FOLDER"] = FOLDER  # for the workers
    sys.exit(main())
