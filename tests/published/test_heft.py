"""HEFT's own example: ten tasks that wait for each other, three processors, 80 time units, and the schedule itself.

Topcuoglu, Hariri, Wu, "Performance-effective and low-complexity task scheduling for heterogeneous computing", IEEE
Transactions on Parallel and Distributed Systems 13, 2002, figures 2 and 3(a), tables 1 and 3.
"""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.policies import make_view
from sim.policies.assignment.heft import plan
from sim.record.rows import AttemptEnded
from sim.workload.source import Source, Workload
from sim.workload.table_builder import make_tasks

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


def carried_out(parents):
    """The schedule of a run, in which agents keep to the plan."""
    seconds = np.array(matrix("exe_time"))
    seconds.setflags(write=False)
    names = [f"task {t + 1}" for t in range(len(seconds))]
    edges = {names[t]: {names[i]: s for i, s in of_task} for t, of_task in enumerate(parents) if of_task}

    def load(scenario, luck, agent_ids):
        tasks = make_tasks(seconds[:, 0], task_id=names, depends_on=edges)
        return Workload(replace(tasks, expected_s=seconds, true_s=seconds))

    scenario = sim.parse_scenario(
        {
            "name": "heft",
            "fleet": {"agents": [{"name": "P", "count": 3}]},
            "workload": {"kind": "synthetic", "tasks_per_wave": 1},
            "assignment": {"strategy": "heft"},
        }
    )
    source = Source("paper", load, lambda scenario: (), durations_are_true=True)
    run = sim.run(scenario, source=source)
    assert run.audit() == []
    ends = sorted(run.log.of(AttemptEnded), key=lambda row: row.task_index)
    return [(row.task_index + 1, row.agent + 1, row.started_at, row.ended_at) for row in ends]


def test_agents_carry_the_schedule_out() -> None:
    assert carried_out(graph()[1]) == SCHEDULE


def test_longer_hand_offs_end_later() -> None:
    # The negative control of the run: a second more for each of them.
    longer = [[(i, s + 1.0) for i, s in of_task] for of_task in graph()[1]]
    assert max(end for *_, end in carried_out(longer)) > 80
