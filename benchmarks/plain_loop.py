"""The yardstick: workload W as one would write it in plain SimPy, a process a task, and as little else as possible.

It takes the same numbers as the model from the same keyed uniforms and reaches the same end to the bit, so that the
two do the same work. It keeps one tuple an attempt and one a sample; it has no gates, no policies, no tables.
"""

from collections.abc import Generator
from typing import Any

import simpy

from benchmarks import workload_w as w
from sim.luck import Luck, Purpose, quantile, quantile_at
from sim.scenario import Exponential, Lognormal

Process = Generator[simpy.Event, Any, None]


class _Agent:
    def __init__(self, env: simpy.Environment) -> None:
        self.resource = simpy.Resource(env, capacity=1)
        self.up = True
        self.repaired = env.event()
        self.running: simpy.Process | None = None
        self.started = 0.0
        self.waiting = 0

    def load(self, now: float) -> float:
        left = max(0.0, w.MEAN_S - (now - self.started)) if self.running is not None else 0.0
        return self.waiting * w.MEAN_S + left


class PlainLoop:
    """Workload W in plain SimPy.

    Args:
        tasks: about how many.
        seed: of the keyed uniforms.
    """

    def __init__(self, tasks: int, seed: int = 0) -> None:
        self.env = simpy.Environment()
        self.agents = [_Agent(self.env) for _ in range(w.AGENTS)]
        self.size = tasks // w.WAVES
        self.luck = Luck(seed)
        self.attempts: list[tuple[int, int, float, float, bool]] = []
        self.samples: list[tuple[float, list[int], list[bool]]] = []
        self._service = Lognormal(mean=w.MEAN_S, cv=w.CV)
        self._left = 0

    def run(self) -> float:
        """Run to the end; return the makespan in seconds."""
        done = self.env.process(self._waves())
        for index, agent in enumerate(self.agents):
            self.env.process(self._outages(index, agent))
        self.env.process(self._monitor())
        self.env.run(until=done)
        return float(self.env.now)

    def _waves(self) -> Process:
        for wave in range(1, w.WAVES + 1):
            u = self.luck.uniforms(Purpose.DURATION, wave, 0, self.size)
            first = quantile(self._service, u).tolist()
            self._left = self.size
            self._done = self.env.event()
            for position in range(self.size):
                self.env.process(self._task(wave, position, first[position]))
            yield self._done

    def _task(self, wave: int, position: int, seconds: float) -> Process:
        env, luck = self.env, self.luck
        agent = min(self.agents, key=lambda a: (not a.up, a.load(env.now)))
        agent.waiting += 1
        for attempt in range(4):
            if attempt > 0:
                agent.waiting += 1
                seconds = self._seconds(wave, attempt, position)
            succeeded = luck.uniform(Purpose.OUTCOME, wave, attempt, position) < w.SUCCESS
            with agent.resource.request() as request:
                yield request
                while not agent.up:
                    yield agent.repaired
                agent.waiting -= 1
                agent.running = env.active_process
                agent.started = env.now
                try:
                    yield env.timeout(seconds)
                except simpy.Interrupt:
                    succeeded = False
                agent.running = None
            self.attempts.append((position, attempt, agent.started, env.now, succeeded))
            if succeeded or attempt == 3:
                break
            yield env.timeout(w.BACKOFF_S[attempt])
        self._left -= 1
        if self._left == 0:
            self._done.succeed()

    def _seconds(self, wave: int, attempt: int, position: int) -> float:

        u = self.luck.uniform(Purpose.DURATION, wave, attempt, position)
        return quantile_at(self._service, u)

    def _outages(self, index: int, agent: _Agent) -> Process:

        failures = 0
        while True:
            u = self.luck.uniform(Purpose.UP_TIME, 0, failures, index)
            yield self.env.timeout(quantile_at(Exponential(mean=w.MTBF_S), u))
            agent.up = False
            agent.repaired = self.env.event()
            if agent.running is not None:
                agent.running.interrupt()
            u = self.luck.uniform(Purpose.REPAIR, 0, failures, index)
            yield self.env.timeout(quantile_at(Exponential(mean=w.MTTR_S), u))
            agent.up = True
            agent.repaired.succeed()
            failures += 1

    def _monitor(self) -> Process:
        while True:
            yield self.env.timeout(w.INTERVAL_S)
            queues = [len(agent.resource.queue) for agent in self.agents]
            self.samples.append((self.env.now, queues, [agent.up for agent in self.agents]))
