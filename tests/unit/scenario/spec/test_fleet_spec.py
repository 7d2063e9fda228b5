from typing import Any

import pytest

from sim.scenario import AgentSpec, FleetSpec, parse_scenario


def parse(data: Any, **options: Any) -> Any:
    """The scenario, whose unions tests look into without asking which member it is."""
    return parse_scenario(data, **options)


def test_every_entry_is_numbered_from_zero():
    fleet = FleetSpec(agents=[AgentSpec(name="agent"), AgentSpec(name="fast", count=2, speed=2)])
    assert [agent_id for agent_id, _ in fleet.agents_by_id()] == ["agent_0", "fast_0", "fast_1"]
    assert [spec.speed for _, spec in fleet.agents_by_id()] == [1.0, 2.0, 2.0]


def test_the_folder_of_tasks_without_an_agent_cannot_be_an_agents():
    for name in ("unassigned", "agent_unassigned"):
        ((agent_id, _),) = FleetSpec(agents=[AgentSpec(name=name)]).agents_by_id()
        assert agent_id not in ("unassigned", "agent_unassigned")


def test_breakdowns_have_the_defaults_of_the_model(minimal):
    minimal["fleet"]["breakdowns"] = {"mtbf": "4h", "mttr": "10min"}
    breakdowns = parse(minimal).fleet.breakdowns
    assert (breakdowns.on_breakdown, breakdowns.failover) == ("fail", "wait")
    assert (breakdowns.repairers, breakdowns.initial) == (None, "up")


@pytest.mark.parametrize("name", [".x", "a b", "a/b", "..", "é", "x\n", "a\\b", "a:b"])
def test_a_name_that_is_no_part_of_a_path_is_refused(problems_of, name):
    (problem,) = problems_of("fleet.agents.0.name", name)
    assert problem.startswith("fleet.agents.0.name: ")
    assert problem.endswith("is not a name; expected letters, digits and . _ - (no dot at the start)")


@pytest.mark.parametrize(
    ("agents", "problem"),
    [
        ([], "the list is empty; expected at least 1"),
        (
            [{"name": "x"}, {"name": "x"}],
            "two entries are named 'x'; give each a name of its own, or use count",
        ),
        # Both would write into wave_1/agent_x_0; on a caseless file system the second pair does too.
        (
            [{"name": "x"}, {"name": "agent_x"}],
            "'x' and 'agent_x' would write into the same folder; rename one",
        ),
        ([{"name": "x"}, {"name": "X"}], "'x' and 'X' would write into the same folder; rename one"),
        (
            [{"name": "x", "count": 9000}, {"name": "y", "count": 1001}],
            "10001 agents in total are more than 10000",
        ),
        (
            [{"name": "x", "count": 1001, "capacity": 1000}],
            "1001000 slots in total (count * capacity) are more than 1000000",
        ),
        ({"name": "x"}, "a mapping is given; expected a list"),
    ],
    ids=str,
)
def test_the_fleet_as_a_whole(problems_of, agents, problem):
    assert problems_of("fleet.agents", agents) == [f"fleet.agents: {problem}"]


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("count", 0, "0 is less than 1"),
        ("count", 1_000_000_000, "1000000000 is more than 10000"),
        ("count", 2.5, "2.5 is not a whole number"),
        ("count", "2", "'2' is text; expected a whole number"),
        ("count", True, "true is a truth value; expected a whole number"),
        ("capacity", 10_001, "10001 is more than 10000"),
        ("speed", 0, "0 is less than 0.000001"),
        ("reliability", 1.1, "1.1 is more than 1"),
        ("queue", "lifo", "'lifo' is unknown; did you mean 'fifo'? Expected fifo, priority, shortest or deadline"),
        (
            "colour",
            "red",
            f"unknown key; allowed here: {', '.join(AgentSpec.model_fields)}",
        ),
    ],
)
def test_an_entry(problems_of, key, value, problem):
    assert problems_of(f"fleet.agents.0.{key}", value) == [f"fleet.agents.0.{key}: {problem}"]


def test_a_wrong_entry_does_not_make_the_list_too_short(problems_of):
    assert problems_of("fleet.agents", [7]) == ["fleet.agents.0: 7 is a number; expected a mapping of keys to values"]
