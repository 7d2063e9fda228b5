"""Preemptions that count use up the retries that bugs need."""

from math import exp

import pytest

from tests.scenarios.replications import gain, least, replications, success_rate

RUNS = 5


@pytest.fixture(scope="module")
def counted():
    return replications("incidents/preempted-workers", n=RUNS)


@pytest.fixture(scope="module")
def free():
    return replications("incidents/preempted-workers", "failures.agent_down.counts=false", n=RUNS)


def test_what_does_not_count_leaves_the_retries_to_bugs(counted, free):
    assert (round(success_rate(counted[0]), 2), round(success_rate(free[0]), 2)) == (0.75, 0.99)
    assert gain(counted, free, success_rate) > 0.15


def test_both_are_what_arithmetic_says(counted, free):
    # Up-times have no memory: an attempt of 20 min meets no preemption with chance exp(-20/30), whenever it begins.
    once = exp(-20 / 30) * 0.7
    for runs, expected in ((counted, 1 - (1 - once) ** 3), (free, 1 - 0.3**3)):
        strays = [success_rate(run) - expected for run in runs]
        assert least(strays) < 0.0 < -least([-stray for stray in strays])
