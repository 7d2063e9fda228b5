import numpy as np
import pytest

from sim.measures.questions.monotonicity import setbacks
from sim.measures.questions.requirement import Requirement

LIMITS = (Requirement("makespan", True, 100.0), Requirement("success_rate", False, 0.9))
LUCK = np.array([0.0, 3.0, -2.0, 1.0, 5.0, -1.0, 2.0, 0.5])
NOISE = np.array([0.1, -0.1, 0.2, -0.2, 0.1, 0.0, -0.1, 0.1])


def test_a_metric_that_gets_better_or_stays_is_no_setback():
    sizes = [90.0 + LUCK, 80.0 + LUCK, 80.0 + LUCK]
    rates = [0.90 + LUCK / 100, 0.95 + LUCK / 100, 0.95 + LUCK / 100 + NOISE / 100]
    assert setbacks(LIMITS, {"makespan": sizes, "success_rate": rates}) == []


def test_getting_worse_is_seen_through_the_luck_that_both_share():
    slower = [90.0 + LUCK, 91.0 + LUCK + NOISE, 80.0 + LUCK]
    rates = [0.95 + LUCK / 100] * 2 + [0.93 + (LUCK + NOISE) / 100]
    found = setbacks(LIMITS, {"makespan": slower, "success_rate": rates})
    assert [(each.requirement.metric, each.smaller, each.larger) for each in found] == [
        ("makespan", 0, 1),
        ("success_rate", 1, 2),
    ]
    assert found[0].change == pytest.approx(1.0 + NOISE.mean())


def test_only_common_replications_count():
    longer = np.concatenate([95.0 + LUCK + NOISE, np.full(20, 1.0)])
    missing = np.where(np.arange(8) == 0, np.nan, 90.0 + LUCK)
    (found,) = setbacks(LIMITS[:1], {"makespan": [missing, longer]})
    assert found.change == pytest.approx(5.0 + NOISE[1:].mean())
    for few in (1, 2):  # none in common, or one
        assert setbacks(LIMITS[:1], {"makespan": [missing[:few], longer]}) == []


def test_a_pair_of_which_nothing_is_known_does_not_hide_the_next():
    unknown = np.full(8, np.nan)
    sizes = [unknown, 90.0 + LUCK, 91.0 + LUCK + NOISE]
    assert [each.smaller for each in setbacks(LIMITS[:1], {"makespan": sizes})] == [1]


def test_a_metric_that_is_worse_by_the_same_each_time_is_so_many_coins():
    sizes = {"makespan": [90.0 + LUCK, 91.0 + LUCK]}
    assert len(setbacks(LIMITS[:1], sizes, alpha=1 / 256)) == 1
    assert setbacks(LIMITS[:1], sizes, alpha=1 / 257) == []


def test_by_chance_one_in_twenty_sees_any():
    # 5 sizes that are all alike, 400 times; three standard errors of 5 % of 400 are 3.3 points.
    luck = np.random.Generator(np.random.Philox(7)).standard_normal((400, 5, 20))
    seen = sum(bool(setbacks(LIMITS[:1], {"makespan": list(100.0 + table)})) for table in luck)
    assert 0.0 < seen / 400 <= 0.083
