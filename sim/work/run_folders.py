"""The result folder of every run of a study, agent by agent and wave by wave: only for who asks for it."""

from pathlib import Path

from sim.experiment.run import run
from sim.work.measure import OK
from sim.work.runs import Plan, rows_of
from sim.work.store import RunStore


def write_run_folders(directory: Path, plan: Plan, replications: int, store: RunStore) -> None:
    """Write `point_P/replication_R` for each run of a study that is ok: what `run` writes, without pictures.

    A study keeps numbers, not files; so each is run once more, and comes to the same.

    Args:
        directory: where to.
        plan: of the study.
        replications: of each point.
        store: of finished runs.

    Raises:
        OutputRefused, OSError: a folder cannot be written.
    """
    for point, row in rows_of(plan, replications, store):
        if row.status == OK:
            finished = run(point.scenario, plan.seed, row.replication)
            finished.write(
                directory / f"point_{point.index}" / f"replication_{row.replication}", plots=False, html=False
            )
