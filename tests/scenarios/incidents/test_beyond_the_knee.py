"""More agents make all slower beyond the knee of Gunther's law."""

from math import sqrt

import pytest

from sim.scenario.spec.slowdown_spec import SlowdownSpec
from tests.scenarios.replications import metric_of, minutes, replications, saving


def test_a_fleet_at_the_knee_is_done_sooner_than_one_of_almost_three_times_the_size():
    crowd = replications("incidents/beyond-the-knee", n=8)
    knee = replications("incidents/beyond-the-knee", "fleet.agents.0.count=22", n=8)
    assert saving(crowd, knee, minutes) > 0.2
    law = SlowdownSpec(sigma=0.02, kappa=0.002)
    assert round(sqrt((1 - law.sigma) / law.kappa)) == 22

    # Most of the time all are busy: attempts take as much longer as the law has it, less at both ends of the run.
    def longer(runs):
        return sum(metric_of(run, "mean_service") for run in runs) / len(runs)

    assert longer(crowd) / longer(knee) == pytest.approx(law.factor(60) / law.factor(22), rel=0.15)
