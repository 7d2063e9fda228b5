"""Traces of a run: well formed, no two slices of a slot overlap, totals are those of the tables, spans come back."""

import json
from collections import defaultdict
from itertools import pairwise

import numpy as np
import pytest

import sim
from sim.fit.session import read_record
from sim.report.read_result import read_result
from sim.report.traces.chrome import chrome_trace
from sim.report.traces.otlp import otlp_trace

SCENARIO = {
    "name": "traced",
    "seed": 5,
    "fleet": {
        "agents": [{"name": "agent", "count": 3, "capacity": 2}],
        "breakdowns": {"mtbf": "20min", "mttr": "2min", "failover": "reassign"},
    },
    "workload": {
        "kind": "synthetic",
        "tasks_per_wave": 60,
        "duration": {"kind": "exponential", "mean": "90s"},
        "predicted_success": 0.7,
        "graph": {"kind": "chain", "length": 3},
    },
    "retry": {"max_retries": 4, "timeout": "6min", "timeout_from": "queued", "orphans": "serve"},
}


@pytest.fixture(scope="module")
def run():
    return sim.run(SCENARIO)


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return result_of(tmp_path_factory.mktemp("traced"))


def result_of(folder):
    sim.run(SCENARIO).write(folder / "run", plots=False)
    return read_result(folder / "run")


@pytest.fixture(scope="module")
def events(result):
    return chrome_trace(result)["traceEvents"]


def phase(events, letter):
    return [event for event in events if event["ph"] == letter]


def test_every_event_has_what_the_format_asks_for(events):
    for event in events:
        assert isinstance(event["name"], str)
        assert isinstance(event["pid"], int)
        if event["ph"] != "M":
            assert isinstance(event["ts"], int)
        if event["ph"] == "X":
            assert event["dur"] >= 0
    json.dumps(events, allow_nan=False)


def test_slices_of_a_slot_never_overlap(events):
    slots = defaultdict(list)
    for event in phase(events, "X"):
        slots[event["pid"], event["tid"]].append((event["ts"], event["ts"] + event["dur"]))
    assert len(slots) > 6  # the control: six slots, and tracks of outages
    for spans in slots.values():
        spans.sort()
        assert all(end <= start + 1 for (_, end), (start, _) in pairwise(spans))


def test_totals_are_those_of_the_tables(run, events):
    attempts = [event for event in phase(events, "X") if event["cat"] == "attempt"]
    took = run.attempts.approved | (run.attempts.freed_at > run.attempts.slot_at)
    table = run.attempts[took & run.attempts.slot.notna()]
    assert len(attempts) == len(table)
    assert (~table.approved).any()  # given up in a queue, and served for nobody
    shown = sum(event["dur"] for event in attempts) / 1e6
    assert shown == pytest.approx((table.freed_at - table.slot_at).sum(), abs=1e-6 * len(table))
    outages = [event for event in phase(events, "X") if event["cat"] == "outage"]
    assert len(outages) == len(run.outages) > 0
    assert len([event for event in phase(events, "s") if event["name"] == "retry"]) == sum(
        len(own) - 1 for _, own in table.groupby("task_id")
    )


def test_asynchronous_slices_and_arrows_come_in_pairs(events):
    for first, second in (("b", "e"), ("s", "f")):
        begun = sorted((event["cat"], event["id"]) for event in phase(events, first))
        ended = sorted((event["cat"], event["id"]) for event in phase(events, second))
        assert begun == ended
        assert begun


def test_spans_come_back_as_the_same_attempts(run, result, tmp_path):
    path = tmp_path / "spans.json"
    path.write_text(json.dumps(otlp_trace(result)))
    record = read_record([path])
    served = run.attempts[run.attempts.served > 0].sort_values(["started_at", "ended_at"])
    assert len(record) == len(served)
    assert sorted(record.task.tolist()) == sorted(served.task_id.tolist())
    assert record.agent.tolist().count("agent_1") == int((served.agent_id == "agent_1").sum())
    assert int(record.succeeded.sum()) == int(served.succeeded.sum())
    lengths = (served.ended_at - served.started_at).to_numpy()
    assert np.sort(record.served_s) == pytest.approx(np.sort(lengths), abs=1e-6)


def test_the_same_run_gives_the_same_trace(result, tmp_path):
    again = result_of(tmp_path)
    assert json.dumps(chrome_trace(again)) == json.dumps(chrome_trace(result))
    assert json.dumps(otlp_trace(again)) == json.dumps(otlp_trace(result))


HELD_UP = {
    "name": "held-up",
    "seed": 2,
    "fleet": {"agents": [{"name": "agent", "count": 4}],
              "outages": [{"at": "2min", "for": "90s", "agents": ["agent_0"]}]},
    "workload": {"kind": "synthetic", "tasks_per_wave": 40, "predicted_success": 0.6, "duration": "30s"},
    "limits": [
        {"name": "narrow", "concurrent": 2, "when_short": "wait"},
        {"name": "provider", "requests_per_min": 3, "when_short": "fail"},
    ],
    "breaker": {"after_failures": 2, "window": "2min", "open_for": "1min"},
    "retry": {"max_retries": 5, "base": "5s"},
}  # fmt: skip


@pytest.fixture(scope="module")
def held_up():
    return sim.run(HELD_UP)


@pytest.fixture(scope="module")
def troubles(held_up):
    return chrome_trace(held_up._result)["traceEvents"]


def test_waits_at_limits_lie_within_their_attempts(held_up, troubles):
    table = held_up.attempts
    waits = [event for event in phase(troubles, "X") if event["cat"] == "limit"]
    kept = table[table.approved & (table.slot_at < table.started_at)]
    assert len(waits) == len(kept) > 0
    shown = sum(event["dur"] for event in waits) / 1e6
    assert shown == pytest.approx((kept.started_at - kept.slot_at).sum(), abs=1e-6 * len(kept))
    spans = {(event["pid"], event["tid"], event["ts"]): event["dur"] for event in phase(troubles, "X")
             if event["cat"] == "attempt"}  # fmt: skip
    assert all(spans[event["pid"], event["tid"], event["ts"]] >= event["dur"] for event in waits)


def test_refusals_breakers_and_faults_are_marked(held_up, troubles):
    marks = [event for event in phase(troubles, "i") if event["cat"] in ("limit", "breaker")]
    refused = (held_up.attempts.error_class == "rate_limited").sum()
    assert len([event for event in marks if event["cat"] == "limit"]) == refused > 0
    assert all(event["name"].endswith("refused by provider") for event in marks if event["cat"] == "limit")
    assert len([event for event in marks if event["cat"] == "breaker"]) == len(held_up.columns["breakers"]["name"])
    (fault,) = (event for event in phase(troubles, "X") if event["cat"] == "fault")
    assert (fault["ts"], fault["dur"]) == (120_000_000, 90_000_000)


def test_what_runs_at_limits_is_counted(troubles):
    counters = [event for event in phase(troubles, "C") if event["name"] == "running"]
    values = [event["args"]["running"] for event in counters]
    assert max(values) == 2
    assert min(values) == values[-1] == 0
