"""Throughput, utilisation and availability of the time behind the warm-up, by hand."""

import pytest

import sim
from sim.observe.after_warmup import span_numbers
from sim.record.log import RunLog
from sim.record.rows import OutageBegan, OutageEnded, WaveEnded


def metrics(warmup, **more):
    """One agent works off four tasks of 30 s, one after another: 120 s."""
    return sim.run(
        {
            "name": "line",
            "fleet": {"agents": [{"name": "agent"}], **more},
            "workload": {"kind": "synthetic", "tasks_per_wave": 4, "duration": "30s", "predicted_success": 1.0},
            "metrics": {"warmup": warmup},
        }
    ).metrics


def test_without_a_warmup_all_counts():
    found = metrics("0s")
    assert (found["throughput"], found["utilisation"], found["availability"]) == (4 / 120, 1.0, 1.0)


def test_only_what_lies_behind_the_warmup_counts():
    """After 40 s: the tasks that end at 60, 90 and 120 s, in 80 s, all of which are worked."""
    found = metrics("40s")
    assert found["throughput"] == pytest.approx(3 / 80)
    assert found["utilisation"] == pytest.approx(1.0)
    assert found["makespan"] == 120.0


def test_time_down_before_the_warmup_is_over_does_not_count():
    """Up 60 s, down 60 s, up again: 30 + 30 s of work, a breakdown, then the other two tasks: the run ends at 180 s."""
    faults = {
        "breakdowns": {"mtbf": {"kind": "constant", "value": "60s"}, "mttr": {"kind": "constant", "value": "60s"}}
    }
    whole, behind = metrics("0s", **faults), metrics("100s", **faults)
    assert whole["makespan"] == behind["makespan"] == pytest.approx(180.0)
    assert whole["availability"] == pytest.approx(120 / 180)
    # From 100 to 180 s: down until 120 s, then 60 s of work.
    assert behind["availability"] == pytest.approx(60 / 80)
    assert behind["utilisation"] == pytest.approx(60 / 80)
    assert behind["throughput"] == pytest.approx(2 / 80)


def test_a_warmup_longer_than_the_run_leaves_nothing():
    found = metrics("10min")
    assert (found["throughput"], found["utilisation"], found["availability"]) == (None, None, None)


def test_each_wave_counts_with_the_part_behind_the_warmup():
    """Waves of 100 and 50 s; agent 0 is down from 20 to 40 and from 70 s on to the end, agent 1 never."""
    log = RunLog(("agent_0", "agent_1"))
    log.add(OutageBegan(0, "agent_0", 20.0, 0))
    log.add(OutageEnded(0, "agent_0", 20.0, 40.0))
    log.add(OutageBegan(0, "agent_0", 70.0, 0))
    waves = [WaveEnded(1, 0.0, 100.0, 5, (50.0, 100.0)), WaveEnded(2, 100.0, 150.0, 5, (0.0, 50.0))]
    found = span_numbers(log, waves, [], 60.0)
    assert found == (90.0, 0, 0.0, 90.0, (10.0, 90.0))
    assert span_numbers(log, waves, [], 100.0) == (50.0, 0, 0.0, 50.0, (0.0, 50.0))
    assert span_numbers(log, waves, [], 0.0) == (150.0, 0, 0.0, 150.0, (50.0, 150.0))
    assert span_numbers(log, waves, [], 500.0)[:4] == (0.0, 0, 0.0, 0.0)
    assert span_numbers(RunLog(()), [], [], 0.0) == (0.0, 0, 0.0, 0.0, ())
