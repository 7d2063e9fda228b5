"""Time-outs and deadlines that cannot be, and some that only look so."""

from pathlib import Path

import pytest

import sim
from sim.experiment.scenario_input import load_scenario
from sim.scenario import ScenarioError


def world(workload: str = "", retry: str = "", rest: str = "") -> str:
    agents = "fleet: {agents: [{name: agent, count: 2}]}"
    return f"name: x\n{agents}\nworkload: {{kind: synthetic, tasks_per_wave: 5{workload}}}\nretry: {{{retry}}}\n{rest}"


CORPUS: dict[str, tuple[str, list[str]]] = {
    "no patience at all": (world(retry="timeout: 0"), ["retry.timeout: 0 is not more than 0"]),
    "patience that is no number": (world(retry="timeout: .nan"), ["retry.timeout: nan is not a finite number"]),
    "patience without end": (world(retry="timeout: 1e999"), ["retry.timeout: inf is not a finite number"]),
    "patience by chance": (
        world(retry="timeout: {kind: exponential, mean: 5}"), ["retry.timeout: a mapping is not a duration"]),
    "three wrong words": (
        world(retry="timeout: -1s, timeout_from: end, orphans: adopt"),
        ["retry.orphans: 'adopt' is unknown; expected cancel or serve", "retry.timeout: '-1s' is not a duration",
         "retry.timeout_from: 'end' is unknown; expected start or queued"]),
    "a deadline in the past": (
        world(", deadline: -5, on_deadline: maybe"),
        ["workload.deadline: -5 is less than 0", "workload.on_deadline: 'maybe' is unknown; expected keep or drop"]),
    "keys in the wrong section": (
        world(", timeout: 5", "deadline: 5"),
        ["retry.deadline: unknown key; `workload.deadline`", "workload.timeout: unknown key; `retry.timeout`"]),
    "orphans without a time-out, late without a deadline": (
        world(", on_deadline: drop", "orphans: serve, timeout_from: queued"),
        ["retry.orphans: does nothing, since no attempt times out: give `retry.timeout`",
         "workload.on_deadline: does nothing, since no task has a deadline: give `workload.deadline`"]),
    "of a type": (
        world(", types: {code: {share: 1, timeout: 0, deadline: soon}}"),
        ["workload.types.code.deadline: 'soon' is not a duration", "workload.types.code.timeout: 0 is not more than"]),
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


AT_ONCE = "base: 0, max_retries: 200"
DOWN = "{mtbf: {kind: constant, value: 1}, mttr: {kind: constant, value: 1}"
ACCEPTED = {
    "a patience of a picosecond": world(retry=f"timeout: 1e-12, {AT_ONCE}"),
    "a patience of a picosecond in the queue": world(retry=f"timeout: 1e-12, timeout_from: queued, {AT_ONCE}"),
    "orphans of a picosecond": world(retry=f"timeout: 1e-12, timeout_from: queued, orphans: serve, {AT_ONCE}"),
    "a patience of centuries": world(retry="timeout: 1e10, orphans: serve", workload=", deadline: 1e10"),
    "due when it begins": world(", deadline: 0, on_deadline: drop"),
    "due when it ends": world(", duration: 30, deadline: 30, on_deadline: drop", "timeout: 30"),
    "tasks of no time": world(
        ", duration: {kind: empirical, values: [0, 0, 1]}, deadline: 0, on_deadline: drop",
        "timeout: 1e-12, orphans: serve"),
    "agents that fail all the time": world(
        ", deadline: 100, on_deadline: drop", "timeout: 3, timeout_from: queued, orphans: serve",
        "horizon: 1000\n").replace("count: 2}]", f"count: 2}}], breakdowns: {DOWN}, on_breakdown: restart}}"),
}  # fmt: skip


@pytest.mark.parametrize("strategy", ["load_balanced", "shared_queue"])
@pytest.mark.parametrize("case", ACCEPTED)
def test_what_is_odd_but_can_be_runs(tmp_path: Path, case: str, strategy: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(ACCEPTED[case] + f"assignment: {{strategy: {strategy}}}\n", encoding="utf-8")
    run = sim.run(load_scenario(path))
    assert (run.result.total_tasks, run.result.faults, run.audit()) == (5, 0, [])
    assert "Unreadable" not in run.report()
