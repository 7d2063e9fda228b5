"""A log sorted for questions about it: attempts by task and by slot, outages by agent, with fast sums of time down."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from math import inf
from types import MappingProxyType
from typing import NamedTuple

from sim.record.limit_rows import LimitMet
from sim.record.log import RunLog
from sim.record.outcomes import RUN_ENDED
from sim.record.patience import FOR_EVER, Patience
from sim.record.patience_rows import AttemptWithdrawn, BreakerMoved, OrphanServed
from sim.record.retry_terms import AfterFailure, RetryTerms
from sim.record.rows import (
    Assigned,
    AttemptEnded,
    GateDecided,
    Injected,
    OutageBegan,
    OutageEnded,
    Sampled,
    TaskEnded,
    WaveEnded,
    WaveStarted,
)
from sim.record.whole_attempts import whole_attempts
from sim.scenario.spec.breaker_spec import BreakerSpec
from sim.scenario.spec.limit_spec import LimitSpec

Span = tuple[float, float]
Attempt = AttemptEnded | AttemptWithdrawn
NO_CHANGES: Mapping[int, Sequence[tuple[float, int]]] = MappingProxyType({})


class DownTime:
    """When an agent was down: from the beginning of each outage to the instant of its end, which is up again.

    Args:
        spans: (began, ended) of the outages, one after another; the last may end at infinity.

    >>> down = DownTime([(10.0, 15.0), (30.0, float("inf"))])
    >>> down.seconds(12.0, 32.0), down.holds(12.0), down.holds(15.0)
    (5.0, True, False)
    """

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(spans)
        self._began = [began for began, _ in ordered]
        self._ended = [ended for _, ended in ordered]
        self._before = [0.0]  # seconds down before each outage
        for began, ended in ordered:
            self._before.append(self._before[-1] + ended - began)

    def holds(self, at: float) -> bool:
        """Return whether the agent is down at an instant."""
        outages = bisect_right(self._began, at)
        return outages > 0 and at < self._ended[outages - 1]

    def seconds(self, start: float, end: float) -> float:
        """Return the seconds down between two instants."""
        return self._until(end) - self._until(start)

    def ends(self, start: float, end: float) -> list[float]:
        """Return when the outages that began within (start, end) were over, in order."""
        return self._ended[bisect_right(self._began, start) : bisect_left(self._began, end)]

    def touches(self, start: float, end: float) -> bool:
        """Return whether the agent was down at any instant from one to another."""
        return self.holds(start) or self.holds(end) or bisect_right(self._began, end) > bisect_left(self._began, start)

    def _until(self, at: float) -> float:
        outages = bisect_left(self._began, at)
        if not outages:
            return 0.0
        return self._before[outages - 1] + min(at, self._ended[outages - 1]) - self._began[outages - 1]


class Work(NamedTuple):
    """What a slot worked on without a break: an attempt, or a part of an orphan."""

    start: float
    end: float
    wave: int
    served: float
    goes_on: bool  # it was still served at its end: the end of the run, or of a wave, cut it
    row: AttemptEnded | OrphanServed


class SortedLog:
    """The rows of a finished run, by kind, task, slot and agent.

    Args:
        log: of a finished run.
        total_tasks: number of tasks of the scenario.
        capacities: slots, by agent index.
        max_retries: retries a task at most; 0 for `no_retry`.
        accepts: types of tasks that each agent accepts, by agent index; None: all. Empty: every agent accepts all.
        patience: how long attempts may take; absent: for ever.
        slots: by agent index, how many slots it has from when on, in order of time; those whose number never changes
            are left out.
        limits: that attempts share.
        retries: rules by class of failure; absent: `max_retries` is all.
        breaker: that each agent has; None: none, or it is not known.
        has_copies: whether attempts may have copies, of which the log need not tell while they wait.
    """

    def __init__(
        self,
        log: RunLog,
        total_tasks: int,
        capacities: Sequence[int],
        max_retries: int,
        accepts: Sequence[Sequence[str] | None] = (),
        patience: Patience = FOR_EVER,
        slots: Mapping[int, Sequence[tuple[float, int]]] = NO_CHANGES,
        limits: Sequence[LimitSpec] = (),
        retries: RetryTerms | None = None,
        breaker: BreakerSpec | None = None,
        has_copies: bool = False,
    ) -> None:
        self.retries = RetryTerms(AfterFailure(max_retries)) if retries is None else retries
        self.limits = limits
        self.breaker = breaker
        self.has_copies = has_copies
        self.slots = slots
        self.total_tasks = total_tasks
        self.capacities = capacities
        self.max_retries = max_retries
        self.accepts = accepts
        self.patience = patience
        self._sort_rows(log)
        self._sort_attempts(log)
        self.work_on = self._work_by_slot()
        # Strangers are found, not stumbled on.
        agents = max([len(capacities), *(row.agent + 1 for row in self.attempts)])
        self.down = [DownTime(self.outages(agent)) for agent in range(agents)]

    def _sort_rows(self, log: RunLog) -> None:
        self.rows = list(log)
        self.agent_ids = log.agent_ids
        self.money = log.money
        self.injected = log.of(Injected)
        self.waves_started = log.of(WaveStarted)
        self.waves = log.of(WaveEnded)
        self.tasks = log.of(TaskEnded)
        self._tasks = {row.task_index: row for row in self.tasks}
        self.limits_met = log.of(LimitMet)
        self._last_met = {(row.task_index, row.attempt, row.copy): row for row in self.limits_met}
        self.breakers_moved = log.of(BreakerMoved)
        self.decisions = log.of(GateDecided)
        self.assigned = log.of(Assigned)
        self.samples = log.of(Sampled)
        self.outages_began = log.of(OutageBegan)
        self.outages_ended = log.of(OutageEnded)

    def _sort_attempts(self, log: RunLog) -> None:
        self.attempts = sorted(log.of(AttemptEnded), key=lambda row: row.start_order)
        self.withdrawn = log.of(AttemptWithdrawn)
        self.orphans = log.of(OrphanServed)
        # Of an orphan in pieces the last one counts.
        self._freed_at = {(row.task_index, row.attempt, row.copy): row.at for row in self.orphans}
        cut = (row for row in self.withdrawn if row.error_class == RUN_ENDED.code)
        self._cut_off = {(row.task_index, row.attempt, row.copy) for row in cut}
        self.all_attempts: list[Attempt] = sorted([*self.attempts, *self.withdrawn], key=lambda row: row.start_order)
        self.attempts_of: dict[int, list[Attempt]] = defaultdict(list)  # by task
        for attempt in self.all_attempts:
            self.attempts_of[attempt.task_index].append(attempt)
        self.whole_attempts = (
            [] if log.money is None else list(zip(self.all_attempts, whole_attempts(log), strict=True))
        )
        # One that only queued centrally was not given.
        begun: list[Assigned | Attempt] = [*self.assigned, *self.all_attempts]
        self.copies = sorted({row.copy for row in begun if row.copy})
        self.tries_of = self.attempts_of if not self.copies else self._tries()

    def slot_at(self, row: Attempt) -> float:
        """Return when an attempt got its slot: at its start, unless it waited at a limit."""
        met = self._last_met.get((row.task_index, row.attempt, row.copy))
        return row.started_at if met is None else met.slot_at

    def was_held_up(self, row: Attempt) -> bool:
        """Return whether a limit had not enough for an attempt."""
        return (row.task_index, row.attempt, row.copy) in self._last_met

    def ended_at_a_limit(self, row: Attempt) -> bool:
        """Return whether an attempt waited at a limit, with its slot, to its end."""
        met = self._last_met.get((row.task_index, row.attempt, row.copy))
        return met is not None and met.then == "ended"

    @cached_property
    def sent_back(self) -> dict[tuple[int, int, int], LimitMet]:
        """By task, attempt and copy, how limits sent attempts back to their queues, the first time."""
        rows = (row for row in reversed(self.limits_met) if row.then == "sent_back")
        return {(row.task_index, row.attempt, row.copy): row for row in rows}

    @cached_property
    def _met_open(self) -> set[tuple[int, int, int]]:
        return {(row.task_index, row.attempt, row.copy) for row in self.limits_met if row.then == "open"}

    def met_open_limit(self, row: Attempt) -> bool:
        """Return whether the open breaker of a limit refused an attempt, after the gates were asked."""
        return (row.task_index, row.attempt, row.copy) in self._met_open

    def able(self, task: int) -> list[int]:
        """Return the agents that accept a task."""
        name = self._tasks[task].type if task in self._tasks else None
        if name is None or not self.accepts:
            return list(range(len(self.capacities)))
        return [agent for agent, accepts in enumerate(self.accepts) if accepts is None or name in accepts]

    def was_cut_off(self, row: LimitMet) -> bool:
        """Return whether the end of the run ended a wait at a limit."""
        return row.then == "ended" and (row.task_index, row.attempt, row.copy) in self._cut_off

    def freed_at(self, row: AttemptEnded) -> float:
        """Return when the slot of an attempt was free: at its end, unless an orphan went on in it."""
        return self._freed_at.get((row.task_index, row.attempt, row.copy), row.ended_at)

    def started_under(self, limit: LimitSpec) -> list[AttemptEnded]:
        """Return the attempts that began their service and needed something of a limit, in order of start."""
        return [row for row in self.attempts if row.approved and limit.covers(row.agent_id, self._type_of(row))]

    def tokens_of(self, task: int) -> float:
        """Return the tokens that an attempt at a task reads and writes."""
        row = self._tasks[task]
        return (row.input_tokens or 0.0) + (row.output_tokens or 0.0)

    def _type_of(self, row: AttemptEnded) -> str | None:
        task = self._tasks.get(row.task_index)
        return None if task is None else task.type

    def _tries(self) -> dict[int, list[Attempt]]:
        """The attempts at each task, of an attempt and its copies the one that decides."""
        tries: dict[int, list[Attempt]] = {}
        for task, attempts in self.attempts_of.items():
            numbers = sorted({row.attempt for row in attempts})
            of_number = ([row for row in attempts if row.attempt == number] for number in numbers)
            tries[task] = [last for rows in of_number if (last := decisive(rows)) is not None]
        return tries

    def _work_by_slot(self) -> dict[tuple[int, int], list[Work]]:
        by_slot: dict[tuple[int, int], list[Work]] = {
            (agent, slot): [] for agent, slots in enumerate(self.capacities) for slot in range(slots)
        }
        for row in self.attempts:
            work = Work(row.started_at, row.ended_at, row.wave, row.served, row.error_class == RUN_ENDED.code, row)
            by_slot.setdefault((row.agent, row.slot), []).append(work)
        for piece in self.orphans:
            goes_on = not piece.freed or piece.reason == RUN_ENDED.code
            work = Work(piece.since, piece.at, piece.wave, piece.at - piece.since, goes_on, piece)
            by_slot.setdefault((piece.agent, piece.slot), []).append(work)
        for works in by_slot.values():
            works.sort(key=lambda work: work[:2])
        return by_slot

    def outages(self, agent: int) -> list[Span]:
        """Return (began, ended) of an agent's outages in order; infinity where one had not ended with the run."""
        ended = [row.at for row in self.outages_ended if row.agent == agent]
        began = [row.at for row in self.outages_began if row.agent == agent]
        return list(zip(began, ended + [inf] * (len(began) - len(ended)), strict=False))


def decisive(attempts: Sequence[Attempt]) -> Attempt | None:
    """Return the row that decides a task: its last attempt, and of that and its copies the success, else the last end.

    Args:
        attempts: at one task; of none, None decides.
    """
    if not attempts:
        return None
    number = max(row.attempt for row in attempts)
    return max(
        (row for row in attempts if row.attempt == number),
        key=lambda row: (row.succeeded, row.ended_at, row.backoff is not None, row.start_order),
    )
