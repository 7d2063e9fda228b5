"""An attempt as one record, whatever rows of the log tell of it: its end, or its withdrawal, and what came after."""

from collections.abc import Iterable, Mapping
from math import fsum
from typing import NamedTuple

from sim.record.costs import Costs
from sim.record.limit_rows import LimitMet
from sim.record.log import RunLog
from sim.record.patience_rows import AttemptWithdrawn, OrphanServed
from sim.record.rows import AttemptEnded, TaskEnded

Place = tuple[int, int, int]  # task, attempt, copy
Pieces = Mapping[Place, list[OrphanServed]]
Met = Mapping[Place, LimitMet]


class WholeAttempt(NamedTuple):
    """What there is to know of one attempt."""

    task_id: str
    wave: int
    attempt: int
    agent_id: str | None
    slot: int | None
    queued_at: float
    slot_at: float | None
    started_at: float
    ended_at: float
    freed_at: float | None
    served: float
    succeeded: bool
    error_class: str | None
    backoff: float | None
    predicted_success: float
    approved: bool
    wasted: float
    cost_usd: float | None = None
    copy: int = 0
    limit: str | None = None


def whole_attempts(log: RunLog) -> list[WholeAttempt]:
    """Return every attempt of a run, in order of start.

    What an agent served after the attempt had ended for those who waited for it is in `served`, `wasted` and
    `freed_at`.

    Args:
        log: of the run.
    """
    pieces: dict[Place, list[OrphanServed]] = {}
    for row in log.of(OrphanServed):
        pieces.setdefault((row.task_index, row.attempt, row.copy), []).append(row)
    met = {(row.task_index, row.attempt, row.copy): row for row in log.of(LimitMet)}
    rows: list[AttemptEnded | AttemptWithdrawn] = [*log.of(AttemptEnded), *log.of(AttemptWithdrawn)]
    rows.sort(key=lambda row: row.start_order)
    tasks = [] if log.money is None else log.of(TaskEnded)
    costs = Costs(log.money, {task.task_index: (task.input_tokens, task.output_tokens) for task in tasks})
    return [
        _ended(row, pieces, costs, met) if isinstance(row, AttemptEnded) else _withdrawn(row, pieces, costs, met)
        for row in rows
    ]


def costs_by_task(attempts: Iterable[WholeAttempt]) -> Mapping[str, float]:
    """Return what the attempts at each task cost together, by its id; those of no price cost nothing.

    >>> costs_by_task([])
    {}
    """
    of_task: dict[str, list[float]] = {}
    for attempt in attempts:
        of_task.setdefault(attempt.task_id, []).append(attempt.cost_usd or 0.0)
    return {task_id: fsum(costs) for task_id, costs in of_task.items()}


class PricedTask(TaskEnded):
    """A task that has ended, with what its attempts cost together."""

    cost_usd: float | None = None


def priced_tasks(log: RunLog) -> list[PricedTask]:
    """Return every task of a run, in input order, with what its attempts cost, also after its end.

    Args:
        log: of the run.
    """
    tasks = [PricedTask(*row) for row in sorted(log.of(TaskEnded), key=lambda row: row.task_index)]
    if log.money is not None:
        costs = costs_by_task(whole_attempts(log))
        for task in tasks:
            task.cost_usd = costs.get(task.task_id, 0.0)
    return tasks


def _ended(row: AttemptEnded, pieces: Pieces, costs: Costs, met: Met) -> WholeAttempt:
    after = pieces.get((row.task_index, row.attempt, row.copy), ()) if pieces else ()
    at_limit = met.get((row.task_index, row.attempt, row.copy)) if met else None
    slot_at = row.started_at if at_limit is None else at_limit.slot_at
    more_s = fsum(piece.at - piece.since for piece in after)
    return WholeAttempt(
        row.task_id, row.wave, row.attempt, row.agent_id, row.slot, row.queued_at, slot_at, row.started_at,
        row.ended_at, after[-1].at if after else row.ended_at, row.served + more_s, row.succeeded, row.error_class,
        row.backoff, row.predicted_success, row.approved, row.wasted + more_s,
        costs.of(row.agent, row.task_index, row.approved, row.served + more_s), row.copy,
        None if at_limit is None else at_limit.limit,
    )  # fmt: skip


def _withdrawn(row: AttemptWithdrawn, pieces: Pieces, costs: Costs, met: Met) -> WholeAttempt:
    after = pieces.get((row.task_index, row.attempt, row.copy), ()) if pieces else ()
    last, slot_at = (after[-1], after[0].slot_at) if after else (None, None)
    at_limit = met.get((row.task_index, row.attempt, row.copy)) if met else None
    served_s = fsum(piece.at - piece.since for piece in after)
    return WholeAttempt(
        row.task_id, row.wave, row.attempt, last.agent_id if last else row.agent_id, last.slot if last else None,
        row.queued_at, slot_at, row.at, row.at, last.at if last else None, served_s, False, row.error_class,
        row.backoff, row.predicted_success, False, served_s,
        costs.of(last.agent if last else None, row.task_index, last is not None, served_s), row.copy,
        None if at_limit is None else at_limit.limit,
    )  # fmt: skip
