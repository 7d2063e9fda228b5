"""The learner: after each wave, what the planner should believe in the next one. Fitted on the past only.

It joins what Phase 20 (recalibration), Phase 18 (agents) and Phase 16 (heuristics) do with the feedback, so that a
simulated run shows what the closed loop is worth.
"""

from collections.abc import Sequence
from math import fsum

import numpy as np

from sim.measures.statistics.logistic import fit_logistic
from sim.observe.heuristics import THRESHOLD
from sim.observe.wave_index import WaveIndex
from sim.observe.wave_metrics import observed_success
from sim.policies.belief import Belief, features, logit
from sim.record.task_end import is_beside_the_point

# Without data a prediction is taken as it is: intercept 0, slope 1, no heuristic adds anything. The spreads say how
# much evidence it takes to move that: about one unit of logit for the intercept, half of it for the others.
_PRIOR_MEAN = np.array([0.0, 1.0, 0.0, 0.0])
_PRIOR_SD = np.array([1.0, 0.5, 0.5, 0.5])


class Learner:
    """Learns from wave to wave.

    Args:
        index: of the run's log.
        agents: number of agents.
        meaning: of the predictions: `attempt` or `task`.
        threshold: of heuristic H1.
    """

    def __init__(self, index: WaveIndex, agents: int, meaning: str, threshold: float = THRESHOLD) -> None:
        self._index = index
        self._agents = agents
        self._meaning = meaning
        self._threshold = threshold
        self._rows: list[tuple[float, float, float, float]] = []
        self._outcomes: list[float] = []
        self._tried = [0] * agents
        self._succeeded = [0] * agents

    def believe(self, wave: int) -> Belief:
        """Take in a wave that has ended and return the belief for the next."""
        rows = self._index.wave(wave)
        predicted = {(row.task_index, row.agent): row.predicted_success for row in rows.assigned}
        first_agent = {row.task_index: row.agent for row in rows.attempts if row.first_served}
        for task in rows.tasks:
            observed = observed_success(task, self._meaning)
            agent = first_agent.get(task.task_index)
            if observed is not None and agent is not None:
                p = predicted[task.task_index, agent]
                self._rows.append((1.0, logit(p), *features(p, task.risk, self._threshold)))
                self._outcomes.append(float(observed))
        for attempt in rows.attempts:
            if is_beside_the_point(attempt):
                continue
            self._tried[attempt.agent] += 1
            self._succeeded[attempt.agent] += attempt.succeeded
        return self._belief()

    def _belief(self) -> Belief:
        beta = _PRIOR_MEAN
        if self._rows:
            beta = fit_logistic(np.array(self._rows), np.array(self._outcomes), _PRIOR_MEAN, _PRIOR_SD)
        intercept, slope, h1, h2 = beta.tolist()
        return Belief(intercept, slope, h1, h2, self._threshold, agent_factors(self._succeeded, self._tried))


def agent_factors(succeeded: Sequence[int], tried: Sequence[int]) -> tuple[float, ...]:
    """Return each agent's posterior mean success under Beta(1, 1), relative to the fleet's.

    The fleet's is the mean of the agents' weighted by their attempts: the recalibrated prediction speaks of the same
    mixture of agents, so that an agent that has done most of the work is not counted twice.

    Args:
        succeeded: successful attempts by agent.
        tried: attempts by agent.

    >>> [round(factor, 3) for factor in agent_factors([8, 4, 0], [8, 8, 0])]  # 0.9, 0.5, 0.5 of a mean 0.7
    [1.286, 0.714, 0.714]
    """
    means = [(1 + s) / (2 + n) for s, n in zip(succeeded, tried, strict=True)]
    attempts = sum(tried)
    if attempts == 0:
        return (1.0,) * len(means)
    fleet = fsum(mean * n for mean, n in zip(means, tried, strict=True)) / attempts
    return tuple(mean / fleet for mean in means)
