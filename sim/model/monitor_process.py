"""The monitor process: it samples every agent and the system on the virtual clock, as long as the run lasts."""

from collections.abc import Callable, Generator
from typing import Any

from simpy import Event

from sim.document.quantity import exact_duration
from sim.model.agent import Agent
from sim.model.agent_manager import AgentManager
from sim.model.instant import Clock, Kind
from sim.model.rate_window import RateWindow
from sim.record.log import AnomalyRow, RunLog
from sim.record.rows import AttemptEnded, Row, Sampled
from sim.scenario import MonitorSpec

MOST_VALUES = 300_000
"""Samples times agents before the interval doubles: a month sampled every second must not fill the memory."""


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
        agents = len(manager.agents)
        self._window = RateWindow(spec.window, agents)
        # What was seen of each agent, by index; looked at anew where it has changed.
        self._queue_length = [0] * agents
        self._busy_slots = [0] * agents
        self._completed = [0] * agents
        self._failed = [0] * agents
        self._retries = [0] * agents
        self._columns: list[tuple[Any, ...]] = [()] * 9  # of the last sample, from queue_length to prediction_error
        log.observe(self._see, (AttemptEnded,))

    def _see(self, row: Row) -> tuple[AnomalyRow, ...]:
        assert isinstance(row, AttemptEnded)
        if row.approved:  # a refusal is not held against an agent
            self._window.add(row)
        return ()

    def process(self) -> Generator[Event, object, None]:
        """Sample at interval, 2 * interval, and so on; less often once a run has grown very long."""
        interval_s = self._spec.interval
        room = MOST_VALUES // (1 + len(self._manager.agents))
        taken = 0
        while True:
            yield self._clock.after(interval_s, Kind.SAMPLE)
            self._log.add(self._sample())
            taken += 1
            if taken == room:
                taken, interval_s = room // 2, 2.0 * interval_s
                self._note(f"the run is long: from now on it is sampled every {exact_duration(interval_s)}")

    def _sample(self) -> Sampled:
        now = self._clock.now
        agents = self._manager.agents
        for agent in agents:
            if agent.changed:
                self._look_at(agent)
        self._window.move_to(now)
        *success_rate, system_success_rate = self._window.success_rate
        *prediction_error, system_prediction_error = self._window.prediction_error
        columns: tuple[list[Any], ...] = (
            self._queue_length,
            self._busy_slots,
            self._manager.get_agent_availability(),
            self._completed,
            self._failed,
            self._retries,
            [agent.load_s(now) for agent in agents],
            success_rate,
            prediction_error,
        )
        self._columns = list(map(_kept, self._columns, columns))
        rates = (system_success_rate, system_prediction_error)
        manager = self._manager
        return Sampled._make((now, manager.wave, manager.waiting, *self._columns, *rates, manager.ready))

    def _look_at(self, agent: Agent) -> None:
        agent.changed = False
        a = agent.index
        self._queue_length[a] = agent.queue.length
        self._busy_slots[a] = len(agent.serving) if agent.up else 0
        self._completed[a] = agent.completed
        self._failed[a] = agent.failed
        self._retries[a] = agent.retries


def _kept(before: tuple[Any, ...], values: list[Any]) -> tuple[Any, ...]:
    """The tuple of before where the values are still the same: most samples of a calm fleet then take no memory."""
    column = tuple(values)
    return before if before == column else column
