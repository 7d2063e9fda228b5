"""How evenly the work lay on the agents. A load is busy seconds per slot, one entry an agent."""

from collections.abc import Sequence

ROUNDING = 1e-9
"""Relative: a difference this small comes from the order of additions and decides nothing."""


def load_balance(loads_s: Sequence[float], tasks: int) -> float:
    """Return the least load / the greatest: 1 is even, 0 is an agent that could have worked and did not.

    With fewer tasks than agents nobody can keep all of them busy, so only as many of the busiest as there
    are tasks count. Where nobody worked, the balance is 1.

    Args:
        loads_s: busy seconds per slot, one entry an agent.
        tasks: number of tasks that there were to share.

    >>> load_balance([30.0, 40.0], tasks=5)
    0.75
    >>> load_balance([30.0, 0.0, 0.0], tasks=1)
    1.0
    """
    counted = sorted(loads_s, reverse=True)[: max(tasks, 1)]
    if not counted or counted[0] <= 0.0:
        return 1.0
    return counted[-1] / counted[0]


def imbalance_ratio(loads_s: Sequence[float]) -> float | None:
    """Return the greatest load / the least; None where the least is 0.

    >>> imbalance_ratio([30.0, 45.0])
    1.5
    """
    if not loads_s or min(loads_s) <= 0.0:
        return None
    return max(loads_s) / min(loads_s)


def exceeds_imbalance(loads_s: Sequence[float], limit: float) -> bool:
    """Return whether the greatest load is more than `limit` times the least; never where nobody worked.

    >>> exceeds_imbalance([30.0, 0.0], limit=1.5), exceeds_imbalance([0.0, 0.0], limit=1.5)
    (True, False)
    """
    return bool(loads_s) and max(loads_s) > limit * min(loads_s) * (1.0 + ROUNDING)


def coordination_gap(loads_s: Sequence[float]) -> float:
    """Return (greatest load - least) / greatest; 0 where nobody worked.

    >>> coordination_gap([30.0, 40.0])
    0.25
    """
    if not loads_s or max(loads_s) <= 0.0:
        return 0.0
    return (max(loads_s) - min(loads_s)) / max(loads_s)
