"""Time-outs of attempts, from the start of service or from the queue; who waits in a queue is withdrawn from it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.engine.columns import WHOLE
from sim.engine.ended import EndedAttempts, EndedTasks
from sim.engine.kernel import trace
from sim.engine.mechanism import InRun, Mechanism, Numbers
from sim.engine.rows import RowsOfRun
from sim.engine.run import KernelRun
from sim.model.task_rows import attempt_withdrawn
from sim.record.outcomes import TIMEOUT
from sim.record.rows import Row
from sim.scenario import Scenario, SyntheticWorkload, TableWorkload

_ENDLESS_S = 1e301  # longer than what the kernel takes for a time-out
WITHDRAWN_ROWS: Mapping[str, float] = {
    "withdrawn_queued_at": 0.0, "withdrawn_at": 0.0, "withdrawn_backoff": 0.0, "withdrawn_task": 0,
    "withdrawn_attempt": 0, "withdrawn_agent": 0, "withdrawn_failure": 0, "withdrawn_order": 0,
}  # fmt: skip
"""Columns of attempts that end in a queue."""


def may_time_out(scenario: Scenario) -> bool:
    """Whether attempts may have a time-out: the rows of a table say that themselves."""
    work = scenario.workload
    types = work.types.values() if isinstance(work, SyntheticWorkload) and work.types else ()
    of_types = any(one.timeout is not None for one in types)
    return scenario.retry.timeout is not None or of_types or isinstance(work, TableWorkload)


def _numbers(scenario: Scenario) -> Numbers:
    return {"counts_queue": scenario.retry.timeout_from == "queued", "withdrawn": 0}


class _Timeouts(InRun):
    """How long each task's attempts may take: its own time-out, else that of all."""

    def __init__(self, run: KernelRun) -> None:
        super().__init__(run)
        of_all, of_tasks = run.prepared.scenario.retry.timeout, run.tasks.timeout_s
        run.columns.set({"times_out": of_all is not None or of_tasks is not None})
        of_all = _ENDLESS_S if of_all is None else of_all
        own = [None] * len(run.tasks) if of_tasks is None else of_tasks
        run.columns.give("timeout_s", [of_all if one is None else one for one in own])
        run.columns.fill("timer", len(run.tasks), -1, WHOLE)


def withdrawn_row(rows: RowsOfRun, j: int) -> Row:
    """Return the row of an attempt that ended in a queue."""
    index, number, agent, queued_at, at, failure, backoff_s, order = rows.at(
        "withdrawn_task withdrawn_attempt withdrawn_agent withdrawn_queued_at withdrawn_at withdrawn_failure "
        "withdrawn_backoff withdrawn_order",
        j,
    )
    attempt = rows.attempt(index, number, agent)
    if agent < 0:
        attempt.agent = None
    attempt.queued_at, attempt.start_order = queued_at, order
    outcome = rows.failures[failure]
    assert outcome is not None
    return attempt_withdrawn(attempt, outcome, at, None if backoff_s < 0.0 else backoff_s)


def _why(rows: RowsOfRun, index: int) -> str:
    (attempts,) = rows.at("attempts", index)
    return f"failed after {attempts} attempt{'s' if attempts > 1 else ''}; the last: {TIMEOUT.code}"


def _metrics(run: KernelRun, _: EndedTasks, __: EndedAttempts, ___: npt.NDArray[np.bool_]) -> Mapping[str, Any]:
    ended = run.columns.taken("ended_failure", run.ended)
    withdrawn = run.columns.taken("withdrawn_failure", int(run.kernel.withdrawn))
    return {"timeouts": int((ended == trace.TIMEOUT).sum() + (withdrawn == trace.TIMEOUT).sum())}


TIMEOUTS = Mechanism(
    name="time-outs",
    keys={"RetrySpec": "timeout timeout_from", "TypeSpec": "timeout"},
    used=may_time_out,
    off={"times_out": False, "counts_queue": False, "withdrawn": 0},
    numbers=_numbers,
    of_rows=WITHDRAWN_ROWS,
    in_run=_Timeouts,
    failures={trace.TIMEOUT: TIMEOUT},
    rows={trace.ATTEMPT_WITHDRAWN: withdrawn_row},
    why={trace.TIMEOUT: _why},
    metrics=_metrics,
)
