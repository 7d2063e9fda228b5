"""The laws of copies: they begin beside an original in service, the first success wins, and nobody outlasts it."""

from collections.abc import Iterator
from itertools import groupby

from sim.record.outcomes import CANCELLED
from sim.record.sorted_log import Attempt, SortedLog


def copies_begin_beside_an_original(log: SortedLog) -> Iterator[str]:
    """Each copy has a number and an original, whose service began before the copy began to wait."""
    for rows in _groups(log):
        original = rows[0]
        numbers = [row.copy for row in rows]
        if original.copy or len(set(numbers)) != len(numbers):
            yield f"{original.task_id}: attempt {original.attempt} has the copies {numbers}"
        for row in rows[1:]:
            if not original.started_at < row.queued_at:
                yield f"{row.task_id}: copy {row.copy} of attempt {row.attempt} is queued before its original is served"


def the_first_success_wins(log: SortedLog) -> Iterator[str]:
    """Of an attempt and its copies at most one succeeds; all others have failed then, or are cancelled at once."""
    for rows in _groups(log):
        won = [row for row in rows if row.succeeded]
        lost = [row for row in rows if row.error_class == CANCELLED.code]
        if len(won) > 1:
            yield f"{rows[0].task_id}: {len(won)} copies of attempt {rows[0].attempt} succeed"
        if lost and not won:
            yield f"{rows[0].task_id}: copies of attempt {rows[0].attempt} are cancelled, and none succeeds"
        for row in rows:
            if won and row is not won[0] and row.ended_at > won[0].ended_at:
                yield f"{row.task_id}: copy {row.copy} of attempt {row.attempt} goes on after another succeeded"
            elif won and row in lost and row.ended_at != won[0].ended_at:
                yield f"{row.task_id}: copy {row.copy} of attempt {row.attempt} is cancelled before another succeeded"


def _groups(log: SortedLog) -> Iterator[list[Attempt]]:
    """The attempts that have copies, each with them, originals first."""
    if not log.copies:
        return
    for attempts in log.attempts_of.values():
        ordered = sorted(attempts, key=lambda row: (row.attempt, row.copy))
        for _, group in groupby(ordered, key=lambda row: row.attempt):
            rows = list(group)
            if len(rows) > 1 or rows[0].copy:
                yield rows


COPY_LAWS = (copies_begin_beside_an_original, the_first_success_wins)
