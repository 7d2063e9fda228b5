"""Recorded attempts: played back as they were, and asked what if."""

import numpy as np
import pandas as pd
import pytest

import sim
from sim.experiment.foresight import foreseen
from sim.scenario import ScenarioError

FLEET = {"agents": [{"name": "wide", "count": 2, "capacity": 2}, {"name": "fast", "speed": 2}]}
LINES = """task,agent,start,end,outcome
a,w_0,0,10,ok
b,w_1,0,4,failed
b,w_0,12,20,ok
c,w_1,6,9,failed
"""


def replayed(path, fleet, **sections):
    workload = {"kind": "replay", "path": str(path), **sections.pop("workload", {})}
    return sim.run({"name": "replay", "fleet": fleet, "workload": workload, **sections})


def by_hand(tmp_path, text=LINES, workers=2, **sections):
    (tmp_path / "attempts.csv").write_text(text)
    run = replayed(tmp_path / "attempts.csv", {"agents": [{"name": "w", "count": workers}]}, **sections)
    assert run.audit() == []
    rows = run.attempts[["task_id", "agent_id", "started_at", "ended_at", "succeeded"]]
    return run, [tuple(row) for row in rows.itertuples(index=False)]


@pytest.mark.parametrize("on_breakdown", ["fail", "restart", "resume"])
def test_any_run_is_played_back_to_the_bit(tmp_path, on_breakdown):
    # Retries, breakdowns, dependencies, several slots: what the run's own tables say is what is played back.
    run = sim.run(
        {
            "name": "lived",
            "seed": 3,
            "fleet": {
                **FLEET,
                "breakdowns": {"mtbf": "100s", "mttr": "20s", "on_breakdown": on_breakdown, "failover": "reassign"},
            },
            "workload": {
                "kind": "synthetic",
                "tasks_per_wave": 60,
                "predicted_success": 0.6,
                "duration": {"kind": "exponential", "mean": 10},
                "arrivals": {"kind": "poisson", "rate": 0.4},
                "graph": {"kind": "chain", "length": 3},
            },
        }
    )
    run.attempts.to_parquet(tmp_path / "attempts.parquet")
    run.outages.to_parquet(tmp_path / "outages.parquet")
    assert len(run.outages) > 2
    played = replayed(tmp_path / "attempts.parquet", FLEET, workload={"outages": str(tmp_path / "outages.parquet")})
    assert played.audit() == []
    assert played.scenario.assignment.strategy == "recorded"
    both = run.attempts.merge(played.attempts, on=["task_id", "attempt"], suffixes=("", "_played"))
    assert len(both) == len(run.attempts) == len(played.attempts)
    for column in ("agent_id", "succeeded"):
        assert (both[column] == both[f"{column}_played"]).all()
    for column in ("started_at", "ended_at", "served"):
        assert np.abs(both[column] - both[f"{column}_played"]).max() < 1e-6
    assert played.metrics["makespan"] == pytest.approx(run.metrics["makespan"], abs=1e-6)


def test_a_record_is_played_back_by_hand(tmp_path):
    _, rows = by_hand(tmp_path)
    assert rows == [
        ("a", "w_0", 0.0, 10.0, True), ("b", "w_1", 0.0, 4.0, False), ("c", "w_1", 6.0, 9.0, False),
        ("b", "w_0", 12.0, 20.0, True),
    ]  # fmt: skip


def test_a_task_is_tried_as_often_as_it_was(tmp_path):
    run, _ = by_hand(tmp_path)
    assert run.tasks.set_index("task_id")["attempts"].to_dict() == {"a": 1, "b": 2, "c": 1}
    assert run.metrics["success_rate"] == pytest.approx(2 / 3)


def test_when_a_task_was_queued_is_when_it_is_ready(tmp_path):
    text = "task,agent,queued,start,end\na,w_0,0,0,10\nb,w_0,3,12,20\n"
    run, rows = by_hand(tmp_path, text)
    assert [row[2] for row in rows] == [0.0, 12.0]
    assert run.metrics["mean_wait"] == 4.5


def test_under_another_strategy_the_record_says_only_how_long_and_how(tmp_path):
    # One queue, in recorded order, all there at 0: a 0-10 on w_0; b 0-4 on w_1 fails and waits a second; c 4-7 on w_1,
    # fails for good, as it has no second attempt; b again 7-15 (8 s) on w_1.
    _, rows = by_hand(tmp_path, assignment={"strategy": "shared_queue", "order": "list"})
    assert rows == [
        ("a", "w_0", 0.0, 10.0, True), ("b", "w_1", 0.0, 4.0, False), ("c", "w_1", 4.0, 7.0, False),
        ("b", "w_1", 7.0, 15.0, True),
    ]  # fmt: skip


def test_what_if_there_were_other_agents(tmp_path):
    faster = {"agents": [{"name": "w", "count": 1, "speed": 2}]}
    (tmp_path / "attempts.csv").write_text(LINES)
    run = replayed(tmp_path / "attempts.csv", faster, assignment={"strategy": "shared_queue", "order": "list"})
    # One agent, twice as fast: 5 + 2 + 1.5 + 4 s of work and no gap but b's back-off, which c fills.
    assert run.metrics["makespan"] == 12.5
    wide, _ = by_hand(tmp_path, workers=4, assignment={"strategy": "load_balanced"})
    assert wide.metrics["makespan"] == 13.0  # b: 4 s, a second of back-off, 8 s


