"""Rules of thumb of the planner, each scored over the tasks that it speaks of.

H1: predicted success at or over the threshold -> the task completes at its first attempt.
H2: risk LOW -> it completes.
H3: assigned to the least loaded agent -> it starts no later than the wave's median start.
H4: priority 1 -> it ends before the wave's median end.
"""

from collections.abc import Sequence
from math import inf
from statistics import median
from typing import NamedTuple

from sim.observe.outcomes import TaskOutcome
from sim.policies.strategy import Strategy
from sim.scenario.values.threshold import ROUNDING

THRESHOLD = 0.70

STATEMENTS = {
    "H1": "predicted success at or over the threshold: completes at its first attempt",
    "H2": "risk LOW: completes",
    "H3": "assigned to the least loaded agent: starts no later than the wave's median start",
    "H4": "priority 1: ends before the wave's median end",
}


class HeuristicScore(NamedTuple):
    """How often a heuristic was right in one wave."""

    heuristic_id: str
    tasks: int  # that it speaks of
    correct: int

    @property
    def accuracy(self) -> float:
        """Correct / tasks."""
        return self.correct / self.tasks


def threshold_of(strategy: Strategy, settings: tuple[float, ...]) -> float:
    """Return the strategy's own confidence threshold where it has one, else the usual one.

    >>> from sim.policies.assignment.round_robin import STRATEGY
    >>> threshold_of(STRATEGY, ())
    0.7
    """
    names = [setting.name for setting in strategy.settings]
    return settings[names.index("confidence_threshold")] if "confidence_threshold" in names else THRESHOLD


def score_heuristics(outcomes: Sequence[TaskOutcome], threshold: float = THRESHOLD) -> list[HeuristicScore]:
    """Return the score of each heuristic that speaks of at least one task, in order of id.

    A task that never started is wrong for H3 and counts in no median start.

    Args:
        outcomes: of one wave.
        threshold: of H1, 0..1.
    """
    started = [outcome.started_at for outcome in outcomes if outcome.started_at is not None]
    latest_start = median(started) + ROUNDING if started else -inf
    earliest_end = median(outcome.ended_at for outcome in outcomes) - ROUNDING if outcomes else inf
    rules = {
        "H1": [o.completed and o.retries == 0 for o in outcomes if o.predicted_success >= threshold - ROUNDING],
        "H2": [o.completed for o in outcomes if o.risk == "LOW"],
        "H3": [o.started_at is not None and o.started_at <= latest_start for o in outcomes if o.least_loaded],
        "H4": [o.ended_at < earliest_end for o in outcomes if o.priority == 1],
    }
    return [HeuristicScore(name, len(right), right.count(True)) for name, right in rules.items() if right]
