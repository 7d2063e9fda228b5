"""What a planner that learns believes of a task's success: its prediction, corrected by what it has seen."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.numerics import exp, log
from sim.scenario.values.threshold import reaches

_EDGE = 1e-6  # a prediction of 0 or 1 could not be corrected by any amount of evidence


@dataclass(frozen=True)
class Belief:
    """A correction of predictions, fitted on the past.

    With l = logit(prediction): logistic(intercept + slope * l + weight of each heuristic that speaks of the task),
    times the agent's factor. The first two recalibrate (Platt scaling), the weights are the heuristics' (H1: predicted
    success at least the threshold; H2: risk LOW), the factor is the agent's success rate relative to the fleet's.

    Source: Platt, "Probabilistic outputs for support vector machines", Advances in Large Margin Classifiers, 1999.
    """

    intercept: float
    slope: float
    h1_weight: float
    h2_weight: float
    threshold: float
    agent_factors: tuple[float, ...]

    def estimate(self, predicted: Sequence[float], risk: str) -> list[float]:
        """Return the success that is believed of a task, by agent.

        Args:
            predicted: as predicted, by agent, 0..1.
            risk: LOW, MEDIUM, HIGH or UNKNOWN.

        >>> belief = Belief(-1.0, 1.0, 0.0, 0.0, threshold=0.7, agent_factors=(1.0, 0.5))
        >>> [round(p, 3) for p in belief.estimate([0.9, 0.9], "LOW")]  # logit 2.197, less 1
        [0.768, 0.384]
        """
        return [
            min(1.0, self.recalibrated(p, risk) * factor)
            for p, factor in zip(predicted, self.agent_factors, strict=True)
        ]

    def recalibrated(self, predicted: float, risk: str) -> float:
        """Return one prediction corrected, whatever the agent."""
        h1, h2 = features(predicted, risk, self.threshold)
        odds = self.intercept + self.slope * logit(predicted) + self.h1_weight * h1 + self.h2_weight * h2
        return 1.0 / (1.0 + exp(-odds))


def features(predicted: float, risk: str, threshold: float) -> tuple[float, float]:
    """Return whether heuristics H1 and H2 speak of a task: 1 or 0 each."""
    return float(reaches(predicted, threshold)), float(risk == "LOW")


def logit(probability: float) -> float:
    """Return ln(p / (1 - p)), with p kept away from 0 and 1.

    >>> logit(0.5), round(logit(1.0), 1)
    (0.0, 13.8)
    """
    p = min(1.0 - _EDGE, max(_EDGE, probability))
    return log(p / (1.0 - p))
