"""What a strategy answers, looked at before anybody acts on it: a decision, a place in a queue, a memory."""

from collections.abc import Sequence
from math import isfinite
from operator import index
from typing import Any

from sim.policies.actions import Assign, Hold, Move
from sim.policies.strategy import NO_AGENT, Memory


def moves_made(answer: Any) -> tuple[Move, ...]:
    """Return the moves of `on_idle` as a tuple.

    Args:
        answer: what the strategy says.

    Raises:
        TypeError: it is no sequence of moves, or names a task or an agent by something else than its index.

    >>> moves_made([Move(task=3, agent=0)]), moves_made(())
    ((Move(task=3, agent=0),), ())
    """
    if not isinstance(answer, Sequence) or not all(type(move) is Move for move in answer):
        raise TypeError(f"it answered {answer!r:.100} to idle slots; expected a sequence of Move(task, agent)")
    return tuple(Move(_whole(move.task, "moved task"), _whole(move.agent, "chose agent")) for move in answer)


def agent_chosen(answer: Any, usable: Sequence[bool]) -> int:
    """Return the index of the agent that was chosen, or NO_AGENT: the task is held, or nobody is usable.

    Args:
        answer: what the strategy says: a word of the vocabulary, or the index of an agent.
        usable: per agent, whether it may be chosen.

    Raises:
        TypeError: it is neither.
        ValueError: there is no such agent, or it is not usable.

    >>> agent_chosen(1, (True, True)), agent_chosen(Assign(0), (True,)), agent_chosen(Hold(), (True,))
    (1, 0, -1)
    """
    agent = answer if type(answer) is int else _said(answer)
    if agent != NO_AGENT and not (0 <= agent < len(usable) and usable[agent]):
        raise ValueError(f"it chose agent {agent}, which is not usable")
    return agent


def _said(answer: Any) -> int:
    if type(answer) is Hold:
        return NO_AGENT
    return _whole(answer.agent if type(answer) is Assign else answer, "chose agent")


def _whole(answer: Any, did: str) -> int:
    if isinstance(answer, bool):
        raise TypeError(f"it {did} {answer}; expected an index")
    try:
        return index(answer)  # numpy's integers, too
    except TypeError:
        raise TypeError(f"it {did} {answer!r:.100}; expected an index") from None


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
