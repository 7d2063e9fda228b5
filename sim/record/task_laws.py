"""The laws of a task's life: it ends once, its attempts are counted, asked for, assigned, and apart."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby, pairwise
from math import fsum, isclose

from sim.record.outcomes import BREAKER_OPEN, CANCELLED, OUTCOMES, Whose, outcome_of
from sim.record.rows import Assigned, AttemptEnded, GateDecided, TaskEnded
from sim.record.sorted_log import Attempt, SortedLog, decisive
from sim.record.task_end import is_cut_off, is_unfinished

TOLERANCE_S = 1e-6  # sums of floats over a whole run


def each_task_ends_once(log: SortedLog) -> Iterator[str]:
    """Every task of the scenario ends, and ends once."""
    ended = [row.task_index for row in log.tasks]
    for index in sorted(set(range(log.total_tasks)) - set(ended)):
        yield f"task {index} never ends"
    for index in sorted(index for index in set(ended) if ended.count(index) > 1):
        yield f"task {index} ends {ended.count(index)} times"
    for index in sorted(set(ended) - set(range(log.total_tasks))):
        yield f"task {index} ends, but there are only {log.total_tasks} tasks"


def attempts_are_counted(log: SortedLog) -> Iterator[str]:
    """Attempts are numbered from 0, one more than the retries, and no more than the retries allowed."""
    for task in log.tasks:
        numbers = [row.attempt for row in log.attempts_of[task.task_index] if not row.copy]
        if numbers != list(range(task.attempts)):
            yield f"{task.task_id}: attempts {numbers}, but {task.attempts} are counted"
        if task.attempts > 1 + log.max_retries:
            yield f"{task.task_id}: {task.attempts} attempts with {log.max_retries} retries allowed"


def the_last_attempt_decides(log: SortedLog) -> Iterator[str]:
    """A task completes exactly when its last attempt succeeds, and does so at its end; a failed one says why."""
    for task in log.tasks:
        attempts = log.attempts_of[task.task_index]
        last = decisive(attempts)
        if any(row.succeeded for row in attempts if row is not last):
            yield f"{task.task_id}: goes on after it has succeeded"
        succeeded = last is not None and last.succeeded
        if succeeded != (task.status == "completed"):
            yield f"{task.task_id}: {task.status}, but that its last attempt succeeded is {succeeded}"
        if (task.status == "completed") != (task.reason is None):
            yield f"{task.task_id}: {task.status}, with the reason {task.reason!r}"
        # The end of the run may cut off a copy in a queue, or at the manager, where no row tells of it.
        copy_waits = bool(log.copies or log.has_copies) and is_unfinished(task)
        if last is not None and not copy_waits and not _ends_with(task, last):
            yield f"{task.task_id}: ends at {task.ended_at}, its last attempt at {last.ended_at}"
        for row in attempts:
            if row.succeeded != (row.error_class is None):
                yield f"{row.task_id}: attempt {row.attempt} succeeded: {row.succeeded}, error {row.error_class}"
            elif not row.succeeded:
                yield from _as_its_kind_ends(row)


def _as_its_kind_ends(row: Attempt) -> Iterator[str]:
    outcome = outcome_of(row.error_class)
    assert outcome is not None
    if row.backoff is not None and not outcome.retried:
        yield f"{row.task_id}: attempt {row.attempt} ends as {row.error_class} and is tried again"
    if isinstance(row, AttemptEnded) and row.approved != outcome.counted and outcome is not CANCELLED:
        yield f"{row.task_id}: attempt {row.attempt} ends as {row.error_class}, past the gates: {row.approved}"


def _ends_with(task: TaskEnded, last: Attempt) -> bool:
    # Only the end of the run, and a deadline, end a task that is neither running nor out of retries.
    return task.ended_at == last.ended_at or (last.backoff is not None and task.ended_at > last.ended_at)


def sums_agree(log: SortedLog) -> Iterator[str]:
    """What a task says of its attempts is what they say: seconds, first start, first success."""
    for task in log.tasks:
        attempts = log.attempts_of[task.task_index]
        served = fsum(row.served for row in attempts)
        wasted = fsum(row.wasted for row in attempts)
        if not isclose(task.served, served, abs_tol=TOLERANCE_S):
            yield f"{task.task_id}: served {task.served} s, its attempts {served} s"
        if not isclose(task.wasted, wasted, abs_tol=TOLERANCE_S):
            yield f"{task.task_id}: wasted {task.wasted} s, its attempts {wasted} s"
        first = next((row for row in attempts if row.approved), None)
        seen = (None, None) if first is None else (first.started_at, None if is_cut_off(first) else first.succeeded)
        if (task.started_at, task.first_attempt_success) != seen:
            yield f"{task.task_id}: first start and success differ from its first attempt past the gates"
        if [row.first_served for row in attempts] != [row is first for row in attempts]:
            yield f"{task.task_id}: another attempt is marked as the first past the gates"


def retries_wait(log: SortedLog) -> Iterator[str]:
    """A retry is queued no earlier than its back-off is over, and only an attempt with a back-off is followed."""
    for attempts in log.attempts_of.values():
        by_number = groupby(sorted(attempts, key=lambda row: row.attempt), key=lambda row: row.attempt)
        for earlier, later in pairwise([list(group) for _, group in by_number]):
            last, first = decisive(earlier), later[0]
            if last is None or last.backoff is None:
                yield f"{first.task_id}: attempt {first.attempt} follows one after which there was to be none"
            elif any(row.queued_at < last.ended_at + last.backoff for row in later):
                yield f"{first.task_id}: attempt {first.attempt} is queued before its back-off is over"


def gates_come_first(log: SortedLog) -> Iterator[str]:
    """Each attempt has one verdict, given when it gets its slot; what was refused is not served."""
    decided = {(row.task_index, row.attempt, row.copy): row for row in log.decisions}
    sent_back = (row for row in log.limits_met if row.then == "sent_back")
    again = Counter((row.task_index, row.attempt, row.copy) for row in sent_back)
    verdicts = Counter((row.task_index, row.attempt, row.copy) for row in log.decisions)
    if any(number > 1 + again[key] for key, number in verdicts.items()):
        yield f"{len(log.decisions)} verdicts on {len(decided)} attempts"
    began = [row for row in log.attempts if not _met_breaker(row, log)]
    asked: list[Attempt] = [*began, *(row for row in log.withdrawn if log.was_held_up(row))]
    told = {_key(row) for row in log.all_attempts}
    # Who was sent back to a queue, and is there when the run ends, or waits at the manager when he is due, has no row.
    rowless = [key for key in decided if again[key] and key not in told]
    unasked = [row for row in log.attempts if _met_breaker(row, log) and again[_key(row)]]
    if len(decided) - len(rowless) - len(unasked) != len(asked):
        yield f"{len(asked)} attempts, but verdicts on {len(decided)}"
    for row in asked:
        verdict = decided.get((row.task_index, row.attempt, row.copy))
        # Who was sent back to his queue may end in that of another agent, which he was handed to meanwhile.
        moved = _key(row) in log.sent_back and not isinstance(row, AttemptEnded)
        if verdict is None or verdict.at != log.slot_at(row) or not (moved or row.agent == verdict.agent):
            yield f"{row.task_id}: attempt {row.attempt} starts without a verdict at its start"
        elif (verdict.verdict == "approved") != _passed(row, log):
            yield f"{row.task_id}: attempt {row.attempt} goes against the verdict {verdict.verdict}"
        if not row.approved and (row.succeeded or row.served != 0.0 or row.started_at != row.ended_at):
            yield f"{row.task_id}: attempt {row.attempt} was refused and yet served"


def _key(row: Attempt) -> tuple[int, int, int]:
    return row.task_index, row.attempt, row.copy


def _met_breaker(row: Attempt, log: SortedLog) -> bool:
    """Whether the open breaker of its agent refused an attempt, before the gates were asked."""
    return row.error_class == BREAKER_OPEN.code and not log.met_open_limit(row)


def _passed(row: Attempt, log: SortedLog) -> bool:
    """Whether the gates let an attempt pass the last time that they were asked: it began, fell short, or waited."""
    outcome = OUTCOMES.get(row.error_class or "")
    whose = None if outcome is None else outcome.whose
    return row.approved or whose is Whose.LIMITS or (log.was_held_up(row) and whose is not Whose.GATES)


def causes_come_first(log: SortedLog) -> Iterator[str]:
    """In the order of the log: given to an agent, asked for there, attempted there, ended there."""
    given = _Given(bool(log.copies))
    asked: set[tuple[int, int, int]] = set()
    for row in log.rows:
        match row:
            case Assigned():
                given.note(row)
            case GateDecided():
                asked.add((row.task_index, row.attempt, row.copy))
                if not given.holds(row.task_index, row.copy, row.agent):
                    yield f"{row.task_id}: attempt {row.attempt} on {row.agent_id}, which it was not given to last"
            case AttemptEnded() if _met_breaker(row, log):
                pass  # nobody asks the gates then
            case AttemptEnded() if (row.task_index, row.attempt, row.copy) not in asked:
                yield f"{row.task_id}: attempt {row.attempt} ends before the gates were asked"
            case TaskEnded() if not given.holds(row.task_index, 0, row.agent):
                yield f"{row.task_id}: ends with {row.agent_id}, which it was not given to last"


class _Given:
    """To which agents tasks and their copies were given; where there are copies, a retry stays where one failed."""

    def __init__(self, has_copies: bool) -> None:
        self._has_copies = has_copies
        self._last: dict[tuple[int, int], int] = {}
        self._ever: dict[int, set[int]] = {}

    def note(self, row: Assigned) -> None:
        self._last[row.task_index, row.copy] = row.agent
        if self._has_copies:
            self._ever.setdefault(row.task_index, set()).add(row.agent)

    def holds(self, task: int, copy: int, agent: int | None) -> bool:
        if self._last.get((task, copy)) == agent:
            return True
        return not copy and agent in self._ever.get(task, ())


def agents_get_what_they_accept(log: SortedLog) -> Iterator[str]:
    """No task is given to, or attempted on, an agent that does not accept its type."""
    type_of = {row.task_index: row.type for row in log.tasks}
    rows: list[Assigned | AttemptEnded] = [*log.assigned, *log.attempts]
    for row in rows:
        accepts = log.accepts[row.agent] if row.agent < len(log.accepts) else None
        name = type_of.get(row.task_index)
        if accepts is not None and name is not None and name not in accepts:
            yield f"{row.task_id}: of type {name}, on {row.agent_id}, which does not accept it"


TASK_LAWS = (
    each_task_ends_once, attempts_are_counted, the_last_attempt_decides, sums_agree, retries_wait, gates_come_first,
    causes_come_first, agents_get_what_they_accept,
)  # fmt: skip