def test_what_a_breakdown_of_the_scenario_ends_is_tried_again_beyond_the_record(tmp_path):
    (tmp_path / "attempts.csv").write_text("task,start,seconds\na,0,100\n")
    fleet = {"agents": [{"name": "w"}], "breakdowns": {"mtbf": {"kind": "constant", "value": 60},
             "mttr": {"kind": "constant", "value": 10}}}  # fmt: skip
    run = replayed(tmp_path / "attempts.csv", fleet, assignment={"strategy": "load_balanced"})
    assert run.attempts["error_class"].tolist() == ["agent_down"] * 4
    assert run.audit() == []


def test_a_stall_of_the_record_is_told_in_the_report(tmp_path):
    text = "task,agent,start,end\na,w_0,0,100\nb,w_1,0,50\nc,w_0,600,1000\n"
    (tmp_path / "attempts.csv").write_text(text)
    fleet = {"agents": [{"name": "w", "count": 2}]}
    for sections in ({}, {"assignment": {"strategy": "load_balanced"}}):
        run = replayed(tmp_path / "attempts.csv", fleet, **sections)
        assert "the record stalls: nothing ran for 500 s from second 100 on" in run.report()


def test_times_of_all_kinds_are_seconds_since_the_first(tmp_path):
    base = pd.Timestamp("2025-03-01T10:00:00Z")
    seconds = [(0.0, 10.0), (2.5, 4.25), (11.0, 12.0)]
    forms = {
        "iso": lambda s: (base + pd.Timedelta(seconds=s)).isoformat(),
        "other zone": lambda s: (base + pd.Timedelta(seconds=s)).tz_convert("Asia/Tokyo").isoformat(),
        "epoch": lambda s: repr(base.timestamp() + s),
        "ms": lambda s: str(int((base.timestamp() + s) * 1000)),
        "ns": lambda s: str((base + pd.Timedelta(seconds=s)).value),
        "run": repr,
    }
    for form in forms.values():
        lines = [f"t{i},w_{i % 2},{form(start)},{form(end)}" for i, (start, end) in enumerate(seconds)]
        _, rows = by_hand(tmp_path, "task,agent,start,end\n" + "\n".join(lines) + "\n")
        assert [row[2:4] for row in rows] == [(s, pytest.approx(e, abs=1e-6)) for s, e in seconds]


def complaints(tmp_path, text, **sections):
    with pytest.raises(ScenarioError) as raised:
        by_hand(tmp_path, text, **sections)
    return [f"{problem.line}: {problem.path}: {problem.message}" for problem in raised.value.problems]


def test_records_that_contradict_themselves_are_told_by_line(tmp_path):
    assert complaints(tmp_path, "task,agent,start,end,outcome\na,w_0,0,10,maybe\nb,w_0,20,15,ok\n,w_0,x,3,ok\n") == [
        "4: start: 'x' is text; expected a number",
        "2: outcome: 'maybe' is text; expected true or false, 1 or 0, or a word such as completed or failed",
        "4: task: is missing; expected the id of a task",
        "3: end: is 5 s before the start",
    ]
    (late,) = complaints(tmp_path, "task,agent,start,end,outcome\na,w_0,0,10,ok\na,w_0,12,15,ok\n")
    assert "task 'a' has succeeded at" in late
    assert late.endswith("if these are separate trials, choose one with `where`")
    (both,) = complaints(tmp_path, "task,agent,start,end,outcome\na,w_0,0,10,no\na,w_1,9,15,ok\n")
    assert both.startswith("3: start: task 'a' is still at the attempt of ")


def test_what_is_missing_for_a_replay_is_told(tmp_path):
    told = complaints(tmp_path, "task,agent\na,w_0\n")
    assert [line.partition(" is ")[2] for line in told] == [
        "start; expected it, or a line in `map`",
        "end or seconds; expected it, or a line in `map`",
    ]
    (agent,) = complaints(tmp_path, "task,start,end\na,0,1\n")
    assert "agent (or an `assignment.strategy`, which asks what if)" in agent
    (stranger,) = complaints(tmp_path, "task,agent,start,end\na,droid,0,1\n")
    assert stranger == (
        "2: agent: droid not in the fleet, which has w_0, w_1; name an `assignment.strategy` to ask what if"
    )
    (many,) = complaints(tmp_path, LINES, retry={"strategy": "no_retry"})
    assert many.startswith("None: retry.max_retries: task 'b' has 2 attempts; set it to 1 at least")


def test_the_strategy_of_a_record_is_implied_and_not_written(tmp_path):
    (tmp_path / "attempts.csv").write_text(LINES)
    data = {"name": "x", "fleet": {"agents": [{"name": "w", "count": 2}]}}
    scenario = sim.parse_scenario({**data, "workload": {"kind": "replay", "path": str(tmp_path / "attempts.csv")}})
    assert scenario.assignment.strategy == "recorded"
    assert "assignment" not in scenario.written()
    other = scenario.with_({"workload": {"kind": "synthetic", "tasks_per_wave": 1}})
    assert other.assignment.strategy == "load_balanced"
    assert sim.parse_scenario(scenario.resolved()) == scenario


def test_without_a_record_the_strategy_is_told_to_be_none():
    scenario = sim.load_scenario("four-agents", {"assignment.strategy": "recorded"})
    assert "recorded plays a record back, and this workload is none" in foreseen(scenario)[0]
