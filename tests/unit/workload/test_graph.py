"""Graphs of synthetic tasks, edge by edge against their definition."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.luck import Luck, Purpose, quantile, uniforms
from sim.scenario import AgentSpec, Exponential, FleetSpec, Scenario, SyntheticWorkload
from sim.workload.dependencies import Dependencies
from sim.workload.source import load_tasks
from sim.workload.task_table import TaskTable, table_problems

SEED = 11


def tasks_of(**workload) -> TaskTable:
    fleet = FleetSpec(agents=[AgentSpec(name="agent")])
    scenario = Scenario(name="graph", fleet=fleet, workload=SyntheticWorkload(**workload))
    return load_tasks(scenario, Luck(SEED), ("agent_0",)).tasks


def graph_of(**workload) -> Dependencies:
    graph = tasks_of(**workload).depends_on
    assert graph is not None
    return graph


def parents_of(tasks: TaskTable) -> list[list[int]]:
    if tasks.depends_on is None:
        return [[] for _ in range(len(tasks))]
    return [[parent for parent, _ in tasks.depends_on.parents_of(task)] for task in range(len(tasks))]


def test_a_chain_is_made_of_groups_that_follow_one_another():
    assert parents_of(tasks_of(tasks_per_wave=7, graph={"kind": "chain", "length": 3})) == [
        [], [0], [1], [], [3], [4], [],
    ]  # fmt: skip


def test_a_fork_spreads_from_the_first_and_a_join_is_the_first_of_the_next_stage():
    # A group: 0 spreads to 1 and 2, which 3 joins; 3 spreads to 4 and 5, which 6 joins. 7 begins the next, cut off.
    assert parents_of(tasks_of(tasks_per_wave=10, graph={"kind": "fork_join", "width": 2, "stages": 2})) == [
        [], [0], [0], [1, 2], [3], [3], [4, 5], [], [7], [7],
    ]  # fmt: skip


def test_each_wave_has_a_graph_of_its_own():
    tasks = tasks_of(tasks_per_wave=[2, 0, 3], graph={"kind": "chain", "length": 2})
    assert parents_of(tasks) == [[], [0], [], [2], []]


@pytest.mark.parametrize("graph", [{"kind": "chain", "length": 1}, {"kind": "layered", "layers": 1,
                                                                    "edge_probability": 1.0}])  # fmt: skip
def test_a_graph_without_edges_is_none(graph):
    assert tasks_of(tasks_per_wave=5, graph=graph).depends_on is None


def layered_by_definition(n: int, layers: int, chance: float, wave: int) -> list[list[int]]:
    layer = [j * layers // n for j in range(n)]
    found = []
    for child in range(n):
        u = {
            parent: uniforms(SEED, 0, Purpose.EDGE, wave, parent, child + 1)[child]
            for parent in range(n)
            if layer[parent] == layer[child] - 1
        }
        drawn = [parent for parent in u if u[parent] < chance]
        found.append(drawn or ([min(u, key=lambda parent: (u[parent], parent))] if u else []))
    return found


@given(st.integers(1, 40), st.integers(1, 12), st.floats(0.0, 1.0))
@settings(max_examples=40, deadline=None)
def test_layers_are_joined_as_their_draws_say(n, layers, chance):
    graph = {"kind": "layered", "layers": layers, "edge_probability": chance}
    if layers > n:
        with pytest.raises(ValueError, match="more layers than tasks"):
            SyntheticWorkload(tasks_per_wave=n, graph=graph)
        return
    assert parents_of(tasks_of(tasks_per_wave=n, graph=graph)) == layered_by_definition(n, layers, chance, wave=1)


def test_a_stream_that_brings_fewer_tasks_than_layers_leaves_layers_empty():
    stream = {"kind": "poisson", "rate": 0.1, "until": "30s"}
    tasks = tasks_of(arrivals=stream, graph={"kind": "layered", "layers": 50, "edge_probability": 1.0})
    assert 0 < len(tasks) < 25
    assert tasks.depends_on is None  # no two tasks stand in adjoining layers


def test_every_edge_has_the_chance_that_is_asked_for():
    # 99 pairs of layers of 10 tasks: 9,900 pairs, a standard deviation of 0.0046 in the share; 5 of them are allowed.
    # The least of one parent a task adds 0.7^10 = 0.028 edges a task, which is less than a tenth of one standard
    # deviation off in 9,900.
    graph = graph_of(tasks_per_wave=1000, graph={"kind": "layered", "layers": 100, "edge_probability": 0.3})
    expected = 0.3 + 0.7**10 / 10
    assert abs(graph.edges / 9900 - expected) < 5 * 0.0046


def test_a_hand_off_is_drawn_by_the_number_of_the_parent():
    hand_off = {"kind": "exponential", "mean": 4.0}
    tasks = tasks_of(tasks_per_wave=[3, 8], graph={"kind": "fork_join", "width": 3}, hand_off=hand_off)
    assert tasks.depends_on is not None
    for task in range(len(tasks)):
        for n, (_, seconds) in enumerate(tasks.depends_on.parents_of(task)):
            u = uniforms(SEED, 0, Purpose.HAND_OFF, tasks.wave[task], n, 8)[tasks.position[task]]
            assert seconds == quantile(Exponential(mean=4.0), np.array([u]))[0]


def test_hand_offs_of_few_tasks_that_stand_far_apart_are_the_same_draws():
    # The third parent and those after it belong to joins only, one in 2,001 positions.
    hand_off = {"kind": "exponential", "mean": 4.0}
    graph = graph_of(tasks_per_wave=6003, graph={"kind": "fork_join", "width": 1999}, hand_off=hand_off)
    joins = [2000, 4001, 6002]
    for n in (0, 1, 2, 1998):
        u = uniforms(SEED, 0, Purpose.HAND_OFF, 1, n, 6003)[joins]
        assert [graph.parents_of(join)[n][1] for join in joins] == quantile(Exponential(mean=4.0), u).tolist()


def test_a_task_more_changes_no_edge_before_it():
    # In layers it may: of which layer a position is, the number of tasks decides.
    shape = {"graph": {"kind": "chain", "length": 4}, "hand_off": {"kind": "exponential", "mean": 2}}
    one, more = (graph_of(tasks_per_wave=n, **shape) for n in (8, 9))
    assert [one.parents_of(task) for task in range(8)] == [more.parents_of(task) for task in range(8)]


@pytest.mark.parametrize(
    "graph",
    [
        {"kind": "chain", "length": 100_000},
        {"kind": "fork_join", "width": 1000, "stages": 3},
        {"kind": "layered", "layers": 2000, "edge_probability": 0.05},
    ],
    ids=lambda graph: graph["kind"],
)
def test_a_hundred_thousand_tasks_are_made_and_found_sound(graph):
    tasks = tasks_of(tasks_per_wave=100_000, graph=graph)
    assert table_problems(tasks) == []
    assert tasks.depends_on is not None
    assert tasks.depends_on.edges > 90_000
