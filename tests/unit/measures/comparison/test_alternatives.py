"""Alternatives side by side: each number is that of the function which makes it, given what belongs to it."""

import json
import math

import numpy as np
import pytest

from sim.luck import Purpose, uniforms
from sim.measures.comparison.alternatives import QUANTILES, RESAMPLES, compare_values
from sim.measures.comparison.best import probability_of_best
from sim.measures.comparison.mean import mean_interval
from sim.measures.comparison.paired import paired_differences
from sim.measures.comparison.quantile import quantile_interval
from sim.measures.comparison.result import BEST, difference_rows
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


def test_it_holds_what_it_was_asked():
    found = comparison(failed=1, confidence=0.9)
    assert (found.scenario, found.alternatives, found.baseline) == ("demo", NAMES, "slow")
    assert (found.replications, found.failed, found.confidence) == (6, 1, 0.9)
    assert [entry.metric for entry in found.metrics] == ["makespan", "success_rate"]
    assert found.metric("success_rate") is found.metrics[1]
    plain = comparison()
    assert (plain.failed, plain.confidence) == (0, 0.95)


@pytest.mark.parametrize("confidence", [0.95, 0.8])
def test_means_and_quantiles_are_each_alternatives_own(confidence):
    entry = comparison(confidence=confidence).metric("makespan")
    times = (0.0, math.inf)  # no makespan is below 0
    for i, name in enumerate(NAMES[:2]):
        assert entry.means[name] == mean_interval(SPANS[:, i], confidence, None, times)
    # The run that failed may have been anything from 0 on: only a lower end holds.
    at_least = mean_interval(np.nan_to_num(SPANS[:, 2], nan=0.0), confidence, None, times)
    assert entry.means["middle"] == mean_interval(SPANS[:, 2])._replace(low=at_least.low, high=None)
    assert entry.quantiles == {
        name: {q: quantile_interval(SPANS[:, i], q, confidence) for q in QUANTILES} for i, name in enumerate(NAMES)
    }


@pytest.mark.parametrize(("metric", "higher"), [("makespan", False), ("success_rate", True)])
def test_differences_are_to_the_baseline_in_the_metrics_direction(metric, higher):
    table = VALUES[metric]
    entry = comparison("fast", confidence=0.9).metric(metric)
    expected = paired_differences(
        table[:, 1],
        table[:, [0, 2]],
        higher_is_better=higher,
        delta=entry.delta,
        confidence=0.9,
        **in_the_metric(metric),
    )
    assert entry.baseline == "fast"
    assert entry.differences == dict(zip(["slow", "middle"], expected, strict=True))
    assert str(entry.differences["slow"].verdict) == ("better" if higher else "worse")


def test_the_least_difference_that_matters_is_the_metrics_or_the_one_given():
    # 2 % of the baseline's mean 12 s; 1 % of its 0.90833.
    found = comparison()
    assert found.metric("makespan").delta == pytest.approx(0.24)
    assert found.metric("success_rate").delta == pytest.approx(0.01 * RATES[:, 0].mean())
    given = comparison(deltas={"makespan": 5.0})
    assert (given.metric("makespan").delta, given.metric("success_rate").delta) == (
        5.0,
        found.metric("success_rate").delta,
    )
    # 2 less is better, but less than 5 it matters to nobody.
    assert [str(c.metric("makespan").differences["fast"].verdict) for c in (found, given)] == [
        "better",
        "no practical difference",
    ]
    assert comparison(deltas={"makespan": 0.0}).metric("makespan").delta == 0.0


@pytest.mark.parametrize(("metric", "higher"), [("makespan", False), ("success_rate", True)])
def test_chances_of_being_best_are_of_the_studys_own_draws(metric, higher):
    u = uniforms(7, 0, Purpose.BOOTSTRAP, wave=0, k=0, n=RESAMPLES * 6).reshape(RESAMPLES, 6)
    expected = probability_of_best(VALUES[metric], u, higher_is_better=higher)
    entry = comparison().metric(metric)
    assert list(entry.probability_of_best.items()) == list(zip(NAMES, expected.probability, strict=True))
    assert list(entry.opportunity_cost.items()) == list(zip(NAMES, expected.opportunity_cost, strict=True))
    other = compare_values("demo", NAMES, VALUES, "slow", seed=8).metric(metric)
    assert other.opportunity_cost != entry.opportunity_cost


def test_against_the_best_each_metric_has_its_own_baseline():
    found = comparison(BEST)
    assert found.baseline == "best"
    # Shortest: fast. The highest rate: middle, 0.91 against 0.90833.
    assert [entry.baseline for entry in found.metrics] == ["fast", "middle"]
    assert [entry.leader for entry in found.metrics] == ["fast", "middle"]
    # Chosen after looking: any of three pairs might have been the one, not only two.
    two = paired_differences(
        SPANS[:, 1], SPANS[:, [0, 2]], higher_is_better=False, delta=0.2, family=3, **in_the_metric("makespan")
    )
    assert list(found.metric("makespan").differences.values()) == list(two)
    assert found.metric("makespan").delta == pytest.approx(0.2)  # of 10 s, the mean of all six


