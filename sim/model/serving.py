"""An attempt in service: how long it takes, how it is to end, and the race for its end.

    begin -> work -> the end that was drawn for it
              |  ^
       hazard |  | what it must wait for, such as a repair
              v  |
             struck -> ended by the hazard

Outcome and length are drawn when the service begins. Whatever else may end it is a hazard (`sim/model/hazards/`).
"""

from collections.abc import Generator
from typing import Protocol, cast

from simpy import Event, Interrupt

from sim.luck import Luck, Purpose
from sim.model.agent import Agent
from sim.model.attempt import Attempt
from sim.model.attempt_draws import AttemptDraws
from sim.model.changes import Changes
from sim.model.contention import Contention
from sim.model.failure_classes import FailureClasses
from sim.model.hazards.timeout import Timeout
from sim.model.instant import Clock, Kind
from sim.model.replay import Replay
from sim.model.retry_budget import RetryBudget
from sim.policies.gate import Decision
from sim.policies.retry import after_feedback, attempt_chance
from sim.record.outcomes import TRANSIENT
from sim.record.views import TaskStatus
from sim.scenario import RetrySpec

_IN_PROGRESS = TaskStatus.IN_PROGRESS  # naming a member of an enumeration costs as much as some calls


class Hazard(Protocol):
    """The cause of an interrupt: what strikes an attempt in service."""

    def strike(self, attempt: Attempt) -> Event | None:
        """Take in what becomes of an attempt whose work has just been stopped.

        Returns:
            What it waits for before it goes on; None where the hazard has ended it and set its `failure`.
        """


class Watcher(Protocol):
    """What hears of every original attempt whose service begins (`sim/model/copies.py`)."""

    def watch(self, original: Attempt) -> None:
        """Take in that its service begins now."""


class Serving:
    """Works on attempts.

    Args:
        clock: the virtual clock.
        retry: what later attempts lose, and where failed ones end.
        luck: the run's keyed uniforms.
        draws: of attempts.
        timeout: the hazard of taking too long.
        failed_factor: on the length of attempts that fail.
        contention: what attempts at once cost each other; None: nothing.
        changes: of what agents can do; None: there are none.
        classes: of failures; None: all are transient.
        retry_budget: notes what starts; None: there is none.
    """

    def __init__(
        self,
        clock: Clock,
        retry: RetrySpec,
        luck: Luck,
        draws: AttemptDraws,
        timeout: Timeout,
        failed_factor: float = 1.0,
        contention: Contention | None = None,
        changes: Changes | None = None,
        classes: FailureClasses | None = None,
        retry_budget: RetryBudget | None = None,
    ) -> None:
        self._clock = clock
        self._retry = retry
        # Whether the chance depends on earlier attempts, or on the time.
        self._wears = retry.feedback != 0.0 or retry.retry_penalty != 0.0 or changes is not None
        self._luck = luck
        self._draws = draws
        self._timeout = timeout
        self._failed_factor = failed_factor
        self.replay: Replay | None = None  # the record that says how attempts end, in place of draws
        self._contention = None if contention is None or contention.is_none else contention
        self._changes = changes
        self._classes = classes
        self._retry_budget = retry_budget
        self.copies: Watcher | None = None  # of attempts that take long

    def serve(self, attempt: Attempt) -> Generator[Event, object, Decision | None]:
        """Work on an attempt until it ends: as was drawn for it, or by the first hazard that ends it."""
        self._begin(attempt)
        event: Event | None = self.work(attempt)
        while event is not None:
            try:
                yield event
            except Interrupt as struck:
                hazard = cast(Hazard, struck.cause)
                event = self._struck(attempt, hazard)
                continue
            if attempt.serving_since is not None:
                attempt.finish_work()
                return None
            event = self.work(attempt)
        return None

    def _struck(self, attempt: Attempt, hazard: Hazard) -> Event | None:
        attempt.stop_work(self._clock.now)
        self._timeout.stop_work(attempt)
        return hazard.strike(attempt)

    def _begin(self, attempt: Attempt) -> None:
        task, agent = attempt.task, attempt.agent
        assert agent is not None
        if not attempt.copy:
            task.advance(_IN_PROGRESS)
        if task.started_at is None:
            task.started_at = self._clock.now
            task.predicted_first = task.estimate[agent.index]
        if self._retry_budget is not None:
            self._retry_budget.note_start(self._clock.now)
        self.draw(attempt)
        if self.copies is not None and not attempt.copy:
            self.copies.watch(attempt)

    def draw(self, attempt: Attempt) -> None:
        """Decide how long an attempt takes, and how it ends unless something else ends it."""
        task, agent = attempt.task, attempt.agent
        assert agent is not None
        if self.replay is not None:
            attempt.failure = self.replay.failure(task.index, attempt.number)
            attempt.length_s = self.replay.length_s(attempt, task.true_s[agent.index])
            if self._changes is not None and not self.replay.exactly:
                attempt.length_s /= self._changes.speed(agent.index, self._clock.now)
            return
        draws = self._draws
        if task.wave != draws.wave:
            draws = draws.of_wave(task.wave)  # an orphan's
        u = draws.outcome(attempt.draw, task.position)
        chance = task.true_success[agent.index] * agent.spec.reliability
        if self._wears:
            chance = self._worn_chance(attempt, agent)
        attempt.failure = None if u < chance else TRANSIENT if self._classes is None else self._classes.draw(attempt)
        attempt.length_s = self._length_s(attempt, agent, draws)

    def _worn_chance(self, attempt: Attempt, agent: Agent) -> float:
        task = attempt.task
        true_success = after_feedback(task.true_success[agent.index], self._retry.feedback * task.own_failures)
        reliability = agent.spec.reliability
        if self._changes is not None:
            reliability *= self._changes.reliability(agent.index, self._clock.now)
        return attempt_chance(true_success, reliability, self._retry.retry_penalty, attempt.number)

    def _length_s(self, attempt: Attempt, agent: Agent, draws: AttemptDraws) -> float:
        task, k = attempt.task, attempt.draw
        length_s = task.true_s[agent.index] * draws.service_factor(k, task.position)
        if self._contention is not None:
            length_s *= self._contention.factor(agent)
        if self._changes is not None:
            length_s /= self._changes.speed(agent.index, self._clock.now)
        if attempt.failure is None:
            return length_s
        length_s *= self._failed_factor
        if self._classes is not None:
            length_s *= self._classes.length(attempt.failure)
        if self._retry.failure_point == "uniform":
            length_s *= self._luck.uniform(Purpose.FAILURE_POINT, task.wave, k, task.position)
        return length_s

    def work(self, attempt: Attempt) -> Event:
        """Let work on an attempt begin or go on; return the end that was drawn for it."""
        attempt.begin_work(self._clock.now)
        left_s = attempt.length_s - attempt.worked_s
        if attempt.task.timeout_s is not None and not attempt.is_orphan:
            self._timeout.begin_work(attempt, left_s)
        return self._clock.after(left_s, Kind.ATTEMPT_END, attempt.task.index)
