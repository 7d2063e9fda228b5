"""Thompson sampling: take the agent that a guess from all that is known of each calls the best."""

from collections.abc import Sequence
from math import sqrt

from sim.numerics import beta_quantile, beta_tails
from sim.policies.acceptable import agents_for
from sim.policies.strategy import NO_AGENT, AssignmentView, Kind, Memory, Strategy


def pick(view: AssignmentView, memory: Memory, u: Sequence[float]) -> tuple[int, Memory]:
    """Give the task to the usable agent whose chance of success, drawn from what its attempts taught, is highest.

    With s successes and f failures of an agent's attempts past the gates, its chance is drawn from Beta(1 + s, 1 + f).
    An agent that is little known is tried now and then, one that is known to be bad hardly ever. The rule learns from
    outcomes alone: it looks at no prediction, and not at queues, so it suits fleets whose agents differ in success
    and are not busy. Ties: least load, then lowest index.

    Args:
        view: what the manager sees; `usable`, `succeeded`, `failed` (attempts) and `load_s` (seconds) per agent.
        memory: empty; what is remembered stands in the view.
        u: one uniform number an agent, 0..1: its draw is the quantile there.

    Returns:
        The agent's index, or NO_AGENT where nobody is usable; and the memory.

    >>> from sim.policies.view_builder import make_view
    >>> view = make_view([[30.0, 30.0]], succeeded=[0, 40], failed=[0, 10])
    >>> pick(view, (), (0.7, 0.5))  # 0.70 of Beta(1, 1), 0.79 of Beta(41, 11)
    (1, ())
    >>> pick(view, (), (0.9, 0.5))  # nothing speaks against agent 0 yet
    (0, ())

    Source: Thompson, "On the likelihood that one unknown probability exceeds another in view of the evidence of two
    samples", Biometrika 25, 1933; Chapelle, Li, "An empirical evaluation of Thompson sampling", NIPS 2011,
    algorithm 2.
    """
    # From the highest bound on: once a draw lies above the bounds that are left, nobody else need be drawn.
    order = sorted(
        (-_at_most(view.succeeded[agent], view.failed[agent], u[agent]), view.load_s[agent], agent)
        for agent in agents_for(view)
    )
    best, chance, drawn = NO_AGENT, -1.0, (0, 0, 0.0)
    for bound, _, agent in order:
        if -bound < chance:
            break
        s, f = view.succeeded[agent], view.failed[agent]
        if (s, f, u[agent]) != drawn and (best == NO_AGENT or beta_tails(1.0 + s, 1.0 + f, chance).below < u[agent]):
            best, chance, drawn = agent, _quantile(s, f, u[agent]), (s, f, u[agent])
    return best, memory


def _at_most(s: int, f: int, u: float) -> float:
    """Return what the quantile at u cannot exceed: mean + sd * sqrt(u / (1 - u)), by Cantelli's inequality."""
    a, b = 1.0 + s, 1.0 + f
    mean, n = a / (a + b), a + b
    return mean + sqrt(mean * (1.0 - mean) / (n + 1.0) * u / (1.0 - u))


def _quantile(s: int, f: int, u: float) -> float:
    if not s and not f:
        return u
    if u <= 0.5:
        return beta_quantile(1.0 + s, 1.0 + f, u)
    return beta_quantile(1.0 + s, 1.0 + f, 1.0 - u, upper=True)


STRATEGY = Strategy(
    name="thompson",
    kind=Kind.IMMEDIATE,
    summary="The usable agent whose chance of success, drawn from what its attempts taught, is highest.",
    pick=pick,
    draws=True,
    reads=("succeeded", "failed"),
    source="Thompson, Biometrika 25, 1933; Chapelle, Li, NIPS 2011, algorithm 2",
)
