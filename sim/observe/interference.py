"""Interference: tasks that wait at one agent while another has a slot free."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.observe.wave_index import WaveRows

Array = npt.NDArray[np.float64]


class Interference(NamedTuple):
    """Task-seconds of waiting in a wave."""

    waited_s: float  # in the queues of agents, over all attempts
    interfered_s: float  # of these, while another agent was up with a slot free


def interference(rows: WaveRows, capacities: Sequence[int]) -> Interference:
    """Return how much of a wave's waiting was for want of the right place, not for want of a free slot.

    Two step functions of time, the number of waiting attempts and the number of agents that are up with a
    slot free, are built from the starts and ends of waiting, service and outages; the product of the first
    with `second > 0` is integrated. A task waits only where no slot is free, so a free slot is always
    another agent's.

    Args:
        rows: a wave that has ended.
        capacities: slots, one entry an agent.

    Raises:
        ValueError: when the wave has not ended.

    >>> from sim.record.rows import WaveEnded
    >>> ended = WaveEnded(wave=1, started_at=0.0, ended_at=60.0, tasks=0, up_s=(60.0,))
    >>> interference(WaveRows(1, ended=ended), capacities=[1])
    Interference(waited_s=0.0, interfered_s=0.0)
    """
    attempts = [*rows.attempts, *rows.refused]
    queued = np.array([row.queued_at for row in attempts], dtype=float)
    started = np.array([row.started_at for row in attempts], dtype=float)
    waiting = _steps(queued, started)
    free_at, free_by = _free_agents(rows, capacities)
    times = np.array(sorted({*waiting[0].tolist(), *free_at.tolist()}))
    if times.size < 2:
        return Interference(0.0, 0.0)
    lengths = np.diff(times)
    waits = _level(times, *waiting)[:-1]
    free = _level(times, free_at, free_by)[:-1] > 0
    return Interference(float((waits * lengths).sum()), float((waits * lengths * free).sum()))


def _steps(begins: Array, ends: Array) -> tuple[Array, Array]:
    """Times, and what each adds to the number of intervals that hold the instant."""
    ones = np.ones(begins.size)
    return np.concatenate([begins, ends]), np.concatenate([ones, -ones])


def _level(times: Array, at: Array, by: Array) -> Array:
    """The sum of the steps up to and including each time."""
    order = np.argsort(at, kind="stable")
    total = np.concatenate([[0.0], np.cumsum(by[order])])
    return np.asarray(total[np.searchsorted(at[order], times, side="right")])


def _free_agents(rows: WaveRows, capacities: Sequence[int]) -> tuple[Array, Array]:
    start = rows.end().started_at
    # By agent: (time, change of attempts served, change of outages). Waves are many and mostly small, and for a few
    # changes a loop is faster than arrays.
    changes: list[list[tuple[float, int, int]]] = [[(start, 0, 0)] for _ in capacities]
    for row in rows.attempts:
        changes[row.agent] += [(row.started_at, 1, 0), (row.ended_at, -1, 0)]
    for piece in rows.orphans:
        changes[piece.agent] += [(piece.since, 1, 0), (piece.at, -1, 0)]
    for agent, begin, end in rows.down:
        changes[agent] += [(begin, 0, 1), (end, 0, -1)]
    at: list[float] = []
    by: list[float] = []
    for slots, of_agent in zip(capacities, changes, strict=True):
        for time, change in _freedom(sorted(of_agent), slots):
            at.append(time)
            by.append(change)
    return np.array(at), np.array(by)


def _freedom(changes: Sequence[tuple[float, int, int]], slots: int) -> Iterator[tuple[float, float]]:
    """By how much an agent's being free changes, time by time."""
    served = down = 0
    before = 0.0
    for place, (time, of_served, of_down) in enumerate(changes):
        served, down = served + of_served, down + of_down
        if place + 1 == len(changes) or changes[place + 1][0] != time:
            free = float(served < slots and down == 0)
            yield time, free - before
            before = free
