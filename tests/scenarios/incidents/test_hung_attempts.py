"""Attempts that hang hold their slots; a time-out gives them back."""

import pytest

from tests.scenarios.replications import least, metric_of, replications, times

RUNS = 8


@pytest.fixture(scope="module")
def variants():
    return {
        cure: replications("incidents/hung-attempts", *([cure] if cure else []), n=RUNS)
        for cure in ("", "retry.timeout=2min")
    }


def test_without_a_time_out_waiting_takes_hours_with_one_a_minute(variants):
    hung, cured = variants.values()

    def p95(run):
        return metric_of(run, "p95_response")

    assert times(cured, hung, p95) > 50.0
    assert least([90.0 - p95(run) for run in cured]) > 0.0


def test_the_detector_sees_the_overload_and_none_once_it_is_cured(variants):
    hung, cured = variants.values()
    assert all(metric_of(run, "anomalies") >= 1 for run in hung)
    assert sum(metric_of(run, "anomalies") for run in cured) <= 1  # a false alarm in twenty runs is allowed
    assert all(metric_of(run, "timeouts") > 0 for run in cured)
