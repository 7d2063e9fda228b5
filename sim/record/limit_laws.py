"""The laws of limits: a bucket gives no more than it has, places are few, and nobody passes one who waits."""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate, pairwise
from math import inf

from sim.record.outcomes import BREAKER_OPEN, RATE_LIMITED
from sim.record.sorted_log import SortedLog

_SAME_MOMENT_S = 2e-9  # moments closer than 1e-9 s are the same, and both may be rounded
_ROUNDING = 1e-9  # of sums, as a share


def buckets_give_what_they_have(log: SortedLog) -> Iterator[str]:
    """In no window of time does a bucket give more than its rate times the window, and what it holds when full."""
    for limit in log.limits:
        starts = log.started_under(limit)
        for bucket in limit.buckets():
            given, least = 0.0, inf  # least of what was given before a start, less what came until then
            for row in starts:
                need = log.tokens_of(row.task_index) if bucket.of == "tokens" else 1.0
                came = bucket.rate * row.started_at
                least = min(least, given - came)
                given += need
                over = given - came - least - bucket.size
                if over > bucket.rate * _SAME_MOMENT_S + _ROUNDING * (given + came):
                    yield f"limit {limit.name} gives {over:g} {bucket.of} too much until {row.started_at} s"


def places_are_few(log: SortedLog) -> Iterator[str]:
    """No more attempts are under way at once than a limit has places; orphans keep theirs until they stop."""
    for limit in log.limits:
        if limit.concurrent is None:
            continue
        moves = [(row.started_at, 1) for row in log.started_under(limit)]
        moves += [(log.freed_at(row), -1) for row in log.started_under(limit)]
        moves.sort()
        for (at, _), under_way in zip(moves, accumulate(step for _, step in moves), strict=True):
            if under_way > limit.concurrent:
                yield f"limit {limit.name} lets {under_way} under way at {at} s, of {limit.concurrent}"


def who_waits_starts_in_order(log: SortedLog) -> Iterator[str]:
    """Who waits at a limit starts in the order in which he came, and nobody starts while another waits."""
    for limit in log.limits:
        rows = sorted((row for row in log.limits_met if row.limit == limit.name), key=lambda row: row.turn)
        waits = [row for row in rows if row.slot is not None and row.then not in ("refused", "open")]
        started = [row for row in waits if row.then == "started"]
        for earlier, later in pairwise(started):
            if later.at < earlier.at:
                yield f"{later.task_id}: attempt {later.attempt} passes {earlier.task_id} at limit {limit.name}"
        since = [row.since for row in waits]
        until = list(accumulate((row.at for row in waits), max))
        stood = {(row.task_index, row.attempt, row.copy) for row in started}
        for start in log.started_under(limit):
            before = bisect_left(since, start.started_at)
            if (start.task_index, start.attempt, start.copy) in stood or not before:
                continue
            if until[before - 1] > start.started_at:
                yield f"{start.task_id}: attempt {start.attempt} passes those who wait at limit {limit.name}"


def refusals_are_told(log: SortedLog) -> Iterator[str]:
    """An attempt ends as rate_limited where a limit refuses it, and only there; it is not past the gates."""
    refused = {(row.task_index, row.attempt, row.copy): row for row in log.limits_met if row.then == "refused"}
    limited = {
        (row.task_index, row.attempt, row.copy): row for row in log.attempts if row.error_class == RATE_LIMITED.code
    }
    for key in sorted(refused.keys() ^ limited.keys()):
        yield f"task {key[0]}: attempt {key[1]} is refused by a limit, or ends as rate_limited, and not both"
    for row in log.attempts:
        if log.met_open_limit(row) and row.error_class != BREAKER_OPEN.code:
            yield f"{row.task_id}: attempt {row.attempt} met a limit's open breaker, and ends as {row.error_class}"
    for key in sorted(refused.keys() & limited.keys()):
        if limited[key].started_at != refused[key].at or limited[key].ended_at != refused[key].at:
            yield f"{limited[key].task_id}: attempt {limited[key].attempt} goes on after a limit has refused it"


def who_waits_keeps_the_slot(log: SortedLog) -> Iterator[str]:
    """While an attempt waits at a limit with its slot, the slot serves nothing else."""
    for row in log.limits_met:
        if row.slot is None:
            continue
        for work in log.work_on.get((row.agent, row.slot), ()):
            if work.start < row.at and work.end > row.since:
                yield f"{work.row.task_id}: is served in the slot that {row.task_id} keeps at limit {row.limit}"


LIMIT_LAWS = (
    buckets_give_what_they_have, places_are_few, who_waits_starts_in_order, refusals_are_told,
    who_waits_keeps_the_slot,
)  # fmt: skip
