"""Breakers, queue limits and copies that cannot be, and some that only look so."""

from pathlib import Path

import pytest

import sim
from sim.experiment.scenario_input import load_scenario
from sim.scenario import ScenarioError


def world(rest: str = "", agent: str = "", workload: str = "") -> str:
    agents = f"fleet: {{agents: [{{name: agent, count: 2{agent}}}]}}"
    return f"name: x\n{agents}\nworkload: {{kind: synthetic, tasks_per_wave: 20{workload}}}\n{rest}"


CORPUS: dict[str, tuple[str, list[str]]] = {
    "a breaker of nothing": (world("breaker: {}"), ["breaker.after_failures: is missing"]),
    "a breaker that is always open": (
        world("breaker: {after_failures: 0}"), ["breaker.after_failures: 0 is less than 1"]),
    "a breaker that never opens again": (
        world("breaker: {after_failures: 1, open_for: .inf, window: 0, probes: 0}"),
        ["breaker.open_for: inf is not a finite number", "breaker.probes: 0 is less than 1",
         "breaker.window: 0 is not more than 0"]),
    "half a failure": (world("breaker: {after_failures: 1.5}"), ["breaker.after_failures: 1.5 is not a whole number"]),
    "three wrong words": (
        world("breaker: {after_failures: 1, when_open: explode, opens_for: 5s, probe: 1}"),
        ["breaker.opens_for: unknown key; did you mean 'open_for'?", "breaker.probe: unknown key; did you mean",
         "breaker.when_open: 'explode' is unknown; expected wait or fail"]),
    "a breaker of one agent": (
        world(agent=", breaker: {after_failures: 1}"), ["fleet.agents.0.breaker: unknown key; `breaker` stands at"]),
    "copies of nothing": (world("copies: {}"), ["copies.after: is missing"]),
    "copies at once": (world("copies: {after: 0}"), ["copies.after: 0 is not more than 0; expected a duration"]),
    "copies after everybody": (world("copies: {after: p100}"), ["copies.after: 'p100' is no percentile"]),
    "copies after nobody": (world("copies: {after: p0}"), ["copies.after: 'p0' is no percentile"]),
    "copies by chance": (world("copies: {after: {kind: constant, value: 5}}"), ["copies.after: a mapping is not"]),
    "copies without end": (
        world("copies: {after: .inf, at_most: 0, where: elsewhere, losers: win}"),
        ["copies.after: inf is not more than 0", "copies.at_most: 0 is less than 1",
         "copies.losers: 'win' is unknown; expected cancel or run",
         "copies.where: 'elsewhere' is unknown; expected other or any"]),
    "copies in the wrong section": (
        world("retry: {copies: {after: 5s}, hedging: true}"),
        ["retry.copies: unknown key", "retry.hedging: unknown key; `copies: {after: p95}` at the top"]),
    "less than no room": (world(agent=", queue_limit: -1"), ["fleet.agents.0.queue_limit: -1 is less than 0"]),
    "half a place": (world(agent=", queue_limit: 0.5"), ["fleet.agents.0.queue_limit: 0.5 is not a whole number"]),
    "a view from the future": (
        world("assignment: {view_delay: -1}"), ["assignment.view_delay: -1 is less than 0"]),
    "a view that never comes": (
        world("assignment: {view_delay: .inf}"), ["assignment.view_delay: inf is not a finite number"]),
    "a view that is delayed by chance": (
        world("assignment: {view_delay: {kind: constant, value: 5}}"), ["assignment.view_delay: a mapping is not"]),
    "a delay of another name": (
        world("assignment: {view_dealy: 5}"), ["assignment.view_dealy: unknown key; did you mean 'view_delay'?"]),
    "breakers of limits that cannot be": (
        world("limits: [{name: a, breaker: {}}, {name: b, breaker: {after_failures: 0, when_open: queue}}]"),
        ["limits.0.breaker.after_failures: is missing", "limits.1.breaker.after_failures: 0 is less than 1",
         "limits.1.breaker.when_open: 'queue' is unknown; expected wait or fail"]),
    "a burst of a breaker": (
        world("limits: [{name: a, burst: 5, breaker: {after_failures: 1}}]"), ["limits.0.burst: does nothing without"]),
    "an order that there is not": (world(agent=", queue: edf"), ["fleet.agents.0.queue: 'edf' is unknown; expected"]),
}  # fmt: skip


