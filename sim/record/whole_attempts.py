"""An attempt as one record, whatever rows of the log tell of it: its end, or its withdrawal, and what came after."""

from collections.abc import Mapping
from math import fsum
from typing import NamedTuple

from sim.record.log import RunLog
from sim.record.patience_rows import AttemptWithdrawn, OrphanServed
from sim.record.rows import AttemptEnded

Pieces = Mapping[tuple[int, int], list[OrphanServed]]


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


def whole_attempts(log: RunLog) -> list[WholeAttempt]:
    """Return every attempt of a run, in order of start.

    What an agent served after the attempt had ended for those who waited for it is in `served`, `wasted` and
    `freed_at`.

    Args:
        log: of the run.
    """
    pieces: dict[tuple[int, int], list[OrphanServed]] = {}
    for row in log.of(OrphanServed):
        pieces.setdefault((row.task_index, row.attempt), []).append(row)
    rows: list[AttemptEnded | AttemptWithdrawn] = [*log.of(AttemptEnded), *log.of(AttemptWithdrawn)]
    rows.sort(key=lambda row: row.start_order)
    return [_ended(row, pieces) if isinstance(row, AttemptEnded) else _withdrawn(row, pieces) for row in rows]


def _ended(row: AttemptEnded, pieces: Pieces) -> WholeAttempt:
    after = pieces.get((row.task_index, row.attempt), ()) if pieces else ()
    more_s = fsum(piece.at - piece.since for piece in after)
    return WholeAttempt(
        row.task_id, row.wave, row.attempt, row.agent_id, row.slot, row.queued_at, row.started_at, row.started_at,
        row.ended_at, after[-1].at if after else row.ended_at, row.served + more_s, row.succeeded, row.error_class,
        row.backoff, row.predicted_success, row.approved, row.wasted + more_s,
    )  # fmt: skip


def _withdrawn(row: AttemptWithdrawn, pieces: Pieces) -> WholeAttempt:
    after = pieces.get((row.task_index, row.attempt), ()) if pieces else ()
    last, slot_at = (after[-1], after[0].slot_at) if after else (None, None)
    served_s = fsum(piece.at - piece.since for piece in after)
    return WholeAttempt(
        row.task_id, row.wave, row.attempt, last.agent_id if last else row.agent_id, last.slot if last else None,
        row.queued_at, slot_at, row.at, row.at, last.at if last else None, served_s, False, row.error_class,
        row.backoff, row.predicted_success, False, served_s,
    )  # fmt: skip
