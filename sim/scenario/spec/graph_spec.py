"""The shape of the graph that synthetic tasks of a wave form: which of them wait for which."""

from collections.abc import Sequence
from math import fsum
from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.reading.located import at
from sim.scenario.values.frozen_spec import KindSpec
from sim.scenario.values.quantities import Probability, Whole

MOST_IN_ROW = 1_000_000
MOST_EDGES = 10_000_000
"""Edges of one workload on average: each takes about a microsecond and 16 bytes."""
MOST_PAIRS = 500_000_000
"""Pairs of tasks of which a draw must say whether one waits for the other."""

_Number = Annotated[Whole, Field(ge=1, le=MOST_IN_ROW)]


class ChainGraph(KindSpec):
    """Groups of tasks that follow one another: each waits for the one before it in its group.

    >>> ChainGraph(length=3).edges(tasks=7)  # groups of 3, 3 and 1
    4.0
    """

    kind: Literal["chain"] = "chain"
    length: _Number = Field(description="Tasks of a group, one after another in the order of their positions.")

    def pairs(self, tasks: int) -> float:
        """The number of draws for a wave of so many tasks: none."""
        del tasks
        return 0.0

    def edges(self, tasks: int) -> float:
        """The number of edges in a wave of so many tasks."""
        return float(tasks - -(-tasks // self.length))


class ForkJoinGraph(KindSpec):
    """Groups in which work is spread and gathered: one first task, and per stage a row of tasks and one that joins it.

    >>> graph = ForkJoinGraph(width=3, stages=2)
    >>> graph.group, graph.edges(tasks=9)
    (9, 12.0)
    """

    kind: Literal["fork_join"] = "fork_join"
    width: _Number = Field(description="Tasks that a stage spreads its work over.")
    stages: _Number = Field(
        1, description="Stages of a group, one after another; the join of one is the first task of the next."
    )

    @property
    def group(self) -> int:
        """The number of tasks of a whole group."""
        return 1 + self.stages * (self.width + 1)

    def pairs(self, tasks: int) -> float:
        """The number of draws for a wave of so many tasks: none."""
        del tasks
        return 0.0

    def edges(self, tasks: int) -> float:
        """The number of edges in a wave of so many tasks, at most."""
        return min(2.0 * tasks, 2.0 * self.width * self.stages * -(-tasks // self.group))


class LayeredGraph(KindSpec):
    """Layers of tasks; each pair of tasks in adjoining layers has an edge with the same chance.

    Source: Tobita, Kasahara, "A standard task graph set for fair evaluation of multiprocessor scheduling algorithms",
    Journal of Scheduling 5, 2002 (its method `layrprob`).

    >>> LayeredGraph(layers=4, edge_probability=0.5).edges(tasks=8)  # three pairs of layers, of two tasks each
    6.0
    """

    kind: Literal["layered"] = "layered"
    layers: _Number = Field(
        description="Layers; position j of n tasks stands in layer floor(j * layers / n). The first waits for none."
    )
    edge_probability: Probability = Field(
        description="Chance of an edge between two tasks of adjoining layers, 0..1; a task waits for at least one."
    )

    def pairs(self, tasks: int) -> float:
        """The number of draws for a wave of so many tasks."""
        return (self.layers - 1) * (tasks / self.layers) * (tasks / self.layers) if tasks >= self.layers else 0.0

    def edges(self, tasks: int) -> float:
        """The number of edges in a wave of so many tasks, on average, the least of one a task left aside."""
        return max(self.edge_probability * self.pairs(tasks), 0.0)


Graph = Annotated[ChainGraph | ForkJoinGraph | LayeredGraph, Field(discriminator="kind")]


def check_graph(graph: Graph, sizes: Sequence[int | None], by_time: bool, mean_tasks: float) -> None:
    """Raise the error of a graph that does not fit the waves, at its key.

    Args:
        graph: as written.
        sizes: tasks of each wave; None where as many come as arrive.
        by_time: whether a size is only the most that a wave can have, as beside the end of a stream.
        mean_tasks: of all waves together.
    """
    if isinstance(graph, LayeredGraph) and not by_time:
        short = next((size for size in sizes if size and size < graph.layers), None)
        if short is not None:
            raise at("graph.layered.layers", graph.layers, f"more layers than tasks: a wave has {short}")
    # Of a stream that ends by time nobody knows how its tasks fall on the waves: the mean stands for each.
    waves = [mean_tasks / len(sizes) if size is None or by_time else float(size) for size in sizes]
    for most, name, count in (
        (MOST_PAIRS, "pairs of tasks", graph.pairs),
        (MOST_EDGES, "edges", graph.edges),
    ):
        number = fsum(count(int(size)) for size in waves)
        if number > most:
            raise at(f"graph.{graph.kind}", None, f"about {number:.3g} {name} are more than {most:,}; use fewer tasks")
