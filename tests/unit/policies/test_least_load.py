"""The rule of `load_balanced`, part by part."""

import math

from sim.policies import NO_AGENT
from sim.policies.least_load import least_loaded


def chosen(load_s, usable=None, free_slots=None, queued=None, last_given=None) -> int:
    n = len(load_s)
    return least_loaded(
        usable or [True] * n, load_s, free_slots or [1] * n, queued or [0] * n, last_given or [-1] * n
    )  # fmt: skip


def test_least_load_then_lowest_index_among_the_usable() -> None:
    assert chosen([3.0, 1.0, 1.0]) == 1
    assert chosen([3.0, 1.0, 2.0], usable=[True, False, True]) == 2
    assert chosen([0.0, 0.0], usable=[False, False]) == NO_AGENT
    assert chosen([]) == NO_AGENT


def test_who_can_start_the_task_at_once_comes_first_whatever_the_load() -> None:
    assert chosen([90.0, 1.0, 2.0], free_slots=[1, 0, 0]) == 0
    assert chosen([1.0, 90.0], free_slots=[2, 2], queued=[2, 1]) == 1  # as many queued as slots free: it would wait
    assert chosen([1.0, 90.0], free_slots=[2, 2], queued=[1, 1]) == 0
    assert chosen([90.0, 1.0], usable=[False, True], free_slots=[1, 0]) == 1
    assert chosen([9.0, 8.0, 7.0], free_slots=[0, 0, 0]) == 2  # nobody can: the least load
    # The first of two that can start at once has more load; the least load of all is one that cannot.
    assert chosen([50.0, 1.0, 40.0], free_slots=[1, 0, 1]) == 2


def test_equal_loads_go_to_the_one_given_a_task_longest_ago_then_to_the_lowest_index() -> None:
    assert chosen([5.0, 5.0, 5.0], last_given=[7, 3, 9]) == 1
    assert chosen([5.0, 5.0, 5.0], last_given=[7, 3, -1]) == 2
    assert chosen([5.0, 5.0, 5.0], last_given=[3, 3, 3]) == 0
    assert chosen([5.0, 4.0], last_given=[-1, 9]) == 1


def test_loads_closer_than_a_nanosecond_to_the_least_are_equal() -> None:
    assert chosen([5.0 + 0.9e-9, 5.0], last_given=[0, 1]) == 0
    assert chosen([5.0 + 1.1e-9, 5.0], last_given=[0, 1]) == 1
    # The first is equal to the second and the second to the third, but not the first to the least of all.
    assert chosen([1.6e-9, 0.8e-9, 0.0], last_given=[0, 1, 2]) == 1
    assert chosen([math.nextafter(0.3, 1.0), 0.3], last_given=[2, 1]) == 1
