"""Tokens of tasks: one draw of each kind a task, by its type, and from columns of files."""

from typing import Any

import pytest

import sim
from sim.luck import Luck, Purpose, uniforms
from sim.scenario import ScenarioError, parse_scenario
from sim.workload.source import load_tasks


def scenario_with(**workload: Any) -> Any:
    return parse_scenario(
        {
            "name": "tokens",
            "seed": 42,
            "fleet": {"agents": [{"name": "agent"}]},
            "workload": {"kind": "synthetic", "tasks_per_wave": 8, **workload},
        }
    )


def tasks_of(**workload: Any) -> Any:
    return load_tasks(scenario_with(**workload), Luck(42), ("agent_0",)).tasks


def test_without_tokens_there_are_none():
    tasks = tasks_of()
    assert (tasks.input_tokens, tasks.output_tokens) == (None, None)


def test_input_and_output_have_draws_of_their_own():
    spread = {"kind": "uniform", "low": 100, "high": 300}
    tasks = tasks_of(tokens={"input": spread, "output": spread})
    for k, column in enumerate((tasks.input_tokens, tasks.output_tokens)):
        u = uniforms(42, 0, Purpose.TOKENS, 1, k, 8)
        assert list(column) == pytest.approx((100 + 200 * u).tolist())


def test_a_bare_number_is_the_constant_and_what_is_left_out_is_0():
    tasks = tasks_of(tokens={"output": 250})
    assert (tasks.input_tokens, tasks.output_tokens) == ((0.0,) * 8, (250.0,) * 8)


def test_tokens_of_a_type_replace_those_of_the_workload_as_a_whole():
    types = {"code": {"share": 1, "tokens": {"input": 9}}, "docs": {"share": 1}}
    tasks = tasks_of(tokens={"input": 5, "output": 7}, types=types)
    assert set(tasks.type) == {"code", "docs"}
    for name, read, written in zip(tasks.type, tasks.input_tokens, tasks.output_tokens, strict=True):
        assert (read, written) == ((9.0, 0.0) if name == "code" else (5.0, 7.0))
    only = tasks_of(types=types)  # of one type alone: the others have none
    assert dict(zip(only.type, only.input_tokens, strict=True)) == {"code": 9.0, "docs": None}


def test_tokens_shift_no_other_draw():
    duration = {"kind": "exponential", "mean": 9}
    with_them = sim.run(scenario_with(tokens={"input": {"kind": "exponential", "mean": 9}}, duration=duration))
    without = sim.run(scenario_with(duration=duration))
    assert with_them.tasks.ended_at.tolist() == without.tasks.ended_at.tolist()
    assert with_them.tasks.input_tokens.notna().all()
    assert without.tasks.input_tokens.isna().all()


def test_a_record_has_the_mean_over_the_attempts_of_a_task(tmp_path):
    # Played back, attempts times their mean is what the record has in all.
    (tmp_path / "a.csv").write_text(
        "task,agent,start,end,outcome,input_tokens,output_tokens\n"
        "a,agent_0,0,5,failed,100,\na,agent_0,6,9,ok,200,\nb,agent_0,10,11,ok,,30\n"
    )
    run = sim.run(
        {
            "name": "record",
            "fleet": {"agents": [{"name": "agent"}]},
            "workload": {"kind": "replay", "path": str(tmp_path / "a.csv")},
        }
    )
    tokens = run.tasks[["input_tokens", "output_tokens"]].astype(object)
    assert tokens.where(tokens.notna(), None).to_numpy().tolist() == [[150.0, None], [None, 30.0]]


@pytest.mark.parametrize(
    ("tokens", "said"),
    [
        (5, "workload.tokens: .*expected"),
        ({"inputs": 5}, "workload.tokens.inputs: unknown key; did you mean 'input'"),
        ({"input": "5s"}, "workload.tokens.input"),
        ({"input": -1}, "workload.tokens.input"),
        ({"input": True}, "workload.tokens.input"),
        ({"input": 1e13}, "workload.tokens.input"),
        ({"output": {"kind": "beta", "mean": 0.5, "sd": 0.1}}, "workload.tokens.output"),
        ({"output": {"kind": "exponential", "mean": 0}}, "workload.tokens.output"),
        ({"output": {"kind": "uniform", "low": 3, "high": 2}}, "workload.tokens.output"),
        ({"output": {"kind": "empirical", "values": []}}, "workload.tokens.output"),
    ],
)
def test_what_is_no_number_of_tokens_is_an_error_at_its_key(tokens, said):
    with pytest.raises(ScenarioError, match=said):
        scenario_with(tokens=tokens)
