"""A record at work: how long each attempt takes and how it ends; played back, also where and when it starts."""

from collections.abc import Sequence

from sim.model.attempt import Attempt
from sim.model.wave_planner import WavePlanner
from sim.record.outcomes import OUTCOMES, Outcome
from sim.workload.recorded import NOT_OF_THE_FLEET, Recorded


class Replay:
    """What a run takes from a record.

    Args:
        recorded: the attempts of every task.
        exactly: whether they are played back as they were; else the record says only how long each takes at speed 1
            and how it ends, and the rest follows from the scenario.
    """

    def __init__(self, recorded: Recorded, exactly: bool) -> None:
        self.recorded = recorded
        self.exactly = exactly

    def failure(self, task: int, attempt: int) -> Outcome | None:
        """Return how an attempt fails; None: it succeeds."""
        code = self.recorded.of(task, attempt).failure
        return None if code is None else OUTCOMES[code]

    def length_s(self, attempt: Attempt, mean_s: float) -> float:
        """Return how long an attempt works.

        Args:
            attempt: that begins.
            mean_s: of its task on its agent: the mean over its recorded attempts, by the agent's speed.
        """
        task = attempt.task.index
        served_s = self.recorded.of(task, attempt.number).served_s
        if self.exactly:
            return served_s
        mean_recorded_s = self.recorded.mean_s(task)
        return mean_s if served_s == mean_recorded_s else served_s * (mean_s / mean_recorded_s)

    def backoff_s(self, failed: Attempt, by_policy_s: float | None, now: float) -> float | None:
        """Return the wait before the next attempt; None where there is none.

        A task is tried again as often as it was; an attempt that fell to something that the record does not know, as a
        breakdown of the scenario, is tried again as the scenario's policy says.
        """
        task, number = failed.task.index, failed.number
        if self.exactly:
            if not self.recorded.has(task, number + 1):
                return None
            return max(self.recorded.of(task, number + 1).started_at - now, 0.0)
        as_recorded = failed.failure is self.failure(task, number)
        return by_policy_s if self.recorded.has(task, number + 1) or not as_recorded else None

    def plan(self, planner: WavePlanner, task: int, attempt: int) -> bool:
        """Plan an attempt on the agent that it is played back on; return whether that is the record's to say."""
        recorded = self.recorded.of(task, attempt)
        if not self.exactly or recorded.agent == NOT_OF_THE_FLEET:
            return False
        planner.give(task, recorded.agent, recorded.started_at)
        return True

    def plan_all(self, planner: WavePlanner, tasks: Sequence[int]) -> None:
        """Plan the first attempts of tasks, see `plan`."""
        for task in tasks:
            self.plan(planner, task, 0)

    def outages(self) -> dict[int, list[tuple[float, float]]]:
        """Return, by agent, when it is down because the record that is played back says so: (from, to), in order."""
        down: dict[int, list[tuple[float, float]]] = {}
        for agent, start, end in sorted(self.recorded.down if self.exactly else ()):
            down.setdefault(agent, []).append((start, end))
        return down

    def starts_at(self, attempt: Attempt) -> float:
        """Return the moment before which an attempt does not join a queue, in seconds since the start of the run."""
        return self.recorded.of(attempt.task.index, attempt.number).started_at if self.exactly else 0.0
