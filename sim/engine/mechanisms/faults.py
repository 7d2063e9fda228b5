"""What is put in on purpose, as the log tells it, and how the system came back after it."""

from collections.abc import Mapping, Sequence
from math import inf
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.engine.ended import EndedAttempts, EndedTasks
from sim.engine.kernel import trace
from sim.engine.mechanism import Mechanism
from sim.engine.rows import RowsOfRun
from sim.engine.run import KernelRun
from sim.measures.metrics.recovery import EndedTask, recovery
from sim.record.rows import Injected, Row
from sim.scenario import Scenario


def injects(run: KernelRun, kind: str, agents: Sequence[int]) -> int:
    """Note that a run may tell of a fault that is put in; return its place, by which the kernel tells of it.

    Args:
        run: that has not begun.
        kind: of the fault.
        agents: that it strikes.
    """
    run.injected.append((kind, tuple(run.prepared.agent_ids[agent] for agent in agents)))
    return len(run.injected) - 1


def _used(scenario: Scenario) -> bool:
    return bool(scenario.fleet.outages or scenario.fleet.changes)


def _row(rows: RowsOfRun, j: int) -> Row:
    place, at, until = rows.at("injected_place injected_at injected_until", j)
    kind, agents = rows.run.injected[place]
    return Injected(kind, agents, at, None if until == inf else until)


def _recovery(run: KernelRun, tasks: EndedTasks, _: EndedAttempts, counted: npt.NDArray[np.bool_]) -> Mapping[str, Any]:
    del counted  # it is of the whole run
    number = int(run.kernel.injected)
    spans = zip(*[run.columns.taken(name, number).tolist() for name in ("injected_at", "injected_until")], strict=True)
    faults = sorted([(at, None if until == inf else until) for at, until in spans], key=lambda span: span[0])
    if not faults:
        return {}
    ready_at = np.where(tasks.was_ready, tasks.ready_at, np.nan).tolist()
    begins = np.where(tasks.was_served, tasks.first_start, tasks.ended_at).tolist()
    ends, completed, unfinished = tasks.ended_at.tolist(), tasks.completed.tolist(), tasks.unfinished.tolist()
    waited = [None if ready != ready else begin - ready for ready, begin in zip(ready_at, begins, strict=True)]
    waits = [(ready, ready + wait) for ready, wait in zip(ready_at, waited, strict=True) if wait is not None]
    ended = [
        EndedTask(end, wait, done)
        for end, wait, done, cut in zip(ends, waited, completed, unfinished, strict=True)
        if not cut
    ]
    end_s = run.waves[-1].ended_at
    assert end_s is not None
    return {"recovery": recovery(ended, waits, faults, run.prepared.scenario.monitor.window, end_s)}


FAULTS = Mechanism(
    name="faults",
    used=_used,
    off={"injected": 0, "fault_event": -1},
    of_rows={"injected_place": 0, "injected_at": 0.0, "injected_until": 0.0},
    rows={trace.INJECTED: _row},
    metrics=_recovery,
)
