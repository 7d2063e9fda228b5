"""Rates, balance, health score: worked out by hand."""

import pytest

from sim.measures.metrics.balance import coordination_gap, exceeds_imbalance, imbalance_ratio, load_balance
from sim.measures.metrics.health import health_losses, health_score, health_status
from sim.measures.metrics.rates import accuracy, availability, prediction_error, success_rate
from sim.measures.metrics.throughput import retries_per_task, throughput, utilisation

WEIGHTS = {"success_rate": 0.4, "availability": 0.2, "accuracy": 0.2, "load_balance": 0.2}


def test_the_health_score_by_hand():
    """18 of 20 tasks completed: 0.9. Four agents, 100 s, one down for 20 s: 380 / 400 = 0.95. Predicted 0.85 on
    average, observed 0.80: accuracy 0.95. Loads 80, 70, 64, 75 s: 64 / 80 = 0.8.
    100 * (0.4 * 0.9 + 0.2 * 0.95 + 0.2 * 0.95 + 0.2 * 0.8) = 36 + 19 + 19 + 16 = 90: just EXCELLENT.
    """
    metrics = {
        "success_rate": success_rate(18, 20),
        "availability": availability([100.0, 80.0, 100.0, 100.0], 100.0),
        "accuracy": accuracy(prediction_error([0.85] * 20, [1] * 16 + [0] * 4)),
        "load_balance": load_balance([80.0, 70.0, 64.0, 75.0], tasks=20),
    }
    score = health_score(metrics, WEIGHTS)
    assert score == pytest.approx(90.0, abs=1e-9)
    assert health_status(score) == "EXCELLENT"


@pytest.mark.parametrize(
    ("score", "status"),
    [(100, "EXCELLENT"), (90, "EXCELLENT"), (89.999, "GOOD"), (70, "GOOD"), (69.999, "FAIR"), (50, "FAIR"),
     (49.999, "POOR"), (0, "POOR"), (90 - 1e-13, "EXCELLENT"), (90 - 4e-10, "EXCELLENT"), (90 - 6e-10, "GOOD")],
)  # fmt: skip
def test_status_by_score(score, status):
    assert health_status(score) == status


def test_a_metric_that_is_not_known_is_left_out_with_its_weight():
    metrics = {"success_rate": 0.5, "availability": 1.0, "accuracy": None, "load_balance": 1.0}
    # (0.2 + 0.2 + 0.2) / 0.8
    assert health_score(metrics, WEIGHTS) == pytest.approx(75.0)
    assert health_score(dict.fromkeys(WEIGHTS), WEIGHTS) == 0.0


def test_a_score_lies_between_0_and_100():
    assert health_score(dict.fromkeys(WEIGHTS, 0.0), WEIGHTS) == 0.0
    assert health_score(dict.fromkeys(WEIGHTS, 1.0), WEIGHTS) == 100.0
    assert health_score(dict.fromkeys(WEIGHTS, 1.0 + 1e-9), WEIGHTS) == 100.0
    assert health_score(dict.fromkeys(WEIGHTS, -0.5), WEIGHTS) == 0.0


def test_losses_are_shares_of_the_weights_that_count():
    # Weights 2 and 6 of 8, whatever they add up to: 100 * 1/4 * 0.5 and 100 * 3/4 * 0.2.
    weights = {"success_rate": 2.0, "accuracy": 6.0, "load_balance": 2.0}
    metrics = {"success_rate": 0.5, "accuracy": 0.8, "load_balance": None, "confidence": 0.0}
    assert health_losses(metrics, weights) == pytest.approx({"success_rate": 12.5, "accuracy": 15.0})
    assert health_score(metrics, weights) == pytest.approx(72.5)
    assert health_losses(dict.fromkeys(weights), weights) == {}
    assert health_losses(metrics, {"success_rate": 0.0}) == {}


def test_other_metrics_do_not_count():
    assert health_score({**dict.fromkeys(WEIGHTS, 1.0), "confidence": 0.0}, WEIGHTS) == 100.0


def test_rates_of_nothing():
    assert success_rate(0, 0) is None
    assert prediction_error([], []) is None
    assert accuracy(None) is None
    assert availability([0.0, 0.0], 0.0) == 1.0
    assert throughput(0, 0.0) is None
    assert utilisation(0.0, 2, 0.0) is None
    assert retries_per_task(0, 0, 0) is None


def test_an_error_is_one_whichever_way_it_goes():
    assert prediction_error([0.2, 0.4], [1, 1]) == pytest.approx(0.7)
    assert prediction_error([0.8, 0.6], [0, 0]) == pytest.approx(0.7)
    # Tasks that are off both ways make up for each other: this is calibration in the large.
    assert prediction_error([0.0, 1.0], [1, 0]) == 0.0


@pytest.mark.parametrize(
    ("loads", "tasks", "balance"),
    [
        ([10.0, 20.0], 5, 0.5),
        ([0.0, 20.0], 5, 0.0),
        ([0.0, 0.0], 5, 1.0),  # nobody worked
        ([0.25, 0.5], 5, 0.5),  # less than a second
        ([0.0, 20.0], 1, 1.0),  # one task cannot be shared
        ([0.0, 0.0, 10.0, 40.0], 2, 0.25),  # the two busiest count
        ([0.0, 0.0, 40.0], 2, 0.0),  # two tasks, and one agent had both
        ([20.0], 3, 1.0),
        ([10.0, 20.0], 0, 1.0),
        ([], 0, 1.0),
    ],
)
def test_balance(loads, tasks, balance):
    assert load_balance(loads, tasks) == balance


@pytest.mark.parametrize(
    ("loads", "ratio", "over", "gap"),
    [
        ([20.0, 30.0], 1.5, False, 1 / 3),
        ([20.0, 31.0], 1.55, True, 11 / 31),
        ([0.1 + 0.2, 0.45], 1.5, False, 1 / 3),  # 0.30000000000000004: rounding decides nothing
        ([0.0, 30.0], None, True, 1.0),
        ([0.0, 0.0], None, False, 0.0),
        ([], None, False, 0.0),
    ],
)
def test_imbalance(loads, ratio, over, gap):
    assert imbalance_ratio(loads) == (None if ratio is None else pytest.approx(ratio))
    assert exceeds_imbalance(loads, 1.5) is over
    assert coordination_gap(loads) == pytest.approx(gap)


def test_less_than_a_second():
    assert availability([0.25, 0.5], 0.5) == 0.75
    assert throughput(2, 0.5) == 4.0
    assert utilisation(0.125, 2, 0.25) == 0.25


def test_more_than_the_whole_time_is_a_rounding_error():
    assert availability([0.1 + 0.2, 0.1 + 0.2], 0.3) == 1.0


def test_throughput():
    assert throughput(30, 60.0) == 0.5
    assert utilisation(90.0, 2, 60.0) == 0.75
    assert retries_per_task(attempts=12, tasks_attempted=8, tasks=10) == 0.4
