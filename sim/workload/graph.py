"""The graph of synthetic tasks: who waits for whom in a wave, and how long a hand-off takes.

Edges and hand-offs are drawn by address: whether position j waits for position p of wave w stands at (21, w, p, j), the
hand-off from the n-th parent of position j at (24, w, n, j), parents in ascending order and n from 0.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial, singledispatch
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.luck.inverse_cdf import quantile
from sim.luck.keyed import BLOCK, Luck, Purpose
from sim.scenario import ChainGraph, Constant, Distribution, ForkJoinGraph, Graph, LayeredGraph
from sim.workload.dependencies import Dependencies, edges_of
from sim.workload.task_table import TaskTable

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]


class _Edges(NamedTuple):
    child: Indices
    parent: Indices


Draws = Callable[[int, int, int], Array]
"""(position of the parent, first and end of its possible children) -> whether they wait for it is decided by these."""

_NONE: Indices = np.empty(0, dtype=np.int64)
_MOST_AT_ONCE = 2**20  # pairs


def synthetic_dependencies(
    graph: Graph, hand_off: Distribution | None, waves: Sequence[tuple[int, int]], luck: Luck
) -> Dependencies | None:
    """Return which synthetic tasks wait for which; None where none does.

    Args:
        graph: shape of the graph within each wave.
        hand_off: of each edge, in seconds; None: no hand-off takes time.
        waves: number and size of each wave, in the order in which their tasks stand.
        luck: uniforms of the replication.

    >>> found = synthetic_dependencies(ChainGraph(length=2), None, [(1, 3), (2, 2)], Luck(seed=0))
    >>> found.child.tolist(), found.parent.tolist()  # tasks 0-1, 2 and 3-4
    ([1, 4], [0, 3])
    """
    first, children, parents = 0, [], []
    for wave, size in waves:
        edges = _edges(graph, size, partial(luck.span, Purpose.EDGE, wave))
        children.append(edges.child + first)
        parents.append(edges.parent + first)
        first += size
    child = np.concatenate([_NONE, *children])
    if not len(child):
        return None
    found = edges_of(first, child, np.concatenate(parents))
    return found if hand_off is None else found.with_hand_offs(_hand_offs(found, hand_off, waves, luck))


def with_drawn_hand_offs(tasks: TaskTable, hand_off: Distribution | None, luck: Luck) -> TaskTable:
    """Return tasks of one wave whose edges have hand-offs, one draw an edge.

    Args:
        tasks: in the order of their positions.
        hand_off: seconds; None: the tasks stay as they are.
        luck: uniforms of the replication.
    """
    graph = tasks.depends_on
    if graph is None or hand_off is None:
        return tasks
    waves = [(tasks.wave[0], len(tasks))]
    return replace(tasks, depends_on=graph.with_hand_offs(_hand_offs(graph, hand_off, waves, luck)))


@singledispatch
def _edges(graph: object, size: int, draws: Draws) -> _Edges:  # noqa: ARG001  (the registered ones use it)
    raise TypeError(f"no edges for {type(graph).__name__}")


@_edges.register
def _(graph: ChainGraph, size: int, draws: Draws) -> _Edges:
    del draws
    position = np.arange(size)
    child = position[position % graph.length != 0]
    return _Edges(child, child - 1)


@_edges.register
def _(graph: ForkJoinGraph, size: int, draws: Draws) -> _Edges:
    del draws
    place = np.arange(size) % graph.group  # within its group: the first, then width and a join a stage
    stage_place = np.where(place == 0, -1, (place - 1) % (graph.width + 1))
    spread = np.flatnonzero((stage_place >= 0) & (stage_place < graph.width))
    join = np.flatnonzero(stage_place == graph.width)
    gathered = join[:, np.newaxis] - np.arange(graph.width, 0, -1)
    child = np.concatenate([spread, np.repeat(join, graph.width)])
    return _Edges(child, np.concatenate([spread - 1 - stage_place[spread], gathered.ravel()]))


@_edges.register
def _(graph: LayeredGraph, size: int, draws: Draws) -> _Edges:
    layer = np.arange(size) * graph.layers // max(size, 1)
    # Where more layers than tasks leave one empty, those behind it wait for nothing.
    bounds = np.searchsorted(layer, np.arange(graph.layers + 1)).tolist()
    layers = zip(bounds, bounds[1:], bounds[2:], strict=False)  # three bounds are two layers that adjoin
    found = [_between(graph.edge_probability, low, middle, high, draws) for low, middle, high in layers]
    return _Edges(*(np.concatenate([_NONE, *(edges[part] for edges in found)]) for part in range(2)))


def _between(chance: float, low: int, middle: int, high: int, draws: Draws) -> _Edges:
    """Return the edges from the layer low..middle to the layer middle..high."""
    width = high - middle
    lowest, of_lowest = np.full(width, np.inf), np.full(width, low)
    has_parent = np.zeros(width, dtype=bool)
    child: list[Indices] = [_NONE]
    parent: list[Indices] = [_NONE]
    rows = max(_MOST_AT_ONCE // max(width, 1), 1)
    for first in range(low, middle, rows) if width else ():
        u = np.array([draws(at, middle, high) for at in range(first, min(first + rows, middle))])
        waited_for, waits = np.nonzero(u < chance)
        parent.append(waited_for + first)
        child.append(waits + middle)
        has_parent[waits] = True
        least = u.min(axis=0)
        of_lowest = np.where(least < lowest, u.argmin(axis=0) + first, of_lowest)
        lowest = np.minimum(lowest, least)
    orphans = np.flatnonzero(~has_parent) if middle > low else _NONE
    return _Edges(np.concatenate([*child, orphans + middle]), np.concatenate([*parent, of_lowest[orphans]]))


def _hand_offs(graph: Dependencies, hand_off: Distribution, waves: Sequence[tuple[int, int]], luck: Luck) -> Array:
    if isinstance(hand_off, Constant):
        return np.full(graph.edges, hand_off.value)
    u = np.empty(graph.edges)
    first = 0
    for wave, size in waves:
        for n, edges, positions in _nth_parents(graph, first, size):
            u[edges] = _uniforms_at(luck, wave, n, positions)
        first += size
    return quantile(hand_off, u)


def _uniforms_at(luck: Luck, wave: int, n: int, positions: Indices) -> Array:
    """Return the uniforms of the hand-offs from the n-th parents of these positions, which are in ascending order."""
    blocks = positions // BLOCK
    if len(positions) * BLOCK >= positions[-1] - positions[0]:
        low = int(positions[0])
        return luck.span(Purpose.HAND_OFF, wave, n, low, int(positions[-1]) + 1)[positions - low]
    first = np.flatnonzero(np.diff(blocks, prepend=-1))  # one place for each block that holds some of them
    u = np.array([luck.block(Purpose.HAND_OFF, wave, n, number) for number in blocks[first].tolist()])
    found: Array = u[np.cumsum(np.diff(blocks, prepend=-1) > 0) - 1, positions % BLOCK]
    return found


def _nth_parents(graph: Dependencies, first: int, size: int) -> Iterator[tuple[int, Indices, Indices]]:
    """Yield for n = 0, 1, ..: the edges to n-th parents of a wave's tasks, and the positions of these tasks."""
    starts, counts = graph.start[first : first + size], np.diff(graph.start[first : first + size + 1])
    positions = np.arange(size)
    for n in range(int(counts.max(initial=0))):
        more = counts > n
        starts, counts, positions = starts[more], counts[more], positions[more]
        yield n, starts + n, positions
