"""Alternatives side by side: numbers of tasks behind them, looks, and who was dropped or has no value."""

import math

import numpy as np

from sim.measures.comparison.alternatives import QUANTILES, compare_values
from sim.measures.comparison.mean import mean_interval
from sim.measures.comparison.paired import paired_differences
from sim.measures.metrics.catalogue import greatest, metric_info

NAMES = ("slow", "fast", "middle")
# Six replications; in the last one the third alternative failed. Means 12, 10, 11 of the first five.
SPANS = np.array([[10.0, 8.0, 9.5], [12.0, 9.5, 11.5], [11.0, 9.5, 10.0], [13.0, 11.0, 12.0], [14.0, 11.5, 12.0],
                  [12.0, 10.5, math.nan]])  # fmt: skip
RATES = np.array([[0.90, 0.80, 0.90], [0.95, 0.85, 0.90], [0.85, 0.90, 0.90], [0.90, 0.80, 0.95], [0.95, 0.70, 0.90],
                  [0.90, 0.75, math.nan]])  # fmt: skip
VALUES = {"makespan": SPANS, "success_rate": RATES}


def comparison(baseline="slow", values=VALUES, **settings):
    return compare_values("demo", list(NAMES), values, baseline, seed=7, **settings)


def in_the_metric(metric):
    """What the differences of a metric take from the catalogue, where no delta is given."""
    info = metric_info(metric)
    return {"share": info.delta_share, "within": (0.0, greatest(metric))}


def test_a_share_of_tasks_knows_how_many_there_are_and_nothing_else_does():
    found = comparison("fast", tasks=[8.0, 20.0, None])
    assert found.tasks == {"slow": 8.0, "fast": 20.0, "middle": None}
    rate, span = found.metric("success_rate"), found.metric("makespan")
    sizes = [8.0, 20.0, None]
    share, times = (0.0, 1.0), (0.0, math.inf)
    for i, name in enumerate(NAMES[:2]):
        assert rate.means[name] == mean_interval(RATES[:, i], 0.95, sizes[i], share)
        assert span.means[name] == mean_interval(SPANS[:, i], within=times)
    # The rate of the run that failed lies somewhere within 0 and 1.
    low, high = (mean_interval(np.nan_to_num(RATES[:, 2], nan=end), within=share) for end in share)
    assert rate.means["middle"] == mean_interval(RATES[:, 2])._replace(low=low.low, high=high.high)
    # Of two numbers of tasks the smaller one counts; where one is unknown, none.
    expected = paired_differences(
        RATES[:, 1],
        RATES[:, [0, 2]],
        higher_is_better=True,
        delta=rate.delta,
        tasks=[8.0, None],
        **in_the_metric("success_rate"),
    )
    assert list(rate.differences.values()) == list(expected)
    first = comparison("slow", tasks=sizes).metric("success_rate")
    expected = paired_differences(
        RATES[:, 0],
        RATES[:, [1, 2]],
        higher_is_better=True,
        delta=first.delta,
        tasks=[8.0, None],
        **in_the_metric("success_rate"),
    )
    assert list(first.differences.values()) == list(expected)
    unknown = comparison("middle", tasks=sizes).metric("success_rate").differences["slow"]
    assert unknown == comparison("middle").metric("success_rate").differences["slow"]


def test_without_numbers_of_tasks_none_is_known():
    assert comparison().tasks == dict.fromkeys(NAMES)
    plain = mean_interval(RATES[:, 0], within=(0.0, 1.0))
    assert comparison().metric("success_rate").means["slow"] == plain


def test_quantiles_as_plain_data():
    found = comparison()
    for metric in VALUES:
        for name in NAMES:
            of = found.metric(metric).quantiles[name]
            assert found.content()["quantiles"][name][metric] == {
                f"p{q}": {"quantile": of[q].quantile, "low": of[q].low, "high": of[q].high} for q in QUANTILES
            }


def test_each_further_look_may_be_wrong_half_as_often():
    first, second, third = (comparison("fast", looks=looks) for looks in ((), (3,), (3, 4)))
    assert (first.looks, third.looks, third.content()["looks"]) == ((), (3, 4), [3, 4])
    for found, confidence in ((second, 0.975), (third, 0.9875)):
        assert found.confidence == 0.95
        again = comparison("fast", confidence=confidence)
        assert found.metrics == again.metrics
        assert found.front == again.front


def test_who_was_dropped_from_a_choice_has_fewer_runs_and_none_that_are_missing():
    ran = np.ones((6, 3))
    ran[3:, 2] = 0.0
    table = np.where(ran > 0.0, np.nan_to_num(SPANS, nan=11.0), math.nan)
    found = compare_values("demo", NAMES, {"makespan": table}, "slow", seed=7, ran=ran)
    entry = found.metric("makespan")
    assert found.content()["runs"] == {"slow": 6, "fast": 6, "middle": 3}
    assert set(entry.missing.values()) == {0}
    pair = entry.differences["middle"]
    assert (pair.replications, pair.alone) == (3, 0)
    assert entry.reasons["middle"] is None
    alone = compare_values("demo", NAMES, {"makespan": table}, "slow", seed=7).metric("makespan")
    assert (alone.differences["middle"].alone, alone.missing["middle"]) == (3, 3)
    assert alone.reasons["middle"] == "in 3 replications only one of the two has a value"


def test_the_leader_leads_where_all_have_a_value():
    # Whoever has no value where runs are bad would look best.
    table = np.array([[10.0, 9.0], [12.0, 11.0], [50.0, 40.0], [11.0, 10.5], [60.0, 45.0]])
    table[[2, 4], 0] = math.nan
    entry = compare_values("demo", NAMES[:2], {"makespan": table}, "slow", seed=7).metric("makespan")
    assert (entry.means["slow"].mean or 0.0) < (entry.means["fast"].mean or 0.0)
    assert entry.leader == "fast"
    assert entry.missing == {"slow": 2, "fast": 0}
    assert str(entry.differences["fast"].verdict) == "undecided"
