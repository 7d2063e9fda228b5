"""The monitor process: it samples every agent and the system on the virtual clock, as long as the run lasts."""

from collections import deque
from collections.abc import Callable, Generator

from simpy import Event

from sim.model.agent_manager import AgentManager
from sim.model.instant import Clock, Kind
from sim.record.log import AnomalyRow, RunLog
from sim.record.rows import AttemptEnded, Row, Sampled
from sim.scenario import MonitorSpec

MOST_VALUES = 1_000_000
"""Samples times agents before the interval doubles: a month sampled every second must not fill the memory."""


class _Window:
    """Success and prediction error of the attempts that ended within the last so many seconds, counted as they pass."""

    def __init__(self, width_s: float) -> None:
        self._width_s = width_s
        self._passed: deque[AttemptEnded] = deque()
        self._attempts = 0
        self._succeeded = 0
        self._first = 0  # first attempts past the gates: those that predictions speak of
        self._first_succeeded = 0
        self._first_predicted = 0.0
        self._changed = False
        self._rates: tuple[float | None, float | None] = (None, None)

    def add(self, row: AttemptEnded) -> None:
        self._passed.append(row)
        self._count(row, 1)

    def rates(self, now: float) -> tuple[float | None, float | None]:
        """Return success rate and prediction error over the window that ends now; None where nothing ended in it."""
        passed, since = self._passed, now - self._width_s
        while passed and passed[0].ended_at < since:
            self._count(passed.popleft(), -1)
        if self._changed:
            self._changed = False
            error = abs(self._first_predicted - self._first_succeeded) / self._first if self._first else None
            self._rates = (self._succeeded / self._attempts if self._attempts else None, error)
        return self._rates

    def _count(self, row: AttemptEnded, step: int) -> None:
        self._changed = True
        self._attempts += step
        self._succeeded += step * row.succeeded
        if row.first_served:
            self._first += step
            self._first_succeeded += step * row.succeeded
            # A sum of floats that went up and down again need not come back to zero; an empty window must.
            self._first_predicted = self._first_predicted + step * row.predicted_success if self._first else 0.0


class MonitorProcess:
    """Samples the fleet every `monitor.interval` seconds of virtual time.

    Args:
        clock: the virtual clock.
        spec: interval and window.
        manager: whose agents are sampled.
        log: where the samples go, and where the attempts are seen.
        note: takes a line for people.
    """

    def __init__(
        self, clock: Clock, spec: MonitorSpec, manager: AgentManager, log: RunLog, note: Callable[[str], None]
    ) -> None:
        self._clock = clock
        self._spec = spec
        self._manager = manager
        self._log = log
        self._note = note
        self._windows = [_Window(spec.window) for _ in manager.agents]
        self._whole = _Window(spec.window)
        log.observe(self._see, (AttemptEnded,))

    def _see(self, row: Row) -> tuple[AnomalyRow, ...]:
        assert isinstance(row, AttemptEnded)
        if row.approved:  # a refusal is not held against an agent
            self._windows[row.agent].add(row)
            self._whole.add(row)
        return ()

    def process(self) -> Generator[Event, object, None]:
        """Sample at interval, 2 * interval, and so on; less often once a run has grown very long."""
        interval_s = self._spec.interval
        room = MOST_VALUES // (1 + len(self._windows))
        taken = 0
        while True:
            yield self._clock.after(interval_s, Kind.SAMPLE)
            self._log.add(self._sample())
            taken += 1
            if taken == room:
                taken, interval_s = room // 2, 2.0 * interval_s
                self._note(f"the run is long: from now on it is sampled every {interval_s:g} s")

    def _sample(self) -> Sampled:
        now = self._clock.now
        agents = self._manager.agents
        rates = [window.rates(now) for window in self._windows]
        success_rate, prediction_error = self._whole.rates(now)
        # By position, in the order of Sampled; comprehensions make lists, which tuple() takes over fastest.
        return Sampled(
            now,
            self._manager.wave,
            self._manager.waiting,
            tuple([len(agent.queue) for agent in agents]),
            tuple([len(agent.serving) if agent.up else 0 for agent in agents]),
            tuple(self._manager.get_agent_availability()),
            tuple([agent.completed for agent in agents]),
            tuple([agent.failed for agent in agents]),
            tuple([agent.retries for agent in agents]),
            tuple([agent.load_s(now) for agent in agents]),
            tuple([rate for rate, _ in rates]),
            tuple([error for _, error in rates]),
            success_rate,
            prediction_error,
        )
