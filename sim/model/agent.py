"""An agent: a SimPy resource with slots, an ordered queue in front of it, and a state of up or down."""

from collections.abc import Iterator
from heapq import heapify, heappop, heappush
from typing import Protocol

from simpy import Event

from sim.model.attempt import Attempt
from sim.model.instant import Clock
from sim.model.slots import Slots
from sim.model.waiting_line import WaitingLine
from sim.record.views import AgentStatus
from sim.scenario import AgentSpec, QueueDiscipline


class Guard(Protocol):
    """A circuit breaker in front of an agent, as far as its slots need it (`sim/model/admission/breaker.py`)."""

    @property
    def is_open(self) -> bool:
        """Whether nothing may begin, and something may later."""

    @property
    def lets_pull(self) -> bool:
        """Whether a slot may take from a central queue."""

    def lets_take(self, agent: "Agent") -> bool:
        """Whether a slot may take the first attempt of the agent's queue."""

    def take(self, attempt: Attempt) -> None:
        """Take in that an attempt got a slot."""

    def refuses(self, attempt: Attempt) -> bool:
        """Return whether an attempt that has its slot ends at once."""

    def judge(self, attempt: Attempt) -> None:
        """Judge an attempt that has ended."""

    def give_back(self, attempt: Attempt) -> None:
        """Take in that an attempt waits in its queue again."""


