"""Tokens, prices and budgets that cannot be, and some that only look so."""

from pathlib import Path

import pytest

import sim
from sim.experiment.scenario_input import load_scenario
from sim.scenario import ScenarioError


def world(workload: str = "", price: str = "attempt: 1", rest: str = "") -> str:
    agents = f"fleet: {{agents: [{{name: agent, count: 2, price: {{{price}}}}}]}}"
    return f"name: x\n{agents}\nworkload: {{kind: synthetic, tasks_per_wave: 5{workload}}}\n{rest}"


PRICE = "fleet.agents.0.price"
CORPUS: dict[str, tuple[str, list[str]]] = {
    "a price below nothing": (world(price="attempt: -1"), [f"{PRICE}.attempt: -1 is less than 0"]),
    "a price that is no number": (world(price="second: .nan"), [f"{PRICE}.second: nan is not a finite number"]),
    "a price in words": (world(price="second: 5 cents"), [f"{PRICE}.second: '5 cents' is text; expected a number"]),
    "a price of everything": (world(price="attempt: 1e13"), [f"{PRICE}.attempt: "]),
    "a price by another name": (
        world(price="input: 1e-6"), [f"{PRICE}.input: unknown key; did you mean 'input_token'"]),
    "a price by the million": (
        world(price="per_million: 3"), [f"{PRICE}.per_million: unknown key"]),
    "one price for all": (
        world().replace("price: {attempt: 1}", "price: 5"), [f"{PRICE}: 5 is a number; expected"]),
    "a budget of nothing": (world(rest="budget: {}"), ["budget: limits nothing; give `task` or `total`"]),
    "a budget below nothing": (world(rest="budget: {total: -0.01}"), ["budget.total: -0.01 is less than 0"]),
    "a budget without end": (world(rest="budget: {task: .inf}"), ["budget.task: inf is not a finite number"]),
    "one budget for all": (world(rest="budget: 50"), ["budget: 50 is a number; expected"]),
    "a budget that nothing spends": (
        world(rest="budget: {total: 5}").replace(", price: {attempt: 1}", ""),
        ["budget: is never spent: no agent costs anything"]),
    "keys in the wrong section": (
        world(", price: {attempt: 1}", rest="retry: {budget: {total: 1}}"),
        ["retry.budget: unknown key", "workload.price: unknown key"]),
    "tokens that are times": (
        world(", tokens: {input: 5s, output: [1]}"),
        ["workload.tokens.input: '5s' is text; expected a number", "workload.tokens.output: a list is given"]),
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


ACCEPTED = {
    "all that there is": world(", tokens: {input: 1e12}", "attempt: 1e12, second: 1e12, input_token: 1e12"),
    "hardly anything": world(", tokens: {output: 1e-300}", "output_token: 5e-324"),
    "nothing to spend": world(rest="budget: {total: 0}"),
    "nothing to spend, and nothing costs": world(price="", rest="budget: {total: 0}"),
    "a hair too little": world(price="attempt: 0.1", rest="budget: {total: 0.3, task: 0.1}"),
    "more for a task than for all": world(rest="budget: {total: 2.5, task: 100}"),
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_what_only_looks_so_runs_and_keeps_the_laws(tmp_path: Path, case: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(ACCEPTED[case], encoding="utf-8")
    run = sim.run(path)
    assert run.audit() == []
    assert run.report()


def test_decimals_add_up_to_the_budget(tmp_path: Path) -> None:
    # 0.1 + 0.1 + 0.1 is a hair more than 0.3, and it is what 0.3 pays for.
    path = tmp_path / "x.yaml"
    path.write_text(ACCEPTED["a hair too little"], encoding="utf-8")
    run = sim.run(path)
    assert (run.attempts.error_class != "budget").sum() == 3
