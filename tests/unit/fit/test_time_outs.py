"""Times that were cut off are not short ones: the limit is found, and what is beyond it is not lost."""

import numpy as np
import pytest

from sim.fit.cleaning import make_record
from sim.fit.draws import keyed_draws
from sim.fit.estimates import estimate
from sim.fit.record import Record
from sim.fit.scenario_data import scenario_data
from sim.fit.time_outs import find_time_out, with_unnamed_time_out


def fleet(luck: np.random.Generator, limit_s: float, tasks: int = 150, named: bool = True) -> tuple[Record, float]:
    """Return a record of tasks that were tried four times each, cut off at a limit; and the mean seconds without it."""
    size = np.repeat(luck.lognormal(4.0, 0.5, tasks), 4)
    whole = size * luck.lognormal(0.0, 0.4, len(size))
    cut = whole > limit_s
    served = np.where(cut, limit_s + luck.uniform(0.0, 0.2, len(size)), whole)
    success = (luck.random(len(size)) < 0.8) & ~cut
    starts = np.concatenate(([0.0], np.cumsum(served + 2.0)))[:-1]
    raw = {
        "task": [f"t{place // 4}" for place in range(len(size))],
        "start": starts.tolist(),
        "end": (starts + served).tolist(),
        "outcome": success.tolist(),
        "error": ["AgentTimeoutError" if one and named else "" for one in cut],
    }
    return make_record(raw), float(np.exp(4.0 + (0.5**2 + 0.4**2) / 2.0))


def test_the_limit_is_found_and_written_and_times_beyond_it_are_not_lost(luck) -> None:
    record, mean_s = fleet(luck(1), 90.0)
    found = find_time_out(record)
    assert found is not None
    assert found.seconds == 90.0
    estimates = estimate(record, keyed_draws(1))
    data = scenario_data(estimates, "limited", 1)
    assert data["retry"]["timeout"] == 90.0
    assert data["workload"]["size"]["mean"] == pytest.approx(mean_s, rel=0.1)
    assert float(record.served_s.mean()) < 0.85 * mean_s  # the control: taken as they are, times are far too short
    assert data["workload"]["predicted_success"] == pytest.approx(0.8, abs=0.05)
    assert "duration_by_outcome" not in data["workload"]  # failing took no longer: what was cut off does not say so
    assert estimates.times.best.mean_s == pytest.approx(mean_s, rel=0.1)


def test_the_fitted_scenario_does_what_the_record_did(luck) -> None:
    from sim import run

    record, _ = fleet(luck(2), 90.0, tasks=300)
    data = scenario_data(estimate(record, None), "limited", 3)
    data["workload"]["tasks_per_wave"] = 1500
    attempts = run(data).attempts
    assert float((attempts.error_class == "timeout").mean()) == pytest.approx(float(record.cut_off.mean()), abs=0.04)
    assert float(attempts.served.mean()) == pytest.approx(float(record.served_s.mean()), rel=0.06)
    assert float(attempts.succeeded.mean()) == pytest.approx(float(record.succeeded.mean()), abs=0.04)


def test_a_limit_that_the_log_does_not_name_is_seen_where_times_end(luck) -> None:
    record, _ = fleet(luck(3), 90.0, named=False)
    assert not record.cut_off.any()
    seen = with_unnamed_time_out(record)
    assert int(seen.cut_off.sum()) == int(((record.served_s > 89.7) & ~record.succeeded).sum())
    assert "does not name" in seen.notes[-1]


@pytest.mark.parametrize("family", ["exponential", "lognormal", "uniform"])
def test_without_a_limit_none_is_found(luck, family) -> None:
    generator = luck(4)
    for _ in range(40):
        served = getattr(generator, family)(1.0, size=200) if family == "exponential" else (
            generator.lognormal(4.0, 1.0, 200) if family == "lognormal" else generator.uniform(10.0, 20.0, 200)
        )  # fmt: skip
        starts = np.cumsum(served + 1.0)
        raw = {
            "start": starts.tolist(),
            "seconds": served.tolist(),
            "outcome": (generator.random(200) < 0.3).tolist(),
        }
        assert not with_unnamed_time_out(make_record(raw)).cut_off.any()


def test_limits_that_differ_are_told_and_not_written(luck) -> None:
    generator = luck(5)
    served = generator.uniform(10.0, 400.0, 60)
    raw = {"start": np.cumsum(served + 1.0).tolist(), "seconds": served.tolist(), "outcome": [True, False] * 30,
           "error": ["", "timeout"] * 30}  # fmt: skip
    found = find_time_out(make_record(raw))
    assert found is not None
    assert found.seconds is None
    assert found.cut_off == 30
