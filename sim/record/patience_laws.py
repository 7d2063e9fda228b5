"""The laws of patience: who gives up does so when the time is up, and what is served after that is accounted for."""

from collections.abc import Iterator
from itertools import groupby, pairwise
from math import inf, isclose

from sim.record.outcomes import AGENT_DOWN, CANCELLED, DEADLINE, RUN_ENDED, TIMEOUT
from sim.record.patience_rows import OrphanServed
from sim.record.rows import AttemptEnded
from sim.record.sorted_log import Attempt, SortedLog
from sim.record.task_end import AT_DEADLINE
from sim.record.task_laws import TOLERANCE_S

_SAME_MOMENT_S = 2e-9  # moments closer than 1e-9 s are the same, and both may be rounded


def time_outs_are_on_time(log: SortedLog) -> Iterator[str]:
    """An attempt ends as a time-out when its time is up, and none goes on for longer."""
    type_of = {task.task_index: task.type for task in log.tasks}
    for row in log.all_attempts:
        limit_s = log.patience.of(type_of.get(row.task_index), row.task_index)
        taken_s = row.ended_at - row.queued_at if log.patience.counts_the_queue else row.served
        if row.error_class == TIMEOUT.code:
            if limit_s is None or not isclose(taken_s, limit_s, abs_tol=TOLERANCE_S):
                yield f"{row.task_id}: attempt {row.attempt} times out after {taken_s} s, not {limit_s} s"
        elif limit_s is not None and taken_s > limit_s + _SAME_MOMENT_S + 1e-12 * row.ended_at:
            yield f"{row.task_id}: attempt {row.attempt} takes {taken_s} s with a time-out of {limit_s} s"


def who_is_withdrawn_gave_up(log: SortedLog) -> Iterator[str]:
    """What leaves a queue without a slot has run out of time, or its task has; a breakdown ends a wait at a limit."""
    for row in log.withdrawn:
        ends = (TIMEOUT.code, DEADLINE.code, CANCELLED.code)
        if row.error_class not in (*ends, AGENT_DOWN.code, RUN_ENDED.code) or not (
            row.error_class in ends or log.was_held_up(row)
        ):
            yield f"{row.task_id}: attempt {row.attempt} is withdrawn as {row.error_class}"


def deadlines_end_tasks(log: SortedLog) -> Iterator[str]:
    """An attempt that is withdrawn at a deadline is its task's last, and such a task has failed for that reason."""
    for task in log.tasks:
        for row in log.attempts_of[task.task_index]:
            if row.error_class == DEADLINE.code and not (
                task.reason == AT_DEADLINE and row.ended_at == task.ended_at and row.attempt + 1 == task.attempts
            ):
                yield f"{task.task_id}: attempt {row.attempt} ends at its deadline, but the task does not"


def orphans_are_left_by_time_outs(log: SortedLog) -> Iterator[str]:
    """What is served for nobody timed out before, is served without a break, and stops once."""
    ended = {_place(row): row for row in log.all_attempts}
    for key, group in groupby(sorted(log.orphans, key=_place), key=_place):
        yield from _one_orphan(ended.get(key), list(group), log)


def _place(row: Attempt | OrphanServed) -> tuple[int, int, int]:
    return row.task_index, row.attempt, row.copy


def _one_orphan(attempt: Attempt | None, pieces: list[OrphanServed], log: SortedLog) -> Iterator[str]:
    first, told = pieces[0], f"{pieces[0].task_id}: attempt {pieces[0].attempt}"
    timed_out = attempt is not None and attempt.error_class == TIMEOUT.code and log.patience.leaves_orphans
    if attempt is None or not (timed_out or attempt.error_class == CANCELLED.code):
        yield f"{told} is an orphan, and did not time out"
        return
    begins = attempt.ended_at if isinstance(attempt, AttemptEnded) else first.slot_at
    if first.since != begins or first.slot_at < attempt.queued_at or first.since < attempt.ended_at:
        yield f"{told} is an orphan from {first.since} s on, but timed out at {attempt.ended_at} s"
    if isinstance(attempt, AttemptEnded) and (first.agent, first.slot) != (attempt.agent, attempt.slot):
        yield f"{told} is an orphan in another slot"
    for earlier, later in pairwise(pieces):
        if earlier.freed or later.since != earlier.at or later.slot != earlier.slot or later.slot_at != earlier.slot_at:
            yield f"{told} is an orphan with a break at {later.since} s"
    if not (pieces[-1].freed or pieces[-1].at == log.waves[-1].ended_at):
        yield f"{told} is an orphan that never stops"
    spans = {wave.wave: (wave.started_at, wave.ended_at) for wave in log.waves}
    for piece in pieces:
        start, end = spans.get(piece.wave, (inf, -inf))
        if not start <= piece.since <= piece.at <= end:
            yield f"{told} is an orphan outside of wave {piece.wave}"
        if log.down[piece.agent].seconds(piece.since, piece.at) > TOLERANCE_S:
            yield f"{told} is served while {piece.agent_id} is down"


PATIENCE_LAWS = (
    time_outs_are_on_time, who_is_withdrawn_gave_up, deadlines_end_tasks, orphans_are_left_by_time_outs,
)  # fmt: skip
