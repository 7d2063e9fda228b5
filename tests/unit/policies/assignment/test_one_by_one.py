"""The rules that give one task at a time: what decides, and what decides where that is equal."""

import pytest

from sim.policies import NO_AGENT, make_view
from sim.policies.assignment import join_shortest_queue, longest_first, mct, met, olb, power_of_d, random

THREE = [[30.0] * 3]
U = (0.7, 0.2, 0.4)


@pytest.mark.parametrize("rule", [random, power_of_d, join_shortest_queue, olb, met, mct])
def test_nobody_is_usable(rule) -> None:
    view = make_view(THREE, usable=[False] * 3, settings=(2.0,))
    assert rule.pick(view, (), U) == (NO_AGENT, ())


def test_random_takes_every_agent_alike() -> None:
    # Of the six orders of three numbers each agent is lowest in two, whoever else is usable.
    orders = [(0.1, 0.2, 0.3), (0.1, 0.3, 0.2), (0.2, 0.1, 0.3), (0.3, 0.1, 0.2), (0.2, 0.3, 0.1), (0.3, 0.2, 0.1)]
    assert [random.pick(make_view(THREE), (), u)[0] for u in orders] == [0, 0, 1, 1, 2, 2]
    without_0 = make_view(THREE, usable=[False, True, True])
    assert [random.pick(without_0, (), u)[0] for u in orders] == [1, 2, 1, 1, 2, 2]


def test_power_of_d_looks_at_d_agents_and_no_more() -> None:
    view = make_view([[9.0] * 4], queued_or_running=[0, 1, 2, 3], settings=(1.0,))
    u = (0.9, 0.5, 0.3, 0.1)  # agents are drawn in the order 3, 2, 1, 0
    chosen = [power_of_d.pick(view._replace(settings=(d,)), (), u)[0] for d in (1.0, 2.0, 3.0, 4.0, 99.0)]
    assert chosen == [3, 2, 1, 0, 0]


@pytest.mark.parametrize("rule", [power_of_d, join_shortest_queue])
def test_of_equal_queues_the_least_load_and_then_the_lowest_index_count(rule) -> None:
    view = make_view(THREE, queued_or_running=[1, 1, 1], load_s=[9.0, 5.0, 5.0], settings=(3.0,))
    assert rule.pick(view, (), U)[0] == 1


def test_the_count_of_tasks_is_absolute() -> None:
    view = make_view(THREE, queued_or_running=[3, 2, 9], capacity=[10, 1, 10])
    assert join_shortest_queue.pick(view, (), ())[0] == 1


def test_load_decides_nothing_where_times_do() -> None:
    view = make_view(THREE, slot_free_s=[[5.0], [5.0], [9.0]], load_s=[99.0, 0.0, 0.0])
    for rule in (olb, met, mct):
        assert rule.pick(view, (), ())[0] == 0


def test_what_the_three_look_at() -> None:
    view = make_view([[60.0, 20.0, 40.0]], slot_free_s=[[0.0], [50.0], [10.0, 90.0]], capacity=[1, 1, 2])
    assert (olb.pick(view, (), ())[0], met.pick(view, (), ())[0], mct.pick(view, (), ())[0]) == (0, 1, 2)


def test_longest_first_goes_by_the_work_and_not_by_the_time_on_an_agent() -> None:
    # Task 1 is more work, though each agent would be through with it sooner than with task 0.
    view = make_view([[9.0, 9.0], [8.0, 8.0]], work_s=[9.0, 10.0])
    assert longest_first.plan(view, (), ()) == ([1, 0], [1.0, 0.0], ())


def test_longest_first_of_equal_work_takes_the_lowest_task() -> None:
    view = make_view([[5.0, 5.0]] * 3, task=[9, 3, 4])
    assert longest_first.plan(view, (), ()) == ([0, 0, 1], [2.0, 0.0, 1.0], ())
