from math import isnan
from typing import Any

from sim.policies import AssignmentView, make_view


def test_the_fair_share_is_the_mean_work_over_all_slots() -> None:
    # Means 15 and 35 s, 1 + 3 slots: 50 / 4 = 12.5 s.
    assert make_view([[10.0, 20.0], [30.0, 40.0]], capacity=[1, 3]).fair_share_s == 12.5


def test_what_is_not_given_is_a_fresh_idle_fleet() -> None:
    view = make_view([[10.0, 20.0]], estimate=[[0.5, 1.0]], capacity=[1, 3])
    assert view.predicted_success == (0.75,)
    assert view.usable == (True, True)
    assert view.free_slots == (1, 3)
    assert isnan(view.confidence[0])


def test_columns_that_are_not_given() -> None:
    # NaN differs from itself: the confidence is looked at above.
    view = make_view([[10.0, 20.0], [30.0, 40.0]], capacity=[1, 3])
    assert view._replace(confidence=()) == AssignmentView(
        task=(0, 1),
        priority=(2, 2),
        confidence=(),
        predicted_success=(1.0, 1.0),
        estimate=((1.0, 1.0), (1.0, 1.0)),
        expected_s=((10.0, 20.0), (30.0, 40.0)),
        planned_start_s=(),
        usable=(True, True),
        load_s=(0.0, 0.0),
        tasks_in_system=(0, 0),
        free_slots=(1, 3),
        capacity=(1, 3),
        up_share=(1.0, 1.0),
        fair_share_s=12.5,
        settings=(),
        queued=(0, 0),
        last_given=(-1, -1),
        queued_or_running=(0, 0),
        slot_free_s=((0.0,), (0.0, 0.0, 0.0)),
        work_s=(15.0, 35.0),
        succeeded=(0, 0),
        failed=(0, 0),
    )


def test_given_columns_are_kept_even_where_they_are_zero() -> None:
    given: dict[str, Any] = {
        "task": [9],
        "priority": [0],
        "confidence": [0.0],
        "predicted_success": [0.0],
        "estimate": [[0.0, 0.5]],
        "planned_start_s": [[0.0, 7.0]],
        "usable": [False, False],
        "load_s": [3.0, 0.0],
        "tasks_in_system": [4, 0],
        "free_slots": [0, 2],
        "capacity": [5, 6],
        "up_share": [0.0, 0.25],
        "queued": [0, 1],
        "last_given": [0, 5],
        "accepts": [[False, True]],
        "queued_or_running": [0, 7],
        "slot_free_s": [[0.0, 1.0], [3.0]],
        "work_s": [0.0],
        "succeeded": [0, 8],
        "failed": [9, 0],
        "parents": [[(3, 0.0)]],
    }
    view = make_view([[10.0, 20.0]], **given, fair_share_s=0.0, settings=(0.0,))
    frozen = {name: tuple(tuple(e) if isinstance(e, list) else e for e in column) for name, column in given.items()}
    assert view._asdict() == {**frozen, "expected_s": ((10.0, 20.0),), "fair_share_s": 0.0, "settings": (0.0,)}
