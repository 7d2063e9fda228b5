"""Fewest tasks at hand: the order of those rules that count tasks and know nothing of their length."""

from collections.abc import Sequence

from sim.policies.acceptable import first_with_least
from sim.policies.strategy import AssignmentView


def fewest_tasks(view: AssignmentView, agents: Sequence[int]) -> int:
    """Return the agent with the fewest tasks; ties: least load, then lowest index. NO_AGENT of none.

    Args:
        view: what the manager sees, `queued_or_running` included.
        agents: indices to choose from, ascending.

    >>> from sim.policies.view_builder import make_view
    >>> view = make_view([[9.0] * 3], queued_or_running=[1, 1, 4], load_s=[7.0, 5.0, 0.0])
    >>> fewest_tasks(view, [0, 1, 2])
    1
    """
    tasks = view.queued_or_running
    fewest = min(map(tasks.__getitem__, agents), default=0)
    return first_with_least((agent for agent in agents if tasks[agent] == fewest), view.load_s.__getitem__)
