"""Edges in rows, and what may be wrong with them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.workload.dependencies import a_cycle, edges_of, in_order, longest_path_s
from sim.workload.dependency_problems import dependency_problems
from sim.workload.table_builder import make_tasks
from sim.workload.task_table import table_problems

NAMES = ["a", "b", "c", "d"]
SAME_WAVE = [1] * 4
ACYCLIC = st.lists(st.tuples(st.integers(1, 30), st.floats(0, 1, exclude_max=True)), max_size=60).map(
    lambda edges: sorted({(child, int(child * share)) for child, share in edges})
)


def messages(graph, waves=SAME_WAVE):
    return [message for _, message in dependency_problems(graph, NAMES, waves)]


def test_parents_stand_in_ascending_order_with_their_hand_offs():
    graph = edges_of(4, child=[3, 1, 3, 3], parent=[2, 0, 0, 1], hand_off_s=[2.0, 9.0, 0.5, 1.0])
    assert graph.parents_of(3) == [(0, 0.5), (1, 1.0), (2, 2.0)]
    assert graph.parents_of(0) == []
    assert graph.children.parents_of(0) == [(1, 9.0), (3, 0.5)]
    assert graph.edges == 4


def test_rows_cannot_be_changed():
    graph = edges_of(2, [1], [0])
    for column in (graph.start, graph.parent, graph.hand_off_s):
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 7


def test_a_sound_graph_has_no_problem():
    assert messages(edges_of(4, [1, 2, 3, 3], [0, 0, 1, 2], 5.0)) == []


def test_a_circle_is_named_from_its_first_task():
    assert messages(edges_of(4, [1, 2, 3, 0], [0, 3, 1, 2])) == [
        "tasks wait for each other in a circle: 'a' for 'c' for 'd' for 'b' for 'a'"
    ]


def test_a_task_that_waits_for_itself_is_a_circle_of_one():
    assert messages(edges_of(4, [2], [2])) == ["tasks wait for each other in a circle: 'c' for 'c'"]


def test_a_long_circle_is_not_listed_whole():
    n = 5000
    graph = edges_of(n, np.arange(n), np.roll(np.arange(n), 1))
    ((at, message),) = dependency_problems(graph, [f"t{i}" for i in range(n)], [1] * n)
    assert at == 0
    assert message.endswith("and so on, 5000 tasks in all, back for 't0'")
    assert len(message) < 400


def test_a_parent_in_a_later_wave_is_named():
    assert messages(edges_of(4, [1, 2], [0, 3]), [2, 1, 1, 1]) == [
        "task 'b' of wave 1 waits for 'a' of wave 2; expected a task of the same or an earlier wave"
    ]


def test_edges_that_stand_twice_and_hand_offs_that_are_no_time_are_named():
    graph = edges_of(4, [1, 1, 2, 3], [0, 0, 1, 2], [0.0, 0.0, -1.0, np.nan])
    assert messages(graph) == [
        "task 'b' waits for 'a' twice; name it once",
        "the hand-off from 'b' to 'c' takes -1 s; expected 0 or more",
        "the hand-off from 'c' to 'd' takes nan s; expected 0 or more",
    ]


def test_rows_of_another_table_are_told():
    for graph in (edges_of(3, [1], [0]), edges_of(4, [1], [7]), edges_of(4, [1], [-1])):
        assert messages(graph) == [
            "depends_on does not fit the table: expected rows for 4 tasks, and parents among them"
        ]


def test_a_table_is_checked_with_its_graph():
    tasks = make_tasks([1.0, 2.0], task_id=["a", "b"], depends_on={"a": {"b": 3.0}, "b": {"a": 0.0}})
    assert tasks.depends_on is not None
    assert tasks.depends_on.parents_of(0) == [(1, 3.0)]
    assert table_problems(tasks) == ["tasks wait for each other in a circle: 'a' for 'b' for 'a'"]


def test_a_builder_names_the_id_that_no_task_has():
    with pytest.raises(ValueError, match="depends_on names 'z', which is no task's id"):
        make_tasks([1.0, 2.0], task_id=["a", "b"], depends_on={"a": {"z": 3.0}})
    assert make_tasks([1.0]).depends_on is None


@given(ACYCLIC)
def test_an_order_has_every_task_after_those_that_it_waits_for(edges):
    graph = edges_of(31, [child for child, _ in edges], [parent for _, parent in edges])
    order = in_order(graph)
    place = {task: at for at, task in enumerate(order)}
    assert sorted(order) == list(range(31))
    assert all(place[parent] < place[child] for child, parent in edges)
    assert a_cycle(graph) == []


@given(ACYCLIC, st.integers(0, 30), st.integers(0, 30))
def test_a_circle_is_found_where_there_is_one(edges, one, other):
    # An edge backwards closes a circle just where its end can be reached from its start.
    closed = [*edges, (min(one, other), max(one, other))]
    graph = edges_of(31, [child for child, _ in closed], [parent for _, parent in closed])
    reached, grown = {max(one, other)}, True
    while grown:
        more = {parent for child, parent in edges if child in reached} - reached
        reached, grown = reached | more, bool(more)
    cycle = a_cycle(graph)
    assert bool(cycle) == (min(one, other) in reached)
    following = zip(cycle, [*cycle[1:], *cycle[:1]], strict=True)
    assert all((child, parent) in closed for child, parent in following)


@given(ACYCLIC, st.lists(st.floats(0, 100), min_size=31, max_size=31))
def test_the_longest_path_is_that_of_its_parents_and_the_task(edges, seconds):
    graph = edges_of(31, [child for child, _ in edges], [parent for _, parent in edges])
    longest = longest_path_s(graph, np.array(seconds))
    for task in range(31):
        before = [longest[parent] for child, parent in edges if child == task]
        assert longest[task] == seconds[task] + max(before, default=0.0)
