"""Equal waits after a refusal bring all back together; jitter scatters them."""

import pytest

from sim.record.limit_rows import LimitMet
from tests.scenarios.replications import gain, least, minutes, replications, saving, success_rate


@pytest.fixture(scope="module")
def storm():
    return replications("incidents/retry-storm", n=5)


@pytest.fixture(scope="module")
def cured():
    return replications("incidents/retry-storm", "retry.jitter=full", n=5)


def test_jitter_lets_nearly_all_through_and_sooner(storm, cured):
    # By hand: three get through at each of six tries, 18 of 30.
    assert [success_rate(run) for run in storm] == [18 / 30] * 5
    assert gain(storm, cured, success_rate) > 0.3
    assert least([success_rate(run) - 0.97 for run in cured]) > 0.0
    assert saving(storm, cured, minutes) > 0.15
    assert (round(minutes(storm[0]), 1), round(minutes(cured[0]), 1)) == (8.1, 6.2)


def test_without_it_all_that_are_left_are_refused_in_the_same_instants(storm, cured):
    def instants(run):
        return len({row.at for row in run.log.of(LimitMet)})

    assert instants(storm[0]) <= 8 * 6  # six tries in each of eight waves
    assert instants(cured[0]) > 300
