"""Power of d choices: look at a few agents, take the one with the fewest tasks."""

from collections.abc import Sequence
from heapq import nsmallest
from itertools import compress

from sim.policies.acceptable import agents_for
from sim.policies.shortest_queue import fewest_tasks
from sim.policies.strategy import AssignmentView, Kind, Memory, Setting, Strategy


def pick(view: AssignmentView, memory: Memory, u: Sequence[float]) -> tuple[int, Memory]:
    """Give the task to the agent with the fewest tasks among `d` usable ones drawn without replacement.

    Looking at two agents in place of one shortens the longest queue of n agents from about ln n / ln ln n to
    ln ln n / ln 2: most of what looking at all of them would bring, for two questions. Tasks are those that wait at
    the agent, are on their way to it, or run; not those in back-off, and whatever its number of slots. With fewer
    than d usable agents it looks at all. Ties: least load, then lowest index.

    Args:
        view: what the manager sees; `usable`, `queued_or_running` and `load_s` (seconds) per agent are looked
            at; `settings` is (d,).
        memory: empty; the rule remembers nothing.
        u: one uniform number an agent, 0..1; the d lowest of usable agents are drawn.

    Returns:
        The agent's index, or NO_AGENT where nobody is usable; and the memory.

    >>> from sim.policies.view_builder import make_view
    >>> view = make_view([[30.0] * 4], queued_or_running=[0, 3, 2, 5], settings=(2.0,))
    >>> pick(view, (), (0.9, 0.1, 0.2, 0.5))  # agents 1 and 2 are drawn
    (2, ())

    Source: Mitzenmacher, "The power of two choices in randomized load balancing", IEEE Transactions on Parallel
    and Distributed Systems 12, 2001, section 1; Vvedenskaya, Dobrushin, Karpelevich, "Queueing system with
    selection of the shortest of two queues", Problems of Information Transmission 32, 1996.
    """
    d = int(view.settings[0])
    lowest = nsmallest(d, compress(u, view.usable))
    drawn = list(map(u.index, lowest))
    if len(set(lowest)) < len(lowest) or not all(map(view.usable.__getitem__, drawn)):  # two agents with one number
        drawn = nsmallest(d, agents_for(view), key=u.__getitem__)
    return fewest_tasks(view, sorted(drawn)), memory


STRATEGY = Strategy(
    name="power_of_d",
    kind=Kind.IMMEDIATE,
    summary="Of d usable agents drawn at random the one with the fewest tasks.",
    pick=pick,
    draws=True,
    reads=("queued_or_running",),
    settings=(
        Setting(
            name="d",
            default=2.0,
            description="How many agents are looked at.",
            low=1.0,
            high=1e6,
            whole=True,
        ),
    ),
    source="Mitzenmacher, IEEE Transactions on Parallel and Distributed Systems 12, 2001",
    balances_load=True,
)
