"""What the manager expects of a wave before it starts."""

from collections.abc import Sequence
from math import fsum

from sim.record.views import CoordinationPlan


def coordination_plan(
    wave: int,
    strategy: str,
    agent_ids: Sequence[str],
    capacity: Sequence[int],
    task_ids: Sequence[str],
    agents: Sequence[int],
    expected_s: Sequence[Sequence[float]],
) -> CoordinationPlan:
    """Return the plan of a wave whose tasks have been given to agents in advance.

    Args:
        wave: number of the wave.
        strategy: name of the strategy that planned it.
        agent_ids: ids by agent index.
        capacity: slots by agent index.
        task_ids: the wave's tasks.
        agents: agent index of each of them; -1 where it has none yet.
        expected_s: expected service seconds, [task][agent].

    >>> plan = coordination_plan(1, "s", ["a_0", "a_1"], [1, 1], ["x", "y"], [0, 1], [[30.0, 30.0], [20.0, 20.0]])
    >>> plan.expected_load_s, plan.expected_length_s, round(plan.parallelism, 2)
    ({'a_0': 30.0, 'a_1': 20.0}, 30.0, 1.67)
    """
    work = [0.0] * len(agent_ids)
    given: list[list[str]] = [[] for _ in agent_ids]
    for task_id, agent, seconds in zip(task_ids, agents, expected_s, strict=True):
        if agent >= 0:
            work[agent] += seconds[agent]
            given[agent].append(task_id)
    loads = [w / slots for w, slots in zip(work, capacity, strict=True)]
    return _plan(wave, strategy, agent_ids, loads, given, fsum(work), max(loads))


def even_plan(
    wave: int,
    strategy: str,
    agent_ids: Sequence[str],
    usable: Sequence[bool],
    fair_share_s: float,
    work_s: float,
    longest_s: float,
) -> CoordinationPlan:
    """Return the plan of a wave whose tasks are assigned one by one as they are released.

    Nobody knows the assignment yet: the expectation is the fair share for every agent that is up, and a wave no shorter
    than its longest task.

    >>> even_plan(1, "s", ["a_0", "a_1"], [True, True], 25.0, 50.0, 30.0).expected_length_s
    30.0
    """
    loads = [fair_share_s if up else 0.0 for up in usable]
    nobody: list[list[str]] = [[] for _ in agent_ids]
    return _plan(wave, strategy, agent_ids, loads, nobody, work_s, max(*loads, longest_s, 0.0))


def _plan(
    wave: int,
    strategy: str,
    agent_ids: Sequence[str],
    loads: Sequence[float],
    given: Sequence[Sequence[str]],
    work_s: float,
    length_s: float,
) -> CoordinationPlan:
    return CoordinationPlan(
        wave=wave,
        strategy=strategy,
        assignments=dict(zip(agent_ids, map(tuple, given), strict=True)),
        expected_load_s=dict(zip(agent_ids, loads, strict=True)),
        expected_length_s=length_s,
        predicted_balance=min(loads) / max(loads) if max(loads) > 0.0 else 1.0,
        parallelism=work_s / length_s if length_s > 0.0 else 0.0,
    )
