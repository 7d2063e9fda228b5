"""Nested retries spend a budget on what cannot succeed."""

from tests.scenarios.replications import gain, metric_of, replications, saving


def success(run):
    return metric_of(run, "success_rate")


def each(run):
    return metric_of(run, "cost_per_completed")


def test_a_budget_for_each_task_saves_that_of_all():
    nested = replications("incidents/nested-retries", n=8)
    capped = replications("incidents/nested-retries", "budget.task=0.3", n=8)
    assert gain(nested, capped, success) > 0.45
    assert saving(nested, capped, each) > 0.5
    for run in nested:  # what was under way when the money was spent is not stopped
        assert 39.0 < metric_of(run, "cost") < 42.0
        assert run.result is not None
        assert run.result.metrics["overspent"] == max(0.0, metric_of(run, "cost") - 40.0)


def test_retrying_in_one_layer_only_does_too():
    nested = replications("incidents/nested-retries", n=8)
    once = replications("incidents/nested-retries", "retry.max_retries=3", n=8)
    assert gain(nested, once, success) > 0.4
