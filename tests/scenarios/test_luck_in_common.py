"""Common random numbers save replications on a shipped scenario: the variance of a difference falls five times.

One seed, that of the scenario. In 200 replications the factors are 9.5 and 19 (docs/background/comparing.md); in 60,
with a relative standard error of about a fifth, they are 5 or more.
"""

import pytest

from sim.measures.comparison.paired import variance_reduction
from sim.work.runs import metric_arrays
from tests.scenarios.luck_in_common import Choice, compared, factors

REPLICATIONS = 60
SAVED = ("mean_response", "wasted_work")
RETRIES = Choice("four-agents", "retry.max_retries=3,1")


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return compared(RETRIES, REPLICATIONS, tmp_path_factory.mktemp("runs"))


def test_the_variance_of_a_difference_falls_five_times(study):
    found = factors(study)
    assert {name for name, factor in found.items() if factor is not None and factor >= 5.0} >= set(SAVED)


@pytest.mark.parametrize("metric", SAVED)
def test_with_luck_of_their_own_it_does_not(study, metric):
    """The control: each alternative's replication against another one of the baseline."""
    baseline, other = metric_arrays(study.plan, REPLICATIONS, study.store, [metric])[metric]
    shifted = [other[(number + 1) % REPLICATIONS] for number in range(REPLICATIONS)]
    factor = variance_reduction(baseline, shifted)
    assert factor is not None
    assert 0.5 < factor < 2.0
    paired = variance_reduction(baseline, other)
    assert paired == study.comparison.metric(metric).differences["retry.max_retries=1"].variance_reduction
