"""The monitor process: it samples every agent and the system on the virtual clock, as long as the run lasts."""

from collections import deque
from collections.abc import Generator
from typing import NamedTuple

from simpy import Event

from sim.model.agent_manager import AgentManager
from sim.model.instant import Clock, Kind
from sim.record.log import AnomalyRow, RunLog
from sim.record.rows import AttemptEnded, Row, Sampled
from sim.scenario import MonitorSpec


class _Window:
    """Success and prediction error of the attempts that ended within the last so many seconds."""

    def __init__(self, width_s: float) -> None:
        self._width_s = width_s
        self._attempts: deque[AttemptEnded] = deque()

    def add(self, row: AttemptEnded) -> None:
        self._attempts.append(row)

    def tally(self, now: float) -> "_Tally":
        attempts = self._attempts
        while attempts and attempts[0].ended_at < now - self._width_s:
            attempts.popleft()
        first = [row for row in attempts if row.first_served]
        return _Tally(
            attempts=len(attempts),
            succeeded=sum(row.succeeded for row in attempts),
            first=len(first),
            first_succeeded=sum(row.succeeded for row in first),
            first_predicted=sum(row.predicted_success for row in first),
        )


class _Tally(NamedTuple):
    attempts: int
    succeeded: int
    first: int
    first_succeeded: int
    first_predicted: float

    @property
    def success_rate(self) -> float | None:
        return self.succeeded / self.attempts if self.attempts else None

    @property
    def prediction_error(self) -> float | None:
        return abs(self.first_predicted - self.first_succeeded) / self.first if self.first else None


class MonitorProcess:
    """Samples the fleet every `monitor.interval` seconds of virtual time.

    Args:
        clock: the virtual clock.
        spec: interval and window.
        manager: whose agents are sampled.
        log: where the samples go, and where the attempts are seen.
    """

    def __init__(self, clock: Clock, spec: MonitorSpec, manager: AgentManager, log: RunLog) -> None:
        self._clock = clock
        self._spec = spec
        self._manager = manager
        self._log = log
        self._windows = [_Window(spec.window) for _ in manager.agents]
        log.observe(self._see, (AttemptEnded,))

    def _see(self, row: Row) -> tuple[AnomalyRow, ...]:
        assert isinstance(row, AttemptEnded)
        if row.approved:  # a refusal is not held against an agent
            self._windows[row.agent].add(row)
        return ()

    def process(self) -> Generator[Event, object, None]:
        """Sample at interval, 2 * interval, and so on."""
        while True:
            yield self._clock.after(self._spec.interval, Kind.SAMPLE)
            self._log.add(self._sample())

    def _sample(self) -> Sampled:
        now = self._clock.now
        agents = self._manager.agents
        tallies = [window.tally(now) for window in self._windows]
        whole = _Tally(*(sum(column) for column in zip(*tallies, strict=True)))
        return Sampled(
            at=now,
            wave=self._manager.wave,
            waiting=self._manager.waiting,
            queue_length=tuple([len(agent.queue) for agent in agents]),
            busy_slots=tuple([len(agent.serving) if agent.up else 0 for agent in agents]),
            up=tuple([agent.up for agent in agents]),
            completed=tuple([agent.completed for agent in agents]),
            failed=tuple([agent.failed for agent in agents]),
            retries=tuple([agent.retries for agent in agents]),
            load_s=tuple([agent.load_s(now) for agent in agents]),
            success_rate=tuple([tally.success_rate for tally in tallies]),
            prediction_error=tuple([tally.prediction_error for tally in tallies]),
            system_success_rate=whole.success_rate,
            system_prediction_error=whole.prediction_error,
        )
