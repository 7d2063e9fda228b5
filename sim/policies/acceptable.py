"""Which agents may be given a task: the filter that every rule begins with."""

from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from operator import and_

from sim.policies.strategy import NO_AGENT, AssignmentView


def usable_for(view: AssignmentView, t: int) -> Sequence[bool]:
    """Return for each agent whether it is usable and accepts a task.

    Args:
        view: what the manager sees.
        t: the task's row in the view.

    >>> from sim.policies.view_builder import make_view
    >>> view = make_view([[9.0, 9.0, 9.0]], usable=[True, True, False], accepts=[[False, True, True]])
    >>> usable_for(view, 0)
    [False, True, False]
    """
    if not view.accepts:
        return view.usable
    return list(map(and_, view.usable, view.accepts[t]))


def accepts(view: AssignmentView, t: int, agent: int) -> bool:
    """Return whether an agent accepts a task, up or down.

    Args:
        view: what the manager sees.
        t: the task's row in the view.
        agent: its index.
    """
    return not view.accepts or view.accepts[t][agent]


def agents_for(view: AssignmentView, t: int = 0) -> list[int]:
    """Return the indices of the agents that are usable and accept a task, ascending.

    Args:
        view: what the manager sees.
        t: the task's row in the view.

    >>> from sim.policies.view_builder import make_view
    >>> agents_for(make_view([[9.0, 9.0, 9.0]], usable=[True, False, True]))
    [0, 2]
    """
    usable = usable_for(view, t)
    return list(compress(range(len(usable)), usable))


def first_of_least(view: AssignmentView, values: Sequence[float], t: int = 0) -> int:
    """Return the first agent that may be given a task and has the least value of these; NO_AGENT where there is none.

    Args:
        view: what the manager sees.
        values: one an agent, none of them NaN.
        t: the task's row in the view.

    >>> from sim.policies.view_builder import make_view
    >>> view = make_view([[9.0, 9.0, 9.0]], usable=[True, False, True])
    >>> first_of_least(view, [5.0, 1.0, 4.0]), first_of_least(view, [5.0, 5.0, 5.0])
    (2, 0)
    """
    usable = usable_for(view, t)
    least = min(compress(values, usable), default=None)
    if least is None:
        return NO_AGENT
    agent = values.index(least)
    while not usable[agent]:
        agent = values.index(least, agent + 1)
    return agent


def first_with_least(agents: Iterable[int], key: Callable[[int], float | tuple[float, ...]]) -> int:
    """Return the first agent whose key is least; NO_AGENT where there is none.

    Args:
        agents: indices, in the order that decides between equal keys.
        key: of an agent.

    >>> first_with_least([0, 1, 2], [5.0, 3.0, 3.0].__getitem__), first_with_least([], float)
    (1, -1)
    """
    return min(agents, key=key, default=NO_AGENT)
