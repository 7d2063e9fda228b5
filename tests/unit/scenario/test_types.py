"""What may be written of types: under `workload.types`, and of agents."""

import copy
from typing import Any

import pytest

from sim.scenario import AgentSpec, Constant, ConstantShape, ExponentialShape, ScenarioError, parse_scenario

TYPES = {"code": {"share": 1, "predicted_success": 0.5}, "docs": {"share": 3}}
SCENARIO: dict[str, Any] = {
    "name": "skills",
    "fleet": {
        "agents": [{"name": "coder", "accepts": ["code"], "skill": {"code": 1}}, {"name": "all", "pace": {"docs": 2}}]
    },
    "workload": {"kind": "synthetic", "tasks_per_wave": 5, "types": TYPES},
}  # fmt: skip


def workload_of(data: Any) -> Any:
    return parse_scenario(data).workload


def with_changes(*changes):
    data: Any = copy.deepcopy(SCENARIO)
    for path, value in changes:
        *above, last = path.split(".")
        section = data
        for key in above:
            section = section[int(key)] if isinstance(section, list) else section.setdefault(key, {})
        section[last] = value
    return data


def problems(*changes):
    try:
        parse_scenario(with_changes(*changes))
    except ScenarioError as error:
        return [str(problem).removeprefix("<scenario>: ") for problem in error.problems]
    return []


def test_a_type_says_in_what_it_differs():
    workload = workload_of(SCENARIO)
    assert workload.shares == {"code": 1.0, "docs": 3.0}
    assert workload.of_type("code").predicted_success.mean == 0.5
    assert workload.of_type("docs") == workload.of_type(None)


def test_agents_accept_all_types_unless_they_say_which():
    assert (AgentSpec(name="a").accepts, dict(AgentSpec(name="a").skill), dict(AgentSpec(name="a").pace)) == (
        None,
        {},
        {},
    )


def test_what_is_written_says_the_same():
    scenario = parse_scenario(SCENARIO)
    assert parse_scenario(scenario.written()) == scenario
    assert scenario.written()["workload"]["types"]["docs"] == {"share": 3.0}


def test_a_key_of_a_type_can_be_set():
    scenario = parse_scenario(SCENARIO, overrides=["workload.types.code.share=7", "fleet.agents.1.pace.docs=3"])
    types: Any = getattr(scenario.workload, "types", None)
    assert (types["code"].share, scenario.fleet.agents[1].pace["docs"]) == (7.0, 3.0)


@pytest.mark.parametrize(
    ("workload", "of_type", "size", "duration"),
    [
        ({}, {}, None, Constant(value=30)),
        ({"duration": 9}, {"duration": "5min"}, None, Constant(value=300)),
        ({}, {"size": 60}, Constant(value=60), ConstantShape()),
        ({"size": 9, "duration": {"kind": "exponential"}}, {}, Constant(value=9), ExponentialShape()),
        ({"size": 9, "duration": {"kind": "exponential"}}, {"size": 60}, Constant(value=60), ExponentialShape()),
        ({"size": 9}, {"duration": {"kind": "exponential"}}, Constant(value=9), ExponentialShape()),
        ({"duration": 9}, {"size": 60, "duration": {"kind": "exponential"}}, Constant(value=60), ExponentialShape()),
    ],
    ids=str,
)
def test_the_keys_of_a_type_replace_those_of_the_workload(workload, of_type, size, duration):
    changes = [(f"workload.{key}", value) for key, value in workload.items()]
    data = with_changes(*changes, *((f"workload.types.code.{key}", value) for key, value in of_type.items()))
    times = workload_of(data).times("code")
    assert (times.size, times.duration) == (size, duration)


SHAPE = {"kind": "exponential"}
WRONG = [
    ([("fleet.agents.0.accepts", ["cod"])], "fleet.agents.0.accepts.0: the workload has no type 'cod'; did you mean"),
    ([("fleet.agents.0.skill", {"law": 1})], "fleet.agents.0.skill.law: the workload has no type 'law'; there are"),
    ([("fleet.agents.0.pace", {"code": 0})], "fleet.agents.0.pace.code: 0 is less than 0.000001"),
    ([("fleet.agents.0.skill", {"code": "much"})], "fleet.agents.0.skill.code: 'much' is text; expected a number"),
    ([("fleet.agents.0.accepts", [])], "fleet.agents.0.accepts: the list is empty; expected at least 1"),
    ([("fleet.agents.1.accepts", ["code"])], "workload.types.docs: no agent accepts tasks of this type"),
    ([("workload.types", {})], "workload.types: there is no type; give at least one, or leave the key out"),
    ([("workload.types", {"code": {"share": 0}, "docs": {"share": 0}})], "workload.types: the shares add up to 0"),
    ([("workload.types.a b", {"share": 1})], "workload.types.a b: 'a b' is no name of a type; expected letters"),
    ([("workload.types.law", {})], "workload.types.law.share: is missing; expected here: weight of the type"),
    ([("workload.types.law", {"share": -1})], "workload.types.law.share: -1 is less than 0"),
    ([("workload.types.law", {"share": 1, "prioriti": 1})], "workload.types.law.prioriti: unknown key; did you mean"),
    ([("workload.duration", 9), ("workload.types.code.size", 9)], "workload.types.code.size: `size` says how long"),
    ([("workload.types.code.duration", SHAPE)], "workload.types.code.duration: is a shape, and there is no `size`"),
    ([("workload.size", 9), ("workload.types.code.duration", 9)], "workload.types.code.duration: `size` says how long"),
    ([("workload.types.code.size", 9), ("workload.types.code.duration", 9)], "workload.types.code.duration: 9 is"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "problem"), WRONG, ids=lambda value: str(value)[:60])
def test_what_is_wrong_is_said_at_its_place(changes, problem):
    (found,) = problems(*changes)
    assert found.startswith(problem)


def test_all_unknown_names_are_told_at_once():
    data = with_changes(("workload.types", {"law": {"share": 1}}))
    with pytest.raises(ScenarioError) as error:
        parse_scenario(data)
    assert len(error.value.problems) == 3  # under accepts, skill and pace


def test_without_types_no_agent_may_speak_of_any():
    data = with_changes()
    del data["workload"]["types"]
    with pytest.raises(ScenarioError, match="the workload has no type 'code': it has no `types`"):
        parse_scenario(data)


@pytest.mark.parametrize(("path", "value"), [("truth.dispersion", 0.4), ("retry.retry_penalty", 0.1)])
def test_attempts_that_differ_leave_the_chance_of_a_task_without_meaning(path, value):
    (found,) = problems(("predictions.meaning", "task"), (path, value))
    assert found.startswith(f"{path}: makes attempts of a task differ, and `predictions.meaning: task` supposes")
    assert problems(("predictions.meaning", "attempt"), (path, value)) == []


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("truth.dispersion", 1, "1 is not less than 1"),
        ("truth.dispersion", -0.1, "-0.1 is less than 0"),
        ("truth.shared", 1.5, "1.5 is more than 1"),
        ("predictions.knows_skill", "yes", "'yes' is text; expected true or false"),
    ],
)
def test_difficulty_has_its_ranges(path, value, problem):
    assert problems((path, value)) == [f"{path}: {problem}"]