@pytest.mark.parametrize("case", CORPUS)
def test_what_cannot_be_is_told_all_at_once(tmp_path: Path, case: str) -> None:
    content, expected = CORPUS[case]
    path = tmp_path / "x.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    lines = str(caught.value).split("\n")
    told = [line.split(": ", 1)[1] for line in lines]
    assert len(told) == len(expected), lines
    for line, beginning in zip(sorted(told), expected, strict=True):
        assert line.startswith(beginning)


FAILING = ", reliability: 0.1"
ACCEPTED = {
    "copies after a picosecond": world("copies: {after: 1e-12, at_most: 100, where: any}", ", capacity: 9"),
    "copies after hardly anything": world("copies: {after: p0.000001}"),
    "copies after centuries": world("copies: {after: 1e10, losers: run}"),
    "copies of what always fails": world("copies: {after: 1s}\nretry: {base: 0}", FAILING),
    "open for a picosecond": world("breaker: {after_failures: 1, open_for: 1e-12, window: 1e-12}", FAILING),
    "open for centuries": world("breaker: {after_failures: 1, open_for: 1e10}\nhorizon: 1h", FAILING),
    "a breaker that hardly any failure reaches": world("breaker: {after_failures: 1000000}", FAILING),
    "more probes than slots": world("breaker: {after_failures: 1, probes: 10000}", FAILING),
    "failing at once, again and again": world(
        "breaker: {after_failures: 1, open_for: 1e-9, when_open: fail}\nretry: {base: 0, max_retries: 200}", FAILING
    ),
    "a view that is older than the run": world("assignment: {view_delay: 1000000}\nhorizon: 1h", FAILING),
    "a view of a picosecond ago": world("assignment: {view_delay: 1e-12}"),
    "a stale view of one queue": world("assignment: {strategy: shared_queue, view_delay: 60}"),
    "a stale view of agents with no room": world("assignment: {view_delay: 60}", ", queue_limit: 0"),
    "a stale view of agents that go up and down": world(
        "assignment: {strategy: join_shortest_queue, view_delay: 30}\nhorizon: 1h"
    ).replace("}]}", "}], breakdowns: {mtbf: 20, mttr: 20, failover: reassign}}"),
    "a limit that opens for ever": world(
        "limits: [{name: a, breaker: {after_failures: 1, open_for: 1e10}}]\nhorizon: 1h", FAILING
    ),
    "a limit that opens for a picosecond": world(
        "limits: [{name: a, starts_per_s: 1, when_short: wait, breaker: {after_failures: 1, open_for: 1e-12}}]", FAILING
    ),
    "breakers in breakers": world(
        "breaker: {after_failures: 1}\nlimits: [{name: a, breaker: {after_failures: 1}}, {name: b, concurrent: 1, "
        "when_short: queue, breaker: {after_failures: 1, when_open: fail}}]\nretry: {hold_slot: true}\nhorizon: 1d",
        FAILING,
    ),
    "a breaker over what is far too large": world(
        "limits: [{name: a, tokens_per_min: 60, burst: 1, breaker: {after_failures: 1, open_for: 5}}]",
        workload=", tokens: {input: 1000}",
    ),
    "no room anywhere": world(agent=", queue_limit: 0"),
    "no room, and nobody is ever up": world(
        "horizon: 100", ", queue_limit: 0", ", arrivals: {kind: poisson, rate: 9}"
    ).replace("}]}", "}], breakdowns: {mtbf: 0.001, mttr: 1e9}}"),
    "due before it is there": world(agent=", queue: deadline", workload=", deadline: 0"),
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_what_only_looks_so_runs_and_keeps_the_laws(tmp_path: Path, case: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(ACCEPTED[case], encoding="utf-8")
    run = sim.run(path)
    assert run.audit() == []
    assert run.report()
