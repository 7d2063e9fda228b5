"""What a strategy answers, looked at before anybody acts on it: an agent, a place in a queue, a memory."""

from collections.abc import Sequence
from math import isfinite
from operator import index
from typing import Any

from sim.policies.strategy import NO_AGENT, Memory


def agent_chosen(answer: Any, usable: Sequence[bool]) -> int:
    """Return the index of the agent that was chosen, or NO_AGENT.

    Args:
        answer: what the strategy says.
        usable: per agent, whether it may be chosen.

    Raises:
        TypeError: it is no whole number.
        ValueError: there is no such agent, or it is not usable.

    >>> agent_chosen(1, (True, True)), agent_chosen(NO_AGENT, (False,))
    (1, -1)
    """
    agent = answer if type(answer) is int else _whole(answer)
    if agent != NO_AGENT and not (0 <= agent < len(usable) and usable[agent]):
        raise ValueError(f"it chose agent {agent}, which is not usable")
    return agent


def _whole(answer: Any) -> int:
    if isinstance(answer, bool):
        raise TypeError(f"it chose agent {answer}; expected an index")
    try:
        return index(answer)  # numpy's integers, too
    except TypeError:
        raise TypeError(f"it chose agent {answer!r:.100}; expected an index") from None


def place_given(answer: Any, may_be_nan: bool = False) -> float:
    """Return a rank, a task's place in a queue.

    Args:
        answer: what the strategy says.
        may_be_nan: whether NaN is allowed: no rank, the queue's own discipline places the task.

    Raises:
        TypeError: it is no number.
        ValueError: it is infinite, or NaN where that is not allowed.

    >>> place_given(3)
    3.0
    """
    if isinstance(answer, bool | str | bytes):
        raise TypeError(f"it gave the rank {answer!r:.100}; expected a number")
    try:
        rank = float(answer)
    except (TypeError, ValueError):
        raise TypeError(f"it gave the rank {answer!r:.100}; expected a number") from None
    if not isfinite(rank) and not (may_be_nan and rank != rank):
        raise ValueError(f"it gave the rank {rank}; expected a finite number")
    return rank


def memory_left(answer: Any) -> Memory:
    """Return what the strategy wants to remember, as a tuple: nobody can change it between two questions.

    Raises:
        TypeError: it is no sequence of numbers.

    >>> memory_left([1.0, 2.0])
    (1.0, 2.0)
    """
    if type(answer) is tuple:
        memory: Memory = answer
        return memory
    if isinstance(answer, str | bytes):
        raise TypeError(f"it left the memory {answer!r:.100}; expected a tuple of numbers")
    try:
        return tuple(float(number) for number in answer)
    except (TypeError, ValueError):
        raise TypeError(f"it left the memory {answer!r:.100}; expected a tuple of numbers") from None
