"""Outages, changes and windows that are well-formed and cannot be, and some that only look so."""

from pathlib import Path

import pytest

import sim
from sim.experiment.scenario_input import load_scenario
from sim.scenario import ScenarioError


def fleet(settings: str, rest: str = "") -> str:
    agents, work = "agents: [{name: a, count: 3, capacity: 2}]", "workload: {kind: synthetic, tasks_per_wave: 5}"
    return f"name: x\nhorizon: 2h\nfleet: {{{agents}, {settings}}}\n{work}\n{rest}"


def outage(settings: str) -> str:
    return fleet(f"outages: [{{{settings}}}]")


def change(settings: str) -> str:
    return fleet(f"changes: [{{{settings}}}]")


FORMS = "expected agents, at, for (and every), or agents, mtbf, mttr (and initial), or file"
CORPUS: dict[str, tuple[str, list[str]]] = {
    "an outage of nobody": (outage("agents: [], at: 1, for: 1"), ["fleet.outages.0.agents: "]),
    "an outage of strangers": (outage("agents: [b_*], at: 1, for: 1"), ["fleet.outages.0.agents.0: 'b_*' matches no"]),
    "an outage of one agent, not in a list": (outage("agents: a_0, at: 1, for: 1"), ["fleet.outages.0.agents: "]),
    "an outage of no length": (outage("agents: [a_0], at: 1, for: 0"), ["fleet.outages.0.for: 0 is not more than 0"]),
    "an outage before the run": (outage("agents: [a_0], at: -1s, for: 1"), ["fleet.outages.0.at: "]),
    "an outage that never ends before it comes again": (
        outage("agents: [a_0], at: 1, for: 10, every: 10"),
        ["fleet.outages.0.every: must be more than `for` (10 s)"],
    ),
    "an outage every nanosecond": (
        outage("agents: [a_0], at: 1, for: 1e-10, every: 1e-9"),
        ["fleet.outages.0.every: 1e-09 is less than 0.001"],
    ),
    "an outage of two minds": (
        outage("agents: [a_0], at: 1, for: 1, mtbf: 1h, mttr: 1min"),
        ["fleet.outages.0.at: does not go with an outage that is drawn"],
    ),
    "an outage of no form": (
        outage("on_breakdown: fail"),
        [f"fleet.outages.0: without agents and at and for it is no outage; {FORMS}"],
    ),
    "an outage with half of a form": (
        outage("agents: [a_0], mtbf: 1h"),
        ["fleet.outages.0: without mttr it is no outage"],
    ),
    "an outage of repairers": (
        outage("agents: [a_0], mtbf: 1h, mttr: 1h, repairers: 1"),
        ["fleet.outages.0.repairers: unknown key"],
    ),
    "an outage that is drawn from nothing": (outage("agents: [a_0], mtbf: 0, mttr: 1"), ["fleet.outages.0.mtbf: "]),
    "an outage from a file that is not there": (
        outage("file: no.csv"),
        ["fleet.outages.0.file: there is no file no.csv"],
    ),
    "an outage from a folder": (outage("file: ."), ["fleet.outages.0.file: . is a folder"]),
    "a thousand and one outages": (
        fleet(f"outages: [{', '.join(['{agents: [a_0], at: 1, for: 1}'] * 1001)}]"),
        ["fleet.outages: "],
    ),
    "a change of nothing": (change("agents: [a_0], at: 1"), ["fleet.changes.0: nothing is changed"]),
    "a speed of nothing": (
        change("agents: [a_0], at: 1, speed: 0"),
        ["fleet.changes.0.speed: 0 is less than 0.000001"],
    ),
    "a negative reliability": (
        change("agents: [a_0], at: 1, reliability: -1"),
        ["fleet.changes.0.reliability: -1 is less"],
    ),
    "slots without end": (change("agents: [a_0], at: 1, capacity: 1e9"), ["fleet.changes.0.capacity: "]),
    "a speed that is none": (
        change("agents: [a_0], at: 1, speed: .nan"),
        ["fleet.changes.0.speed: nan is not a finite"],
    ),
    "a change over no time at all": (change("agents: [a_0], at: 1, speed: 2, over: -1"), ["fleet.changes.0.over: "]),
    "a change of a stranger": (
        change("agents: [c], at: 1, speed: 2"),
        ["fleet.changes.0.agents.0: 'c' matches no agent"],
    ),
    "a window of nothing": (
        fleet("slowdown: {}", "metrics: {peak_window: 0}\n"),
        ["metrics.peak_window: 0 is not more than 0"],
    ),
    "a planner that is shown the future": (
        fleet("slowdown: {}", "predictions: {shown: future}\n"),
        ["predictions.shown: 'future' is unknown"],
    ),
}


@pytest.mark.parametrize("case", CORPUS)
def test_what_cannot_be_is_told_at_its_key(tmp_path: Path, case: str) -> None:
    text, expected = CORPUS[case]
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    told = [f"{problem.path}: {problem.message}" for problem in caught.value.problems]
    assert len(told) == len(expected), told
    for line, beginning in zip(sorted(told), sorted(expected), strict=True):
        assert line.startswith(beginning), line


ACCEPTED = {
    "an outage of all, always": outage("agents: ['*'], at: 0, for: 1h, every: 3601s"),
    "the same outage three times": fleet(f"outages: [{', '.join(['{agents: [a_0], at: 5, for: 9}'] * 3)}]"),
    "outages that touch": fleet("outages: [{agents: [a_0], at: 5, for: 5}, {agents: [a_0], at: 10, for: 5}]"),
    "an outage after the end": outage("agents: ['*'], at: 10000w, for: 1s"),
    "an outage drawn shorter than a moment": outage("agents: ['*'], mtbf: 10, mttr: 0.001"),
    "a change of everything at once": change("agents: ['*'], at: 0, speed: 1e-3, reliability: 0, capacity: 0"),
    "a change beyond the horizon": change("agents: ['*'], at: 1e9, capacity: 5, over: 1e9"),
    "changes back and forth in one instant": fleet(
        "changes: [{agents: [a_0], at: 5, capacity: 0}, {agents: [a_0], at: 5, capacity: 9}, "
        "{agents: [a_0], at: 5, capacity: 0.5, over: 1e-9}]"
    ),
    "a window as long as the run": fleet("slowdown: {}", "metrics: {peak_window: 10000w}\nmonitor: {window: 1ms}\n"),
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_what_is_odd_but_can_be_runs(tmp_path: Path, case: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(ACCEPTED[case], encoding="utf-8")
    run = sim.run(load_scenario(path))
    assert (run.result.total_tasks, run.result.faults, run.audit()) == (5, 0, [])
    assert run.report()


def test_outages_that_come_without_end_are_counted_even_where_an_agent_is_down_already(monkeypatch, tmp_path):
    """A source that goes on behind another's down-time must not run for ever."""
    monkeypatch.setattr("sim.model.world.MOST_OUTAGES_IN_VAIN", 1000)
    outages = "outages: [{agents: [a_0], at: 0, for: 300d}, {agents: [a_0], at: 1, for: 1ms, every: 2ms}]"
    path = tmp_path / "x.yaml"
    path.write_text(
        fleet(outages).replace("horizon: 2h", "horizon: 1d").replace("count: 3", "count: 1"), encoding="utf-8"
    )
    run = sim.run(load_scenario(path))
    assert run.result.ended_early is not None
    assert "breakdowns in which no task ended" in run.result.ended_early
