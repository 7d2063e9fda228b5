"""Small logs built by hand, wave by wave."""

import json
from datetime import UTC, datetime

import pytest

from sim.luck import Luck
from sim.observe.feedback_loop import Phase21FeedbackLoop
from sim.record.log import RunLog
from sim.record.rows import (
    Assigned,
    AttemptEnded,
    FaultCaught,
    GateDecided,
    TaskEnded,
    WaveEnded,
    WaveStarted,
)

EPOCH = datetime(2025, 1, 1, tzinfo=UTC)


class Story:
    """Tells a log what happens: each agent has one slot and serves its tasks one after the other, all released at 0."""

    def __init__(self, agents=2):
        self.ids = tuple(f"agent_{n}" for n in range(agents))
        self.log = RunLog(self.ids)
        self.now = 0.0
        self._tasks = 0
        self._starts = 0
        self.begin(1)

    @property
    def agents(self):
        return tuple((agent_id, 1) for agent_id in self.ids)

    def begin(self, wave):
        self.wave, self.began, self._free = wave, self.now, [self.now] * len(self.ids)
        self.log.add(WaveStarted(wave, self.now, 0, None, None, 0, None))
        self._wave_tasks = 0

    def task(self, agent, *outcomes, seconds=10.0, predicted=0.8, expected=10.0, priority=2, risk="MEDIUM", **more):
        """A task with one attempt an outcome; True or False is success, a text is the class of a failure."""
        index, task_id = self._tasks, f"task_{self._tasks}"
        self._tasks += 1
        self._wave_tasks += 1
        begin = self._free[agent]
        self._assigned(index, task_id, agent, predicted, expected, **more)
        for k, outcome in enumerate(outcomes):
            start = self._free[agent]
            end = self._free[agent] = start + seconds
            error = None if outcome is True else (outcome or "transient")
            self.gate(index, task_id, k, agent, start, "approved", None)
            self.log.add(
                AttemptEnded(
                    index, task_id, self.wave, k, agent, self.ids[agent], 0, self.began, start, end, seconds,
                    outcome is True, error, None, True, k == 0, predicted, self._starts,
                    0.0 if error is None else seconds,
                )
            )  # fmt: skip
            self._starts += 1
        completed = bool(outcomes) and outcomes[-1] is True
        served = seconds * len(outcomes)
        self.log.add(
            TaskEnded(
                index, task_id, self.wave, priority, risk, None, self.began, self.began, agent, self.ids[agent],
                begin if outcomes else None, self._free[agent], "completed" if completed else "failed",
                max(1, len(outcomes)), predicted, outcomes[0] is True if outcomes else None, expected, served,
                served - seconds * completed, None if completed else "retries used up",
            )
        )  # fmt: skip
        self.now = max(self.now, self._free[agent])
        return task_id

    def refuse(self, agent, gate="clearance", verdict="rejected"):
        """A task that a gate rejects."""
        index = self._tasks
        task_id = f"task_{index}"
        self.gate(index, task_id, 0, agent, self._free[agent], verdict, gate)
        return self.task(agent)

    def gate(self, index, task_id, attempt, agent, at, verdict, gate):
        self.log.add(
            GateDecided(index, task_id, self.wave, attempt, agent, self.ids[agent], at, verdict, gate, "because")
        )

    def _assigned(self, index, task_id, agent, predicted, expected, least_loaded=True, strategy="round_robin"):
        self.log.add(
            Assigned(
                index, task_id, self.wave, agent, self.ids[agent], self.began, predicted, predicted, expected,
                None, strategy, least_loaded,
            )
        )  # fmt: skip

    def fault(self, where="policy mine", error_type="ValueError"):
        self.log.add(FaultCaught(self.now, self.wave, where, error_type, "no", "load_balanced decided"))

    def end(self, up_s=None, at=None):
        """End the wave; agents were up all the time unless told otherwise."""
        self.now = self.now if at is None else at
        up = up_s or (self.now - self.began,) * len(self.ids)
        self.log.add(WaveEnded(self.wave, self.began, self.now, self._wave_tasks, tuple(up)))
        return self

    def next(self):
        self.begin(self.wave + 1)
        return self


@pytest.fixture
def story():
    return Story


@pytest.fixture
def epoch():
    return EPOCH


@pytest.fixture
def small_wave():
    """Two agents, four tasks: one at once, one at its second attempt, one that breaks with its agent, one refused."""

    def tell():
        told = Story(agents=2)
        told.task(0, True, predicted=0.9, risk="LOW", priority=1)
        told.task(0, False, True, predicted=0.8, risk="LOW")
        told.task(1, "agent_down", predicted=0.6, least_loaded=False)
        told.refuse(1)
        return told.end()

    return tell


@pytest.fixture
def loop_on():
    """A feedback loop on a story's log."""
    return lambda told, **more: Phase21FeedbackLoop(told.log, EPOCH, told.agents, Luck(42), lambda: told.now, **more)


@pytest.fixture
def signals_of():
    """The content of a wave's signals of one type."""
    return lambda loop, wave, kind: [
        signal.content for signal in loop.generate_feedback_signals(wave) if signal.signal_type == kind
    ]


@pytest.fixture
def read_lines():
    return lambda path: [json.loads(line) for line in path.read_text().splitlines()]
