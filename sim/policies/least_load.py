"""The agent with the least expected work in front of it: a rule, and the last resort of other rules."""

from collections.abc import Sequence

from sim.policies.strategy import NO_AGENT


def least_loaded(usable: Sequence[bool], load_s: Sequence[float]) -> int:
    """Return the usable agent with the least load, of several the one with the lowest index.

    Args:
        usable: per agent, whether it is up and accepts the task.
        load_s: per agent, expected seconds of work in front of it, a slot.

    Returns:
        The agent's index, or NO_AGENT where nobody is usable.

    >>> least_loaded((True, True, True), (40.0, 10.0, 10.0))
    1
    >>> least_loaded((False, False), (0.0, 0.0)) == NO_AGENT
    True
    """
    best = NO_AGENT
    for agent in range(len(usable)):
        if usable[agent] and (best == NO_AGENT or load_s[agent] < load_s[best]):
            best = agent
    return best
