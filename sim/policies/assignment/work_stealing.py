"""Work stealing: least load, and whoever idles takes work from where most of it waits."""

from collections.abc import Sequence

from sim.policies.acceptable import accepts, first_with_least
from sim.policies.actions import Assign, Hold, Move
from sim.policies.assignment import load_balanced
from sim.policies.strategy import AssignmentView, IdleView, Kind, Memory, Strategy


def pick(view: AssignmentView, memory: Memory, u: Sequence[float]) -> tuple[int | Assign | Hold, Memory]:
    """Give the task by the rule of `load_balanced`; what waits is moved later to slots that idle.

    When slots have been filled, each slot that still idles takes a task, the lowest agent first: of the agents with a
    queued task that it accepts the one with most queued (ties: most load, then lowest index), and of these tasks the
    last in the queue. An agent that is down is robbed as well, and retries are taken as well as first attempts. A slot
    steals only while its agent has more free slots than tasks queued and on their way. A decision that was made on
    expected times is so corrected when the real ones are known.

    Args:
        view: what the manager sees, as `load_balanced` looks at it.
        memory: empty; the rule remembers nothing.
        u: unused; the rule draws nothing.

    Returns:
        The agent's index, or NO_AGENT where nobody is usable; and the memory.

    >>> from sim.policies.view_builder import make_view
    >>> pick(make_view([[30.0, 30.0]], load_s=[40.0, 10.0], free_slots=[0, 0]), (), ())
    (1, ())
    >>> waiting = make_view([[30.0, 30.0]] * 3, task=[4, 7, 6], free_slots=[0, 1], queued=[3, 0])
    >>> on_idle(IdleView(waiting, stands_at=[0, 0, 0]), ())  # agent 1 takes the last of agent 0's queue
    ((Move(task=6, agent=1),), ())

    Source: Blumofe, Leiserson, "Scheduling multithreaded computations by work stealing", Journal of the ACM 46, 1999,
    section 3; the victim is the longest queue there is in place of a random one.
    """
    assert load_balanced.STRATEGY.pick is not None
    return load_balanced.STRATEGY.pick(view, memory, u)


def on_idle(view: IdleView, memory: Memory) -> tuple[Sequence[Move], Memory]:
    """Return the next theft: by the lowest agent with a slot that idles and work to take; none where there is none."""
    seen = view.queued
    for thief in range(len(seen.usable)):
        if not seen.usable[thief] or seen.free_slots[thief] <= seen.queued[thief]:
            continue
        last = _last_to_take(view, thief)
        victim = first_with_least(sorted(last), lambda agent: (-seen.queued[agent], -seen.load_s[agent]))
        if last:
            return (Move(seen.task[last[victim]], thief),), memory
    return (), memory


def _last_to_take(view: IdleView, thief: int) -> dict[int, int]:
    """Return the row of the last queued task that a thief accepts, for each agent that has one."""
    return {
        agent: t  # the last one stands
        for t, agent in enumerate(view.stands_at)
        if agent != thief and accepts(view.queued, t, thief)
    }


STRATEGY = Strategy(
    name="work_stealing",
    kind=Kind.IMMEDIATE,
    summary="As `load_balanced`; a slot that idles takes the last task of the longest queue.",
    pick=pick,
    on_idle=on_idle,
    reads=("accepts",),
    source="Blumofe, Leiserson, Journal of the ACM 46, 1999, section 3",
    balances_load=True,
)
