"""Retries keep up an overload that a surge began: a retry budget ends it, jitter does not.

Success of the tasks that end after 200 s, of 300; the 100 runs of each stand in `tests/published/test_impatience.py`.
"""

from statistics import fmean

import pytest

from sim.record.rows import TaskEnded
from sim.record.task_end import is_unfinished
from tests.scenarios.replications import gain, metric_of, replications

BUDGET = ("retry.retry_budget.share=0.1", "retry.retry_budget.window=10s", "retry.retry_budget.min_retries=10")
JITTER = ("retry.delays=[20s]", "retry.jitter=full")


def late_success(run):
    """Share that completed of the tasks that ended after 200 s."""
    late = [task for task in run.log.of(TaskEnded) if task.ended_at > 200.0 and not is_unfinished(task)]
    return fmean(task.status == "completed" for task in late)


@pytest.fixture(scope="module")
def variants():
    return [replications("incidents/metastable-queue", *cure, n=4) for cure in ((), BUDGET, JITTER)]


def test_a_budget_cures_it_and_jitter_does_not(variants):
    stuck, budget, jitter = variants
    assert [late_success(run) for run in (*stuck, *jitter)] == [0.0] * 8
    assert all(late_success(run) >= 0.95 for run in budget)
    assert gain(stuck, budget, late_success) > 0.9
    assert gain(jitter, budget, late_success) > 0.9


def test_the_verdict_on_recovery_says_so(variants):
    stuck, budget, jitter = variants
    assert [metric_of(run, "recovered") for run in (*stuck, *jitter)] == [0] * 8
    assert fmean(metric_of(run, "recovered") for run in budget) >= 0.5
