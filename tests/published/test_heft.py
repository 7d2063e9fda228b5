"""HEFT's own example: ten tasks that wait for each other, three processors, 80 time units, and the schedule itself.

Topcuoglu, Hariri, Wu, "Performance-effective and low-complexity task scheduling for heterogeneous computing", IEEE
Transactions on Parallel and Distributed Systems 13, 2002, figures 2 and 3(a), tables 1 and 3.
"""

import csv
from pathlib import Path

import pytest

from sim.policies import make_view
from sim.policies.assignment.heft import plan

DATA = Path(__file__).parents[3] / "shared" / "data" / "heft"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the graph, ../shared/data/heft, is not there")

# Task, processor, start, end, from 1, as the paper's figure draws them.
SCHEDULE = [
    (1, 3, 0, 9), (2, 1, 27, 40), (3, 3, 9, 28), (4, 2, 18, 26), (5, 3, 28, 38),
    (6, 2, 26, 42), (7, 3, 38, 49), (8, 1, 57, 62), (9, 2, 56, 68), (10, 2, 73, 80),
]  # fmt: skip


def matrix(name: str) -> list[list[float]]:
    with (DATA / f"canonicalgraph_task_{name}.csv").open() as file:
        return [[float(cell) for cell in row[1:]] for row in list(csv.reader(file))[1:]]


def graph():
    seconds, hand_offs = matrix("exe_time"), matrix("connectivity")
    tasks = range(len(seconds))
    return seconds, [[(i, hand_offs[i][j]) for i in tasks if hand_offs[i][j]] for j in tasks]


def scheduled(seconds, parents):
    chosen, starts, _ = plan(make_view(seconds, parents=parents), (), ())
    return [(t + 1, a + 1, s, s + seconds[t][a]) for t, (a, s) in enumerate(zip(chosen, starts, strict=True))]


def test_the_published_schedule_comes_out() -> None:
    found = scheduled(*graph())
    assert found == SCHEDULE
    assert max(end for *_, end in found) == 80


def test_another_graph_has_another_schedule() -> None:
    # The negative control: hand-offs a fiftieth longer.
    seconds, parents = graph()
    longer = [[(i, 1.02 * s) for i, s in of_task] for of_task in parents]
    assert scheduled(seconds, longer) != SCHEDULE
