"""The order of the one central queue: two agents, five tasks, ranked one by one as they queue."""

import pytest

from sim.policies import make_view
from sim.policies.assignment.shared_queue import ORDERS, STRATEGY, rank

# index, priority, expected seconds on agents 0 and 1 (mean 20, 10, 15, 10, 30)
TASKS = [
    (0, 3, (10.0, 30.0)),
    (1, 2, (10.0, 10.0)),
    (2, 1, (10.0, 20.0)),
    (3, 2, (5.0, 15.0)),
    (4, 1, (30.0, 30.0)),
]


def ranks(order: str) -> list[float]:
    settings = (float(ORDERS.index(order)),)
    views = [make_view([e], task=[index], priority=[p], settings=settings) for index, p, e in TASKS]
    return [rank(view, (), ())[0] for view in views]


@pytest.mark.parametrize(
    ("order", "expected", "served"),
    [
        ("fifo", [0.0, 0.0, 0.0, 0.0, 0.0], [0, 1, 2, 3, 4]),
        ("priority", [3.0, 2.0, 1.0, 2.0, 1.0], [2, 4, 1, 3, 0]),
        ("shortest", [20.0, 10.0, 15.0, 10.0, 30.0], [1, 3, 2, 0, 4]),
        ("list", [0.0, 1.0, 2.0, 3.0, 4.0], [0, 1, 2, 3, 4]),
    ],
)
def test_two_agents_five_tasks(order: str, expected: list[float], served: list[int]) -> None:
    assert ranks(order) == expected
    # All queued at once: equal ranks leave the order of the index.
    assert sorted(range(5), key=lambda i: (expected[i], i)) == served


def test_shortest_means_over_all_agents_those_that_are_down_included() -> None:
    view = make_view([[10.0, 30.0]], usable=[True, False], settings=(2.0,))
    assert rank(view, (), ()) == (20.0, ())


def test_a_task_is_ranked_even_where_nobody_is_usable() -> None:
    assert rank(make_view([[10.0]], usable=[False], settings=(0.0,)), (), ()) == (0.0, ())


def test_the_default_order_is_fifo() -> None:
    assert [(s.name, s.default, s.choices) for s in STRATEGY.settings] == [("order", "fifo", ORDERS)]
