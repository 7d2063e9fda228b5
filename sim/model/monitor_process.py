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

Column = tuple[Any, ...]

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
        # From queue_length to retries, by agent; looked at anew where it has changed.
        self._counts: tuple[list[Any], ...] = tuple([0] * agents for _ in range(6))
        # Columns of the last sample.
        self._seen: tuple[Column, ...] = ((),) * 6
        self._load_s: Column = ()
        self._rates: tuple[Column, ...] = ((None,) * agents,) * 2
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
        changed = [agent for agent in agents if agent.changed]
        for agent in changed:
            self._look_at(agent)
        if changed:
            self._counts[2][:] = self._manager.get_agent_availability()
            self._seen = tuple(map(_kept, self._seen, self._counts))
        self._load_s = _kept(self._load_s, [agent.load_s(now) for agent in agents])
        if self._window.move_to(now):
            rates = (self._window.success_rate[:-1], self._window.prediction_error[:-1])
            self._rates = tuple(map(_kept, self._rates, rates))
        system = self._window.success_rate[-1], self._window.prediction_error[-1]
        manager = self._manager
        return Sampled._make(
            (now, manager.wave, manager.waiting, *self._seen, self._load_s, *self._rates, *system, manager.ready)
        )

    def _look_at(self, agent: Agent) -> None:
        agent.changed = False
        a, (queue_length, busy_slots, _, completed, failed, retries) = agent.index, self._counts
        queue_length[a] = agent.queue.length
        busy_slots[a] = len(agent.serving) if agent.up else 0
        completed[a] = agent.completed
        failed[a] = agent.failed
        retries[a] = agent.retries


def _kept(before: Column, values: list[Any]) -> Column:
    """The tuple of before where the values are still the same: most samples of a calm fleet then take no memory."""
    column = tuple(values)
    return before if before == column else column
