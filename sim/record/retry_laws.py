"""The laws of retries: as many as the failure's class allows, where it says, in the slot that is held, in budget."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from sim.record.outcomes import AGENT_DOWN, OUTCOMES, TIMEOUT
from sim.record.rows import AttemptEnded
from sim.record.sorted_log import SortedLog
from sim.record.task_end import AT_DEADLINE, NO_RETRY_BUDGET


def classes_are_known(log: SortedLog) -> Iterator[str]:
    """An attempt fails with a class of the table, or of the scenario."""
    for row in log.all_attempts:
        if row.error_class is not None and row.error_class not in OUTCOMES and row.error_class not in log.retries.drawn:
            yield f"{row.task_id}: attempt {row.attempt} ends as {row.error_class}, which no attempt does"


def failures_are_counted(log: SortedLog) -> Iterator[str]:
    """A task is tried again while its counted failures are no more than the retries of its last failure's class."""
    for attempts in log.tries_of.values():
        counted = 0
        for row in attempts:
            if row.succeeded:
                continue
            rule = log.retries.after(row)
            counted += rule.counts
            if row.backoff is not None and counted > rule.max_retries:
                yield f"{row.task_id}: is tried again after {counted} failures, {rule.max_retries} retries allowed"


def retries_go_where_they_should(log: SortedLog) -> Iterator[str]:
    """`other` is another agent where one can ever take the task; a task never goes down a tier, and up one at most."""
    tiers = log.retries.tiers
    for attempts in log.tries_of.values():
        for earlier, later in pairwise(attempts):
            if earlier.agent is None or later.agent is None or later.copy:
                continue
            where = log.retries.after(earlier).where
            able = log.able(earlier.task_index)
            if tiers:
                able = [agent for agent in able if tiers[agent] == tiers[later.agent]]
                passed = {tiers[agent] for agent in log.able(earlier.task_index)}
                up = sum(tiers[earlier.agent] < tier <= tiers[later.agent] for tier in passed)
                if tiers[later.agent] < tiers[earlier.agent] or up > (where == "tier"):
                    yield f"{later.task_id}: attempt {later.attempt} is on {later.agent_id}, of the wrong tier"
            if where == "other" and later.agent == earlier.agent and len(able) > 1:
                yield f"{later.task_id}: attempt {later.attempt} is on {later.agent_id} again, not on another"


def held_slots_are_kept(log: SortedLog) -> Iterator[str]:
    """Where a slot is held, the next attempt starts in it when its back-off ends, and it serves nothing meanwhile."""
    for attempts in log.tries_of.values():
        for earlier, later in pairwise(attempts):
            if not (isinstance(earlier, AttemptEnded) and log.retries.after(earlier).holds_slot):
                continue
            freed = earlier.error_class in (AGENT_DOWN.code, TIMEOUT.code) and log.patience.leaves_orphans
            broke = earlier.error_class == AGENT_DOWN.code or log.down[earlier.agent].touches(
                earlier.ended_at, later.queued_at
            )
            if freed or broke or not isinstance(later, AttemptEnded) or log.breakers_moved or later.copy:
                continue
            # From the slot it may have been sent back to its queue, by a limit.
            first = log.sent_back.get((later.task_index, later.attempt, later.copy))
            agent, slot, due = later.agent, later.slot, log.slot_at(later)
            if first is not None:
                agent, slot, due = first.agent, first.slot or 0, first.slot_at
            if (agent, slot) != (earlier.agent, earlier.slot) or later.queued_at != due:
                yield f"{later.task_id}: attempt {later.attempt} does not start in the slot that was held for it"
            for work in log.work_on[earlier.agent, earlier.slot]:
                if earlier.ended_at <= work.start < due and work.end > work.start:
                    yield f"{work.row.task_id}: is served in the slot that {later.task_id} holds"


def the_budget_holds(log: SortedLog) -> Iterator[str]:
    """A retry is made only while those of the window and in back-off are within the budget; else that is the reason."""
    budget = log.retries.budget
    if budget is None:
        return
    starts = sorted(row.started_at for row in log.attempts if row.approved)
    gave_up = {task.task_index for task in log.tasks if task.reason == AT_DEADLINE}  # maybe in back-off
    rows = [row for row in log.all_attempts if row.task_index not in gave_up]
    failed = sorted((row.ended_at, row.ended_at + row.backoff) for row in rows if row.backoff is not None)
    ends = sorted(end for _, end in failed)
    for at in sorted({at for at, _ in failed}):
        since = at - budget.window
        begun = bisect_right(starts, at) - bisect_right(starts, since)
        backing_off = len([start for start, end in failed if start <= at < end])
        retried = bisect_right(ends, at) - bisect_right(ends, since)
        if backing_off + retried > budget.share * begun + budget.min_retries + 1e-9:
            yield f"at {at} s there are {backing_off + retried} retries for {begun} attempts, beyond the budget"


def refused_by_the_budget(log: SortedLog) -> Iterator[str]:
    """A task that names the retry budget had another retry left."""
    for task in log.tasks:
        if task.reason is None or not task.reason.startswith(NO_RETRY_BUDGET):
            continue
        attempts = log.tries_of[task.task_index]
        counted = len([row for row in attempts if not row.succeeded and log.retries.after(row).counts])
        if log.retries.budget is None or counted > log.retries.after(attempts[-1]).max_retries:
            yield f"{task.task_id}: names the retry budget, but had no retry left"


RETRY_LAWS = (
    classes_are_known, failures_are_counted, retries_go_where_they_should, held_slots_are_kept, the_budget_holds,
    refused_by_the_budget,
)  # fmt: skip