@pytest.mark.parametrize("baseline", ["slow", BEST])
def test_two_alternatives_make_one_pair(baseline):
    found = compare_values("demo", NAMES[:2], {"makespan": SPANS[:, :2]}, baseline, seed=7).metric("makespan")
    base = NAMES.index(found.baseline)
    expected = paired_differences(
        SPANS[:, base],
        SPANS[:, [1 - base]],
        higher_is_better=False,
        delta=found.delta,
        family=1,
        **in_the_metric("makespan"),
    )
    assert list(found.differences.values()) == list(expected)


def test_four_alternatives_make_six_pairs():
    table = np.column_stack([SPANS[:5], SPANS[:5, 0] + [1.0, -1.0, 2.0, 0.0, 1.0]])
    found = compare_values("demo", [*NAMES, "late"], {"makespan": table}, BEST, seed=7).metric("makespan")
    expected = paired_differences(
        table[:, 1],
        table[:, [0, 2, 3]],
        higher_is_better=False,
        delta=found.delta,
        family=6,
        **in_the_metric("makespan"),
    )
    assert list(found.differences.values()) == list(expected)


@pytest.mark.parametrize("metric", ["makespan", "success_rate"])
def test_of_equals_the_first_is_the_baseline(metric):
    table = np.column_stack([np.full(6, 0.5), RATES[:, 0], RATES[:, 0]])
    (entry,) = comparison(BEST, {metric: table}).metrics
    assert entry.baseline == entry.leader == ("slow" if metric == "makespan" else "fast")
    (entry,) = comparison(BEST, {metric: table[:, [1, 2, 1]]}).metrics
    assert entry.baseline == entry.leader == "slow"


def test_nobody_has_a_value():
    (entry,) = comparison(BEST, {"makespan": np.full((3, 3), math.nan)}).metrics
    assert (entry.baseline, entry.leader, entry.delta) == ("slow", None, 0.0)
    assert set(entry.probability_of_best.values()) == {None}
    assert {found.difference for found in entry.differences.values()} == {None}


def test_an_alternative_without_values_is_not_the_best():
    table = np.column_stack([np.full(6, math.nan), SPANS[:, :2]])
    entry = compare_values("demo", NAMES, {"makespan": table}, BEST, seed=7).metric("makespan")
    assert (entry.baseline, entry.leader) == ("middle", "middle")


def test_one_alternative_alone():
    (entry,) = compare_values("demo", ["only"], {"makespan": SPANS[:, :1]}, "only", seed=7).metrics
    assert (entry.differences, entry.probability_of_best) == ({}, {"only": 1.0})
    (entry,) = compare_values("demo", ["only"], {"makespan": SPANS[:1, :1]}, BEST, seed=7).metrics
    assert (entry.differences, entry.leader) == ({}, "only")


def test_without_metrics_there_is_nothing_to_compare():
    found = comparison(values={})
    assert (found.replications, found.metrics) == (0, ())
    assert (found.content()["differences"], found.content()["best"]) == ([], {})


def test_a_baseline_that_is_not_there():
    with pytest.raises(ValueError, match=r"^baseline 'fst' is not one of slow, fast, middle$"):
        comparison("fst")


def test_a_row_holds_a_difference_with_all_that_was_asked():
    entry = comparison().metric("makespan")
    found = entry.differences["fast"]
    assert difference_rows(entry)[0] == {
        "metric": "makespan",
        "alternative": "fast",
        "baseline": "slow",
        "difference": -2.0,
        "low": found.low,
        "high": found.high,
        "verdict": "better",
        "reason": None,
        "p_value": found.p_value,
        "variance_reduction": found.variance_reduction,
        "delta": entry.delta,
        "replications": 6,
        "alone": 0,
        "no_worse": True,
        "replications_needed": None,
        "cochran": None,
    }
    assert [row["alternative"] for row in difference_rows(entry)] == ["fast", "middle"]


def test_its_content_is_plain_data():
    found = comparison(failed=1)
    content = found.content()
    assert json.loads(json.dumps(content)) == content
    assert list(content) == [
        "scenario", "baseline", "replications", "failed", "confidence", "deltas", "alternatives", "quantiles",
        "differences", "best", "front", "chance_on_front", "primary", "looks", "runs", "missing", "lower_bounds",
    ]  # fmt: skip
    assert [content[key] for key in list(content)[:5]] == ["demo", "slow", 6, 1, 0.95]
    mean = found.metric("makespan").means["fast"]
    assert content["alternatives"]["fast"]["makespan"] == {"mean": 10.0, "low": mean.low, "high": mean.high}
    assert {name: list(row) for name, row in content["alternatives"].items()} == {name: list(VALUES) for name in NAMES}
    p95 = found.metric("makespan").quantiles["fast"][95]
    assert content["quantiles"]["fast"]["makespan"]["p95"]["quantile"] == p95.quantile
    assert content["differences"] == [row for entry in found.metrics for row in difference_rows(entry)]
    assert content["missing"] == {"slow": {}, "fast": {}, "middle": {"makespan": 1, "success_rate": 1}}
    assert content["front"] == ["slow", "fast", "middle"]  # a lower makespan costs success
    assert (content["deltas"], comparison(deltas={"makespan": 3.0}).content()["deltas"]) == ({}, {"makespan": 3.0})
    assert content["best"] == {entry.metric: entry.probability_of_best for entry in found.metrics}
