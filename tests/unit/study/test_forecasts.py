"""Parts of a record, held out, forecast and compared."""

from typing import Any

import numpy as np
import pytest

from sim.fit.cleaning import make_record
from sim.report.trust import FEW, SOUND, TOO_NARROW, in_short, sentence, verdict
from sim.scenario.spec.forecast_spec import MetricTrust
from sim.study.forecasting.forecast import interval
from sim.study.forecasting.holding_out import hold_out
from sim.study.forecasting.parts import parts_of
from sim.study.forecasting.recorded import what_happened


def fleet(luck, runs=5, tasks=12, slots=2, stall_in=None):
    """A record of the same tasks, run after run, on a few slots in the order of the tasks."""
    level = luck.normal(4.0, 0.6, tasks)
    rows = []
    for run in range(runs):
        free = np.zeros(slots)
        seconds = np.exp(level + luck.normal(0.0, 0.05) + luck.normal(0.0, 0.25, tasks))
        for task in range(tasks):
            slot = int(free.argmin())
            start = free[slot] + (1e4 if run == stall_in and task >= tasks // 2 else 0.0)
            rows.append((run, f"t{task}", "fleet", start, seconds[task], int(luck.random() < 0.2 + 0.6 * (task % 2))))
            free[slot] += seconds[task]
    return make_record(
        dict(zip(("run", "task", "agent", "start", "seconds", "outcome"), zip(*rows, strict=True), strict=True))
    )


def test_what_came_of_a_part_is_told_as_a_run_tells_it() -> None:
    raw: dict[str, list[Any]] = {
        "task": ["a", "b", "a"], "start": [0.0, 0.0, 12.0], "seconds": [10.0, 30.0, 8.0],
        "outcome": [0, 1, 1], "queued": [0.0, 0.0, 0.0],
    }  # fmt: skip
    found = what_happened(make_record(raw))
    assert found.tasks == ("a", "b")
    # Responses 20 and 30; the 95th percentile of two, interpolated.
    assert found.metrics == {
        "makespan": 30.0, "success_rate": 1.0, "p95_response": pytest.approx(29.5), "retries_per_task": 0.5,
    }  # fmt: skip


def test_a_time_without_work_is_no_stall_where_nothing_was_queued() -> None:
    raw: dict[str, list[Any]] = {
        "task": ["a", "b"],
        "start": [0.0, 100.0],
        "seconds": [10.0, 10.0],
        "queued": [0.0, 99.0],
    }
    assert what_happened(make_record(raw)).stalls == ()
    (stall,) = what_happened(make_record({**raw, "queued": [0.0, 5.0]})).stalls
    assert (stall.began_at, stall.length_s) == (10.0, 90.0)


def test_each_run_is_forecast_from_the_others() -> None:
    found = hold_out(fleet(np.random.default_rng(3)), 1, replications=39)
    assert found.trust.tested == "each of 5 runs from the others"
    makespan = found.trust.metrics["makespan"]
    assert makespan.parts == 5
    assert makespan.held >= 4
    assert makespan.error is not None
    assert makespan.error < 0.15
    assert {"solved_within_2", "solved_within_3"} <= found.trust.metrics.keys()
    assert all(one.unknown == 0 for one in found.forecasts)


def test_a_run_that_stalls_is_named_and_counts_in_no_number() -> None:
    found = hold_out(fleet(np.random.default_rng(3), runs=4, tasks=8, stall_in=2), 1, replications=39)
    assert found.trust.stalled == 1
    assert found.trust.metrics["makespan"].parts == 3
    assert "1 part stalled" in in_short(found.trust)


def test_stretches_are_forecast_from_what_came_before() -> None:
    luck = np.random.default_rng(4)
    starts = np.cumsum(luck.exponential(40.0, 200))
    raw = {"task": [f"t{n}" for n in range(200)], "start": starts.tolist(), "queued": starts.tolist()}
    record = make_record({**raw, "seconds": luck.exponential(30.0, 200).tolist(), "outcome": [1] * 200})
    parts = parts_of(record, "time")
    assert [part.name for part in parts] == [f"stretch {n} of 10" for n in range(6, 11)]
    assert all(part.seen.start_s.max() < 1e-9 + starts[len(part.seen)] - starts[0] for part in parts)
    found = hold_out(record, 1, replications=39)
    assert found.trust.tested == "5 stretches of the record, each from all before it"
    assert found.trust.metrics["makespan"].held >= 4


@pytest.mark.parametrize(
    ("held", "parts", "words"), [(12, 18, TOO_NARROW), (18, 18, SOUND), (17, 18, SOUND), (5, 5, FEW)]
)
def test_the_verdict_is_what_the_number_of_parts_can_bear(held, parts, words) -> None:
    trust = MetricTrust(held=held, parts=parts, error=0.03, bias=0.01, width=0.3)
    assert verdict(trust) == words
    assert words in sentence("makespan", trust)


def test_an_interval_of_39_runs_holds_the_next_in_95_of_100() -> None:
    values = np.random.default_rng(6).normal(size=(4000, 40))
    held = np.mean([low <= row[-1] <= high for row in values for low, high in [interval(row[:-1])]])
    assert abs(held - 0.95) < 4.0 * np.sqrt(0.95 * 0.05 / 4000)  # a false alarm in 16,000


def test_a_record_that_says_too_little_is_refused() -> None:
    with pytest.raises(ValueError, match="3 are needed"):
        hold_out(fleet(np.random.default_rng(3), runs=2), 1, by="run", replications=39)
