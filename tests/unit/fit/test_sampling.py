"""Long records are estimated from whole tasks that stand for all, and what only all of them know is not lost."""

import numpy as np
import pytest

from sim.fit.cleaning import make_record
from sim.fit.draws import keyed_draws
from sim.fit.session import fit_record


def test_a_sample_says_what_the_whole_says_and_tells_that_it_is_one(luck) -> None:
    generator = luck(1)
    n = 3000
    size = np.repeat(generator.lognormal(3.0, 0.5, n // 3), 3)
    starts = np.sort(generator.uniform(0.0, 20.0 * n, n))
    raw = {
        "task": [f"t{place // 3}" for place in range(n)],
        "agent": [f"a{place % 2}" for place in range(n)],
        "start": starts.tolist(),
        "seconds": (size * generator.lognormal(0.0, 0.3, n)).tolist(),
        "outcome": (generator.random(n) < 0.7).tolist(),
    }
    record = make_record(raw)
    whole, part = fit_record(record, keyed_draws(1)), fit_record(record, keyed_draws(1), most=900)
    assert 700 < len(part.record) < 1100
    assert "900" not in part.record.notes[-1]
    assert f"{len(part.record):,} of 3,000 attempts" in part.record.notes[-1]
    assert [agent.capacity for agent in part.estimates.agents] == [a.capacity for a in whole.estimates.agents]
    assert len(part.estimates.tasks) == n // 3
    low, high = part.estimates.times.best.mean_interval()
    assert low < whole.estimates.times.best.mean_s < high
    assert part.estimates.same_agent.overall.value == pytest.approx(0.7, abs=0.06)
    assert part.estimates.hindrances.slowdown is None
