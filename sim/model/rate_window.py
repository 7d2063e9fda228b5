"""Rates over the last so many seconds, of each agent and of the system, counted as attempts come and go."""

from collections import deque

from sim.record.rows import AttemptEnded
from sim.record.task_end import is_beside_the_point

Rates = list[float | None]


class RateWindow:
    """Success rate and prediction error of the attempts that ended within the window.

    One queue for all agents, since attempts leave the window in the order in which they ended; and only the rates of
    agents whose attempts came or went are formed anew.

    Args:
        width_s: of the window.
        agents: how many; the numbers of the system stand behind those of the last.
    """

    def __init__(self, width_s: float, agents: int) -> None:
        self.success_rate: Rates = [None] * (agents + 1)
        self.prediction_error: Rates = [None] * (agents + 1)
        self._width_s = width_s
        self._passed: deque[AttemptEnded] = deque()
        self._tallies = [_Tally() for _ in range(agents + 1)]

    def add(self, row: AttemptEnded) -> None:
        """Take in an attempt that has just ended."""
        if is_beside_the_point(row):
            return
        self._passed.append(row)
        self._count(row, 1)

    def move_to(self, now: float) -> bool:
        """Let the window end now: drop what has left it, and bring the rates up to date; return whether any changed."""
        passed, since = self._passed, now - self._width_s
        while passed and passed[0].ended_at < since:
            self._count(passed.popleft(), -1)
        if not self._tallies[-1].changed:  # that of the system
            return False
        for place, tally in enumerate(self._tallies):
            if tally.changed:
                self.success_rate[place], self.prediction_error[place] = tally.rates()
        return True

    def _count(self, row: AttemptEnded, step: int) -> None:
        succeeded = step if row.succeeded else 0
        predicted = step * row.predicted_success if row.first_served else None
        self._tallies[row.agent].count(step, succeeded, predicted)
        self._tallies[-1].count(step, succeeded, predicted)


class _Tally:
    """What is within the window, of one agent or of all."""

    __slots__ = ("attempts", "changed", "first", "first_predicted", "first_succeeded", "succeeded")

    def __init__(self) -> None:
        self.attempts = 0
        self.succeeded = 0
        self.first = 0  # first attempts past the gates: those that predictions speak of
        self.first_succeeded = 0
        self.first_predicted = 0.0
        self.changed = False

    def count(self, step: int, succeeded: int, predicted: float | None) -> None:
        self.changed = True
        self.attempts += step
        self.succeeded += succeeded
        if predicted is not None:
            self.first += step
            self.first_succeeded += succeeded
            # A sum of floats that went up and down again need not come back to zero; an empty window must.
            self.first_predicted = self.first_predicted + predicted if self.first else 0.0

    def rates(self) -> tuple[float | None, float | None]:
        self.changed = False
        error = abs(self.first_predicted - self.first_succeeded) / self.first if self.first else None
        return (self.succeeded / self.attempts if self.attempts else None), error
