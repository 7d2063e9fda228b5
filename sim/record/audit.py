"""Does a log make sense? The laws that every run keeps, whatever the scenario.

Each law is a function from the sorted log to sentences that say where it is broken; a sound log has none. The tests run
them over many random scenarios; a user may run them over any log.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from math import isclose

from sim.record.log import RunLog
from sim.record.rows import (
    Assigned,
    AttemptEnded,
    GateDecided,
    OutageBegan,
    OutageEnded,
    TaskEnded,
    WaveEnded,
)

_TOLERANCE_S = 1e-6  # sums of floats over a whole run
Span = tuple[float, float]


class Audit:
    """A log sorted for the laws.

    Args:
        log: of a finished run.
        total_tasks: number of tasks of the scenario.
        capacities: slots, by agent index.
        max_retries: retries a task at most.
    """

    def __init__(self, log: RunLog, total_tasks: int, capacities: list[int], max_retries: int) -> None:
        self.total_tasks = total_tasks
        self.capacities = capacities
        self.max_retries = max_retries
        self.tasks = log.of(TaskEnded)
        self.waves = log.of(WaveEnded)
        self.attempts = sorted(log.of(AttemptEnded), key=lambda row: row.start_order)
        self.decisions = log.of(GateDecided)
        self.assigned = log.of(Assigned)
        self.end = max((row.ended_at for row in self.waves), default=0.0)
        self.outages = self._spans(log)

    def _spans(self, log: RunLog) -> dict[int, list[Span]]:
        spans: dict[int, list[Span]] = defaultdict(list)
        ended = {(row.agent, row.began_at): row.at for row in log.of(OutageEnded)}
        for row in log.of(OutageBegan):
            spans[row.agent].append((row.at, ended.get((row.agent, row.at), self.end)))
        return spans

    def down_s(self, agent: int, start: float, end: float) -> float:
        """Return the seconds that an agent was down between two instants."""
        return sum(max(0.0, min(end, to) - max(start, since)) for since, to in self.outages[agent])

    def violations(self) -> list[str]:
        """Return a sentence for each breach of a law; none for a sound log."""
        laws = (
            self._each_task_ends_once, self._attempts_are_counted, self._retries_wait, self._gates_come_first,
            self._assigned_first, self._one_task_a_slot, self._time_adds_up, self._waves_follow,
        )  # fmt: skip
        return [sentence for law in laws for sentence in law()]

    def _each_task_ends_once(self) -> Iterator[str]:
        ended = [row.task_index for row in self.tasks]
        if sorted(ended) != list(range(self.total_tasks)):
            yield f"{len(ended)} ends of {len(set(ended))} tasks, but there are {self.total_tasks} tasks"

    def _attempts_by_task(self) -> dict[int, list[AttemptEnded]]:
        grouped: dict[int, list[AttemptEnded]] = defaultdict(list)
        for row in self.attempts:
            grouped[row.task_index].append(row)
        return grouped

    def _attempts_are_counted(self) -> Iterator[str]:
        grouped = self._attempts_by_task()
        for task in self.tasks:
            attempts = grouped[task.task_index]
            if [row.attempt for row in attempts] != list(range(task.attempts)):
                yield f"{task.task_id}: attempts {[row.attempt for row in attempts]}, but {task.attempts} are counted"
            if task.attempts > 1 + self.max_retries:
                yield f"{task.task_id}: {task.attempts} attempts with {self.max_retries} retries allowed"
            if [row.succeeded for row in attempts[:-1]].count(True):
                yield f"{task.task_id}: went on after it had succeeded"
            succeeded = bool(attempts) and attempts[-1].succeeded
            if succeeded != (task.status == "completed") or succeeded != (task.reason is None):
                yield f"{task.task_id}: {task.status}, reason {task.reason!r}, but its last attempt says {succeeded}"
            if not isclose(task.served, sum(row.served for row in attempts), abs_tol=_TOLERANCE_S):
                yield f"{task.task_id}: served {task.served} is not the sum over its attempts"

    def _retries_wait(self) -> Iterator[str]:
        for attempts in self._attempts_by_task().values():
            for earlier, later in pairwise(attempts):
                if earlier.backoff is None or later.queued_at < earlier.ended_at + earlier.backoff:
                    yield f"{later.task_id}: attempt {later.attempt} is queued before its back-off is over"
        for row in self.attempts:
            if not row.queued_at <= row.started_at <= row.ended_at:
                yield f"{row.task_id}: attempt {row.attempt} is queued, starts and ends out of order"

    def _gates_come_first(self) -> Iterator[str]:
        decided = {(row.task_index, row.attempt): row for row in self.decisions}
        if len(decided) != len(self.decisions):
            yield "an attempt was decided on twice"
        if len(decided) != len(self.attempts):
            yield f"{len(self.attempts)} attempts, but {len(decided)} gate decisions"
        for row in self.attempts:
            decision = decided.get((row.task_index, row.attempt))
            if decision is None or decision.at != row.started_at or decision.agent != row.agent:
                yield f"{row.task_id}: attempt {row.attempt} started without a verdict at its start"
            elif (decision.verdict == "approved") != row.approved:
                yield f"{row.task_id}: attempt {row.attempt} ran against the verdict {decision.verdict}"
            if not row.approved and (row.served != 0.0 or row.started_at != row.ended_at):
                yield f"{row.task_id}: attempt {row.attempt} was refused and yet served"

    def _assigned_first(self) -> Iterator[str]:
        first: dict[tuple[int, int], float] = {}
        for given in self.assigned:
            first.setdefault((given.task_index, given.agent), given.at)
        for row in self.attempts:
            if first.get((row.task_index, row.agent), float("inf")) > row.started_at:
                yield f"{row.task_id}: ran on {row.agent_id}, which it had not been given to"

    def _slots(self) -> dict[tuple[int, int], list[AttemptEnded]]:
        slots: dict[tuple[int, int], list[AttemptEnded]] = {
            (agent, slot): [] for agent, slots in enumerate(self.capacities) for slot in range(slots)
        }
        for row in self.attempts:
            slots[row.agent, row.slot].append(row)
        return slots

    def _one_task_a_slot(self) -> Iterator[str]:
        for attempts in self._slots().values():
            for earlier, later in pairwise(attempts):
                if later.started_at < earlier.ended_at:
                    yield f"{later.agent_id} slot {later.slot}: {later.task_id} starts before {earlier.task_id} ends"
        for row in self.attempts:
            worked = row.ended_at - row.started_at - self.down_s(row.agent, row.started_at, row.ended_at)
            if not isclose(row.served, worked, abs_tol=_TOLERANCE_S):
                yield f"{row.task_id}: attempt {row.attempt} served {row.served} s, but its agent was up for {worked} s"

    def _time_adds_up(self) -> Iterator[str]:
        slots = self._slots()
        for wave in self.waves:
            length = wave.ended_at - wave.started_at
            for (agent, slot), attempts in slots.items():
                mine = [row for row in attempts if row.wave == wave.wave]
                served = sum(row.served for row in mine)
                down = self.down_s(agent, wave.started_at, wave.ended_at)
                idle = self._idle_s(agent, mine, wave)
                if not isclose(served + idle + down, length, abs_tol=_TOLERANCE_S):
                    yield f"wave {wave.wave}, agent {agent}, slot {slot}: {served} + {idle} + {down} s of {length} s"
            for agent, up in enumerate(wave.up_s):
                if not isclose(up, length - self.down_s(agent, wave.started_at, wave.ended_at), abs_tol=_TOLERANCE_S):
                    yield f"wave {wave.wave}, agent {agent}: up for {up} s does not fit its outages"

    def _idle_s(self, agent: int, attempts: list[AttemptEnded], wave: WaveEnded) -> float:
        # The gaps between a slot's attempts, less what of them the agent was down.
        edges = [wave.started_at, *(t for row in attempts for t in (row.started_at, row.ended_at)), wave.ended_at]
        gaps = list(zip(edges[::2], edges[1::2], strict=True))
        return sum(end - start - self.down_s(agent, start, end) for start, end in gaps)

    def _waves_follow(self) -> Iterator[str]:
        for earlier, later in pairwise(self.waves):
            if later.started_at < earlier.ended_at:
                yield f"wave {later.wave} starts before wave {earlier.wave} has ended"
        spans = {wave.wave: (wave.started_at, wave.ended_at) for wave in self.waves}
        for row in self.attempts:
            start, end = spans[row.wave]
            if not start <= row.queued_at <= row.ended_at <= end:
                yield f"{row.task_id}: attempt {row.attempt} leaves wave {row.wave}"
        for task in self.tasks:
            if task.released_at is not None and not task.released_at <= (task.started_at or task.ended_at):
                yield f"{task.task_id}: starts before its release"
