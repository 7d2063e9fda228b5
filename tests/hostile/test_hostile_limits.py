"""Limits, classes of failure and retry rules that cannot be, and some that only look so."""

from pathlib import Path

import pytest

import sim
from sim.experiment.scenario_input import load_scenario
from sim.scenario import ScenarioError


def world(rest: str, workload: str = "", agents: str = "{name: agent, count: 2}") -> str:
    return (
        f"name: x\nfleet: {{agents: [{agents}]}}\nworkload: {{kind: synthetic, tasks_per_wave: 5{workload}}}\n{rest}\n"
    )


CORPUS: dict[str, tuple[str, list[str]]] = {
    "a limit on nothing": (world("limits: [{name: a}]"), ["limits.0.name: limits nothing; give it"]),
    "a burst of nothing": (
        world("limits: [{name: a, concurrent: 1, burst: 5}]"), ["limits.0.burst: does nothing without a rate"]),
    "rates of none": (
        world("limits: [{name: a, requests_per_min: 0}, {name: b, starts_per_s: -1}, {name: c, tokens_per_min: .inf}]"),
        ["limits.0.requests_per_min: 0 is not more than 0", "limits.1.starts_per_s: -1 is not more than 0",
         "limits.2.tokens_per_min: inf is not a finite number"]),
    "no place": (world("limits: [{name: a, concurrent: 0}]"), ["limits.0.concurrent: 0 is less than 1"]),
    "half a place": (
        world("limits: [{name: a, concurrent: 0.5}]"), ["limits.0.concurrent: 0.5 is not a whole number"]),
    "an unknown way": (
        world("limits: [{name: a, concurrent: 1, when_short: drop}]"),
        ["limits.0.when_short: 'drop' is unknown; expected fail, wait or queue"]),
    "the same name twice, agents and types that are not there": (
        world("limits: [{name: a, concurrent: 1}, {name: a, concurrent: 1, agents: [claude_*], types: [code]}]"),
        ["limits.1.agents.0: 'claude_*' matches no agent", "limits.1.name: is the name of another limit",
         "limits.1.types.0: the workload has no type 'code'"]),
    "limits that are a mapping": (world("limits: {provider: {concurrent: 1}}"), ["limits: a mapping is given"]),
    "shares that do not add up": (
        world("failures: {a: {share: 0.7}, b: {share: 0.7}}"), ["failures: the shares add up to 1.4"]),
    "shares and names that cannot be": (
        world("failures: {a: {}, timeout: {share: 0.5}, gate_x: {share: 0.1}, budget: {share: 0.1}, "
              "agent_down: {length: 2}}"),
        ["failures.a.share: is missing", "failures.agent_down.length: an attempt that ends as agent_down has no length",
         "failures.budget: budget is how attempts end", "failures.gate_x: gate_x is how attempts end",
         "failures.timeout.share: timeout comes by itself"]),
    "for ever in no time": (
        world("failures: {a: {share: 1, counts: false, retry: {base: 0}}, b: {share: 0, counts: false, retry: false}}"),
        ["failures.a.counts: does not count, so that its back-off", "failures.b.counts: does not count, so that"]),
    "keys that do not fit those of retry": (
        world("failures: {a: {share: 1, retry: {jitter: decorrelated}}}"),
        ["failures.a.retry.base: with the keys of `retry`: is missing"]),
    "keys of retry that a class cannot have": (
        world("failures: {a: {share: 1, retry: {timeout: 5}}}"), ["failures.a.retry.timeout: unknown key"]),
    "a slot that is held elsewhere": (
        world("retry: {hold_slot: true, where: tier}"), ["retry.hold_slot: needs `where: same`"]),
    "a place that is none": (
        world("retry: {where: elsewhere}"), ["retry.where: 'elsewhere' is unknown; expected same, other, any or tier"]),
    "half a budget": (
        world("retry: {retry_budget: {share: -1}}"),
        ["retry.retry_budget.share: -1 is less than 0", "retry.retry_budget.window: is missing"]),
    "attempts that are alike and are not": (
        world("predictions: {meaning: task}\nfailures: {a: {share: 0.1}}"),
        ["failures: makes attempts of a task differ"]),
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
    for line, beginning in zip(sorted(told), sorted(expected), strict=True):
        assert line.startswith(beginning)


ACCEPTED = {
    "a rate that nobody lives to see": world(
        "limits: [{name: a, requests_per_min: 1e-9, when_short: wait}]\nhorizon: 1min"),
    "a rate without end": world("limits: [{name: a, starts_per_s: 1e9, burst: 1e10}]"),
    "a burst of a picosecond": world("limits: [{name: a, requests_per_min: 60, burst: 1e-12, when_short: queue}]"),
    "one place for all": world("limits: [{name: a, concurrent: 1, when_short: queue}, {name: b, concurrent: 1}]"),
    "tokens that never fit": world(
        "limits: [{name: a, tokens_per_min: 1, when_short: wait}]", ", tokens: {input: 9, output: 9}"),
    "tokens of nothing": world("limits: [{name: a, tokens_per_min: 1}]"),
    "every failure again for ever": world(
        "failures: {a: {share: 1, counts: false, retry: {delays: [1ms], max_retries: 0}}}\n"
        "gates: {min_predicted_success: 0}\nhorizon: 1s", ", predicted_success: 0, duration: 1ms"),
    "no share at all": world("failures: {a: {share: 0}}", ", predicted_success: 0.5"),
    "a budget of nothing": world("retry: {retry_budget: {share: 0, window: 1e10}}", ", predicted_success: 0.5"),
    "tiers of one agent": world("retry: {where: tier}", ", predicted_success: 0.5", "{name: agent, tier: 7}"),
    "held for centuries": world("retry: {hold_slot: true, base: 1e10}\nhorizon: 1h", ", predicted_success: 0.5"),
    "a slot held by every agent": world("retry: {hold_slot: true, base: 1h}", ", predicted_success: 0.5"),
}  # fmt: skip


@pytest.mark.parametrize("case", ACCEPTED)
def test_what_only_looks_so_runs_and_keeps_every_law(tmp_path: Path, case: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(ACCEPTED[case], encoding="utf-8")
    run = sim.run(load_scenario(path))
    assert run.audit() == []
    assert run.result.faults == 0