class Agent:
    """One agent of the fleet while the run goes on.

    The queue stands in front of the resource instead of inside it: SimPy sorts the queue of a PriorityResource anew at
    every request, which is quadratic in its length, while here a waiting task is a process that waits for its turn.

    Args:
        clock: the virtual clock.
        index: the agent's place in the fleet.
        agent_id: its id.
        spec: capacity, speed, reliability and queue discipline.
        place: its entry in the scenario's fleet and its number within it; the address of its draws.
        tickets: ascending numbers for places in lines, shared by the fleet.
    """

    leaks = False  # whether the number of its slots changes

    def __init__(
        self,
        clock: Clock,
        index: int,
        agent_id: str,
        spec: AgentSpec,
        place: tuple[int, int],
        tickets: Iterator[int],
    ) -> None:
        self.clock = clock
        self.index = index
        self.agent_id = agent_id
        self.spec = spec
        self.place = place
        self.slots = Slots(clock, capacity=spec.capacity)
        self.up = True
        self.broke_down = False  # ever
        self.down_since = 0.0
        self.reassigns = False  # whether what waits here goes back to the manager while it is down
        self.repaired: Event = Event(clock)
        self.stranded_told = False
        self.completed = 0
        self.failed = 0
        self.refused = 0  # of the failed: by the gates, which is not held against the agent
        self.retries = 0
        self.last_change = 0.0
        self.idle_since = [0.0] * spec.capacity
        self.changed = True  # since the monitor looked last; of that which does not change by itself with time
        self.touched: set[int] = set()  # agents that have changed since the manager looked last, shared by the fleet
        self.serving: dict[int, Attempt] = {}  # by slot
        self.queue = WaitingLine(tickets)
        self.backing_off = 0
        self.resting: dict[int, Attempt] = {}  # those that back off here, by task index
        self.on_the_way: dict[int, Attempt] = {}  # those whose input is on its way here, by task index
        self.holds: dict[int, int] = {}  # slots that are kept for the next attempts of tasks, by task index
        self.last_given = -1  # its last task's number in the order of giving
        self.breaker: Guard | None = None
        self.queue_limit = spec.queue_limit  # None: none
        self._capacity = self.most_slots = spec.capacity
        self.idle_slots = list(range(spec.capacity))  # a heap of those that serve nothing
        self.waiting_s = 0.0  # expected work of tasks that are queued, on their way or in back-off
        self._up_before_s = 0.0
        self._up_since = 0.0

    @property
    def status(self) -> AgentStatus:
        """Return what the agent is doing."""
        if not self.up:
            return AgentStatus.DOWN
        return AgentStatus.BUSY if self.serving else AgentStatus.IDLE

    @property
    def is_full(self) -> bool:
        """Return whether as many tasks wait here, or are on their way, as may beyond those that free slots take."""
        limit = self.queue_limit
        return limit is not None and self.queue.length + len(self.on_the_way) >= len(self.idle_slots) + limit

    @property
    def free_slots(self) -> int:
        """Return the number of slots that serve nothing."""
        return len(self.idle_slots)

    @property
    def tasks_in_system(self) -> int:
        """Return the number of tasks that run, wait, are on their way here or back off here."""
        return len(self.serving) + self.queue.length + len(self.on_the_way) + self.backing_off

    def touch(self) -> None:
        """Note that something about the agent has changed, which the manager will see when it looks."""
        self.touched.add(self.index)

    def _note_change(self) -> None:
        self.changed = True  # for the monitor
        self.touched.add(self.index)  # for the manager

    def load_s(self, now: float) -> float:
        """Return the expected seconds of work in front of the agent, a slot.

        Added up in this order: what waits, then what is served by slot. What waits is a running sum, which grows and
        shrinks in the order in which tasks come and go, and begins anew at zero whenever nothing waits.
        """
        work, serving = self.waiting_s, self.serving
        if serving:
            for slot in serving if len(serving) == 1 else sorted(serving):
                work += serving[slot].remaining_s(now)
        return work / self._capacity

    def up_s(self, now: float) -> float:
        """Return the seconds of the run so far in which the agent was up."""
        return self._up_before_s + (now - self._up_since if self.up else 0.0)

    def up_share(self, now: float) -> float:
        """Return the share of the run so far in which the agent was up; 1 at the start."""
        return self.up_s(now) / now if now > 0.0 else 1.0

    def enqueue(self, attempt: Attempt) -> None:
        """Let an attempt wait for its turn, at the place that its task's rank or the discipline gives it."""
        rank = attempt.task.rank
        self.queue.put(rank if rank is not None else self._discipline_key(attempt), attempt)
        self.waiting_s += attempt.expected_s
        self.changed = True  # `_note_change`, without the call
        self.touched.add(self.index)

    def _discipline_key(self, attempt: Attempt) -> float:
        if self.spec.queue is QueueDiscipline.SHORTEST:
            return attempt.expected_s
        if self.spec.queue is QueueDiscipline.PRIORITY:
            return float(attempt.task.priority)
        if self.spec.queue is QueueDiscipline.DEADLINE:
            return attempt.task.due_at
        return 0.0

    def dequeue(self) -> Attempt:
        """Take the first attempt out of the queue."""
        attempt = self.queue.pop()
        self._drop_waiting(attempt)
        return attempt

    def withdraw(self, attempt: Attempt) -> None:
        """Take one attempt out of the queue, wherever it stands in it."""
        self.queue.withdraw(attempt)
        self._note_change()
        self._drop_waiting(attempt)

    def expect(self, attempt: Attempt) -> None:
        """Count an attempt whose input is on its way here as work in front of the agent."""
        self.on_the_way[attempt.key] = attempt
        self.waiting_s += attempt.expected_s
        self.touch()

    def expect_no_more(self, attempt: Attempt) -> None:
        """Stop counting it."""
        del self.on_the_way[attempt.key]
        self._drop_waiting(attempt)

    def let_go(self, attempt: Attempt) -> None:
        """Let an attempt go that waits in the queue, is on its way to it, or backs off here."""
        if self.resting.get(attempt.task.index) is attempt:
            self.end_backoff(attempt)
        elif self.on_the_way.get(attempt.key) is attempt:
            self.expect_no_more(attempt)
        else:
            self.withdraw(attempt)

    def begin_backoff(self, attempt: Attempt) -> None:
        """Count an attempt that is due after its task's back-off as work in front of the agent."""
        self.backing_off += 1
        self.resting[attempt.task.index] = attempt
        self.waiting_s += attempt.expected_s
        self.touch()

    def end_backoff(self, attempt: Attempt) -> None:
        """Stop counting it."""
        self.backing_off -= 1
        del self.resting[attempt.task.index]
        self._drop_waiting(attempt)

    def _drop_waiting(self, attempt: Attempt) -> None:
        self.touch()
        # A sum of floats that went up and down again need not come back to zero; an empty queue must.
        if self.queue.length or self.backing_off or self.on_the_way:
            self.waiting_s -= attempt.expected_s
        else:
            self.waiting_s = 0.0

    def take_slot(self, attempt: Attempt, slot: int | None = None) -> None:
        """Give a free slot (the lowest, unless one is named) to an attempt, whose turn may then happen."""
        if slot is None:
            slot = heappop(self.idle_slots)
        else:
            self.idle_slots.remove(slot)
            heapify(self.idle_slots)
        attempt.slot, attempt.has_slot = slot, True
        self.serving[slot] = attempt
        self._note_change()
        self.slots.grant(attempt.turn)

    def free_slot(self, attempt: Attempt) -> None:
        """Take the slot back."""
        slot = attempt.slot
        self.slots.take_back(attempt.turn)
        del self.serving[slot]
        self.release(slot)

    def release(self, slot: int) -> None:
        """Let a slot idle from now on."""
        self._note_change()
        self.last_change = self.idle_since[slot] = self.clock.now
        heappush(self.idle_slots, slot)

    def hold_slot(self, attempt: Attempt) -> None:
        """Keep the slot of an attempt that has ended for the next one of its task: it is taken, and serves nothing."""
        self.slots.take_back(attempt.turn)
        del self.serving[attempt.slot]
        self._note_change()
        self.holds[attempt.task.index] = attempt.slot

    def resume_slot(self, attempt: Attempt) -> None:
        """Give an attempt the slot that is kept for it."""
        attempt.slot, attempt.has_slot = self.holds.pop(attempt.task.index), True
        self.serving[attempt.slot] = attempt
        self._note_change()
        self.slots.grant(attempt.turn)

    def go_down(self) -> None:
        """Stop serving."""
        now = self.clock.now
        self._note_change()
        self.up = False
        self.broke_down = True
        self.down_since = now
        for task in sorted(self.holds):
            self.release(self.holds.pop(task))
        self._up_before_s += now - self._up_since
        self.repaired = Event(self.clock)

    def come_up(self) -> None:
        """Serve again; whatever was held up goes on."""
        now = self.clock.now
        self._note_change()
        self.up = True
        self.stranded_told = False
        self._up_since = now
        for slot in self.idle_slots:
            self.idle_since[slot] = now
        self.repaired.succeed()
