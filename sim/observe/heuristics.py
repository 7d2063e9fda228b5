"""Rules of thumb of the planner, each scored over the tasks that it speaks of.

H1: predicted success at or over the threshold -> the task completes at its first attempt.
H2: risk LOW -> it completes.
H3: assigned to the least loaded agent -> it starts no later than the wave's median start.
H4: priority 1 -> it ends before the wave's median end.
"""

from typing import TYPE_CHECKING, NamedTuple

from sim.policies.strategy import Strategy
from sim.scenario.threshold import ROUNDING

if TYPE_CHECKING:
    import pandas as pd

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


def score_heuristics(outcomes: "pd.DataFrame", threshold: float = THRESHOLD) -> list[HeuristicScore]:
    """Return the score of each heuristic that speaks of at least one task, in order of id.

    A task that never started is wrong for H3 and counts in no median start.

    Args:
        outcomes: of one wave, see `outcome_frame`.
        threshold: of H1, 0..1.
    """
    completes_first = outcomes["completed"] & (outcomes["retries"] == 0)
    started = outcomes["started_at"]
    least_loaded = outcomes["least_loaded"].fillna(value=False).astype(bool)
    rules = {
        "H1": (outcomes["predicted_success"] >= threshold - ROUNDING, completes_first),
        "H2": (outcomes["risk"] == "LOW", outcomes["completed"]),
        "H3": (least_loaded, started <= started.median() + ROUNDING),
        "H4": (outcomes["priority"] == 1, outcomes["ended_at"] < outcomes["ended_at"].median() - ROUNDING),
    }
    scores = [
        HeuristicScore(name, int(speaks.sum()), int((speaks & right).sum())) for name, (speaks, right) in rules.items()
    ]
    return [score for score in scores if score.tasks]
