"""The virtual clock, and the order of what happens at one and the same instant.

SimPy breaks ties by a priority and then by order of scheduling. Here the priority carries the whole rule: first the
events of the instant by kind, within a kind by task or agent index; then the decisions that they call for; what these
cause at the same instant is a new round of the same; samples and the end of the wave come when nothing else is left.
SimPy's own bookkeeping events (a process starts, a resource is granted) keep their priorities 0 and 1 and so run at
once, before anything that is ordered here.

Decisions are no events: one is due at almost every instant, and an event each would be a fifth of all. The clock calls
for a decision when nothing is left of the instant that comes before it.
"""

from collections.abc import Callable, Generator
from heapq import heappop, heappush
from typing import Any

from simpy import Environment, Event, Process

Steps = Generator[Event, object, None]
"""What a process waits for, one event after another."""

_APART = 40  # bits for the index: more than any task or agent has


class Kind:
    """What happens, in the order in which it happens at one instant; the value leaves room for an index.

    Plain numbers: naming a member of an enumeration takes as long as a tenth of an event.
    """

    ATTEMPT_END = 1 << _APART
    TIMEOUT = 2 << _APART
    DEADLINE = 3 << _APART
    BREAKDOWN = 4 << _APART
    REPAIR = 5 << _APART
    HAND_OFF = 6 << _APART
    BACKOFF_END = 7 << _APART
    COPY_DUE = 8 << _APART
    LIMIT = 9 << _APART  # limits refilled
    BREAKER = 10 << _APART  # half open
    SLOTS = 11 << _APART
    RELEASE = 12 << _APART
    DECISION = 13 << _APART
    SAMPLE = 14 << _APART
    WAVE_END = 15 << _APART
    RUN_END = 16 << _APART


class Clock(Environment):
    """A SimPy environment whose events can be given their place at an instant.

    >>> clock = Clock()
    >>> seen = []
    >>> for name, kind, index in [("release", Kind.RELEASE, 0), ("end", Kind.ATTEMPT_END, 7)]:
    ...     event = clock.after(5.0, kind, index)
    ...     event.callbacks.append(lambda _, what=f"{name} {index}": seen.append(what))
    >>> clock.run()
    >>> seen
    ['end 7', 'release 0']
    """

    now: float = 0.0  # an attribute in place of SimPy's property, which is a call: it is read twenty times a task

    def __init__(self) -> None:
        super().__init__(initial_time=0.0)  # SimPy's own start is the integer 0, which files would show
        self._decide: Callable[[], None] | None = None

    def schedule(self, event: Event, priority: Any = 1, delay: float = 0) -> None:
        """Schedule an event as SimPy does, but for the end of a process for which nobody waits: it has happened."""
        if type(event) is Life and not event.callbacks and event._ok:
            event.callbacks = None  # type: ignore[assignment]
        else:
            super().schedule(event, priority, delay)

    def call_for(self, decision: Callable[[], None]) -> None:
        """Let a decision be made at this instant, once every event that comes before decisions has happened.

        >>> clock = Clock()
        >>> seen = []
        >>> for name, kind in (("release", Kind.RELEASE), ("sample", Kind.SAMPLE), ("end", Kind.ATTEMPT_END)):
        ...     clock.after(1.0, kind).callbacks.append(lambda _, name=name: seen.append(name))
        >>> clock.after(1.0, Kind.BREAKDOWN).callbacks.append(lambda _: clock.call_for(lambda: seen.append("decided")))
        >>> clock.run()
        >>> seen
        ['end', 'release', 'decided', 'sample']
        """
        self._decide = decision

    def peek(self) -> float:
        """Return the time of what happens next: now, where a decision is due; infinity, where nothing is left."""
        return self._now if self._decide is not None else super().peek()

    def step(self) -> None:
        """Make the decision that is due, or else let the next event happen.

        Raises:
            EmptySchedule: nothing is left to happen.
        """
        decide = self._decide
        if decide is not None and self._is_settled():
            self._decide = None
            decide()
        else:
            self.now = super().peek() if self._queue else self._now
            super().step()

    def run_until(self, end: Event) -> None:
        """Let everything happen up to an event, that included: `run`, in one loop.

        Two calls an event, of `step` here and in SimPy, would take a tenth of a run.

        Raises:
            RuntimeError: nothing is left to happen, and the event has not happened.
        """
        queue = self._queue
        while end.callbacks is not None:
            decide = self._decide
            if decide is not None and self._is_settled():
                self._decide = None
                decide()
                continue
            if not queue:
                raise RuntimeError("nothing is left to happen, and the end has not come")
            self._now, _, _, event = heappop(queue)
            self.now = self._now
            callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]
            for callback in callbacks:
                callback(event)
            if not event._ok and not hasattr(event, "_defused"):
                raise event._value  # of a process that failed

    def _is_settled(self) -> bool:
        """Whether nothing is left of this instant that comes before decisions."""
        if not self._queue:
            return True
        time, place, _, _ = self._queue[0]
        return time > self._now or place > Kind.DECISION

    def after(self, delay: float, kind: int, index: int = 0) -> Event:
        """Return an event that happens `delay` seconds from now, at its place in that instant."""
        event = Event(self)
        event._ok = True
        event._value = None
        heappush(self._queue, (self._now + delay, kind + index, next(self._eid), event))  # type: ignore[misc]
        return event

    def at(self, time: float, kind: int, index: int = 0) -> Event:
        """Return an event that happens at exactly this time; `now + (time - now)` could miss it by a rounding."""
        return self.plan(Event(self), time, kind, index)

    def plan(self, event: Event, time: float, kind: int, index: int = 0, value: Any = None) -> Event:
        """Let an event that nothing has triggered yet happen at this time and place; return it."""
        event._ok = True
        event._value = value
        # What `Environment.schedule` does, with a priority of our own and a time that is not `now + delay`.
        heappush(self._queue, (time, kind + index, next(self._eid), event))  # type: ignore[misc]  # any int will do
        return event


class Life(Process):
    """A process that begins at once, within what is happening, and whose end is an event only for who waits for it.

    A plain process is started by an event and ended by one, which is a fifth of the events of a task's life.

    Args:
        clock: the virtual clock.
        steps: the generator of its events.
    """

    def __init__(self, clock: Clock, steps: Generator[Event, object, None]) -> None:
        self.env = clock
        self.callbacks = []
        self._generator = steps
        around = clock._active_proc
        self._target = _BEGIN  # until it waits for something
        self._resume(_BEGIN)
        clock._active_proc = around


def let_happen(event: Event) -> None:
    """Let an event happen now: who waits for it goes on before this returns."""
    callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]
    for callback in callbacks:
        callback(event)


_BEGIN = Event(Environment())
_BEGIN._ok, _BEGIN._value = True, None
