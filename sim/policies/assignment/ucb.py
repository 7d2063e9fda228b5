"""Upper confidence bound: take the agent that could be the best, as far as is known."""

import math
from collections.abc import Sequence

import numpy as np

from sim.numerics import log
from sim.policies.acceptable import agents_for, first_with_least, usable_for
from sim.policies.strategy import AssignmentView, Kind, Memory, Strategy

MANY_AGENTS = 64  # from here on arrays are faster


def pick(view: AssignmentView, memory: Memory, u: Sequence[float]) -> tuple[int, Memory]:
    """Give the task to the usable agent with the highest upper bound on its chance of success.

    With s successes in n attempts of an agent past the gates, and N attempts of all agents, the bound is
    s / n + sqrt(2 ln N / n); an agent without an attempt comes first. What is tried less is given the benefit of the
    doubt, which shrinks as it is tried. Unlike `thompson` it draws nothing, and explores more; like it, it looks at no
    prediction and not at queues. Ties: least load, then lowest index.

    Args:
        view: what the manager sees; `usable`, `succeeded`, `failed` (attempts) and `load_s` (seconds) per agent.
        memory: empty; what is remembered stands in the view.
        u: unused; the rule draws nothing.

    Returns:
        The agent's index, or NO_AGENT where nobody is usable; and the memory.

    >>> from sim.policies.view_builder import make_view
    >>> pick(make_view([[30.0] * 3], succeeded=[9, 3, 0], failed=[1, 1, 0]), (), ())
    (2, ())
    >>> pick(make_view([[30.0] * 2], succeeded=[9, 3], failed=[1, 1]), (), ())  # 0.9 + 0.73, 0.75 + 1.15
    (1, ())

    Source: Auer, Cesa-Bianchi, Fischer, "Finite-time analysis of the multiarmed bandit problem", Machine Learning 47,
    2002, figure 1 (UCB1).
    """
    everywhere = sum(view.succeeded) + sum(view.failed)
    twice_log = 2.0 * log(everywhere) if everywhere else 0.0
    if len(view.usable) >= MANY_AGENTS:
        return first_with_least(_best_of_many(view, twice_log), view.load_s.__getitem__), memory

    def shortfall(agent: int) -> tuple[float, float]:
        n = view.succeeded[agent] + view.failed[agent]
        if n == 0:
            return -math.inf, view.load_s[agent]
        bound = view.succeeded[agent] / n + math.sqrt(twice_log / n)
        return -bound, view.load_s[agent]

    return first_with_least(agents_for(view), shortfall), memory


def _best_of_many(view: AssignmentView, twice_log: float) -> list[int]:
    """Return the usable agents with the highest bound: the same operations, agent beside agent, so the same bits."""
    agents = len(view.usable)
    succeeded, failed = (np.fromiter(counts, float, agents) for counts in (view.succeeded, view.failed))
    n = succeeded + failed
    tried = np.maximum(n, 1.0)
    bounds = np.where(n > 0.0, succeeded / tried + np.sqrt(twice_log / tried), math.inf)
    bounds[~np.fromiter(usable_for(view, 0), bool, agents)] = -math.inf
    highest = bounds.max()
    return np.flatnonzero(bounds == highest).tolist() if highest > -math.inf else []


STRATEGY = Strategy(
    name="ucb",
    kind=Kind.IMMEDIATE,
    summary="The usable agent with the highest upper confidence bound on its chance of success.",
    pick=pick,
    reads=("succeeded", "failed"),
    source="Auer, Cesa-Bianchi, Fischer, Machine Learning 47, 2002, figure 1 (UCB1)",
)
