from math import isnan

from sim.policies import make_view


def test_the_fair_share_is_the_mean_work_over_all_slots() -> None:
    # Means 15 and 35 s, 1 + 3 slots: 50 / 4 = 12.5 s.
    assert make_view([[10.0, 20.0], [30.0, 40.0]], capacity=[1, 3]).fair_share_s == 12.5


def test_what_is_not_given_is_a_fresh_idle_fleet() -> None:
    view = make_view([[10.0, 20.0]], estimate=[[0.5, 1.0]], capacity=[1, 3])
    assert view.predicted_success == (0.75,)
    assert view.usable == (True, True)
    assert view.free_slots == (1, 3)
    assert isnan(view.confidence[0])


def test_given_columns_are_kept_even_where_they_are_zero() -> None:
    view = make_view([[10.0]], fair_share_s=0.0, load_s=[3.0], task=[9], up_share=[0.0])
    assert (view.fair_share_s, view.load_s, view.task, view.up_share) == (0.0, (3.0,), (9,), (0.0,))
