"""What the catalogue finds, and what it refuses."""

from dataclasses import replace

import pytest

from sim.policies import Gate, Kind, Strategy, Verdict
from sim.policies.catalogue import (
    CatalogueError,
    check_assignment,
    checked_gates,
    checked_strategies,
    gates,
    strategies,
)
from sim.scenario import AssignmentSpec, Scenario
from sim.scenario.load import parse_scenario

DATA = {
    "name": "pair",
    "fleet": {"agents": [{"name": "agent", "count": 2}]},
    "workload": {"kind": "synthetic", "tasks_per_wave": 5},
}


def one(name: str, order: int = 1) -> Gate:
    return Gate(name=name, order=order, check=lambda view: (Verdict.APPROVED, ""), summary="A stand-in.")


def scenario(**assignment: object) -> Scenario:
    return parse_scenario(DATA).model_copy(update={"assignment": AssignmentSpec.model_validate(assignment)})


def test_the_strategies_of_the_model_are_there_in_order_of_name() -> None:
    names = list(strategies())
    assert names == sorted(names)
    immediate, batch, pull = (
        {name for name, strategy in strategies().items() if strategy.kind is kind} for kind in Kind
    )
    assert {"round_robin", "load_balanced"} <= immediate
    assert {"priority_based", "confidence_based", "predicted_schedule"} <= batch
    assert "shared_queue" in pull


def test_the_gates_of_the_model_are_there_in_their_order() -> None:
    expected = {
        "structure": 10,
        "clearance": 20,
        "minimum_success": 30,
        "dependencies": 40,
        "resource": 50,
        "blocking_anomaly": 60,
        "transient_refusal": 70,
    }
    assert expected.items() <= {gate.name: gate.order for gate in gates()}.items()
    assert [gate.order for gate in gates()] == sorted(gate.order for gate in gates())
    assert [gate.name for gate in gates() if gate.before_wave] == ["structure", "clearance"]


def test_what_a_caller_does_to_the_answer_stays_with_the_caller() -> None:
    strategies().clear()
    assert strategies()


def test_two_of_one_name_are_refused() -> None:
    first = strategies()["round_robin"]
    with pytest.raises(CatalogueError, match="a and b have the same name round_robin; change one"):
        checked_strategies([("a", first), ("b", first)])
    with pytest.raises(CatalogueError, match="a and b have the same name x"):
        checked_gates([("a", one("x", 1)), ("b", one("x", 2))])


def test_two_gates_at_one_place_are_refused() -> None:
    with pytest.raises(CatalogueError, match="x and y have the same order 7"):
        checked_gates([("x", one("x", 7)), ("y", one("y", 7))])


def test_gates_are_ordered_by_their_order_not_by_their_files() -> None:
    found = checked_gates([("x", one("x", 9)), ("y", one("y", 8))])
    assert [gate.name for gate in found] == ["y", "x"]


def test_a_name_is_that_of_its_file() -> None:
    with pytest.raises(CatalogueError, match="turns calls itself 'round_robin'"):
        checked_strategies([("turns", strategies()["round_robin"])])


def test_a_strategy_has_the_function_of_its_kind_and_no_other() -> None:
    batch = replace(strategies()["round_robin"], kind=Kind.BATCH)
    with pytest.raises(CatalogueError, match="kind batch has exactly the function plan, found pick"):
        checked_strategies([("round_robin", batch)])
    with pytest.raises(CatalogueError, match="found none"):
        checked_strategies([("x", Strategy(name="x", kind=Kind.PULL, summary="A stand-in."))])


def test_what_is_right_comes_back_as_it_was() -> None:
    found = [(name, strategy) for name, strategy in strategies().items()]
    assert {strategy.kind for _, strategy in found} == set(Kind)
    assert checked_strategies(found) == tuple(strategies().values())
    every = replace(strategies()["round_robin"], plan=strategies()["priority_based"].plan)
    with pytest.raises(CatalogueError, match=r"exactly the function pick, found pick, plan$"):
        checked_strategies([("round_robin", every)])


def test_a_right_assignment_section_has_no_problem() -> None:
    for name in strategies():
        assert list(check_assignment(scenario(strategy=name))) == []
    assert list(check_assignment(scenario(strategy="shared_queue", order="list"))) == []


@pytest.mark.parametrize(
    ("assignment", "problem"),
    [
        (
            {"strategy": "load_balnced"},
            "assignment.strategy: 'load_balnced' is unknown; did you mean 'load_balanced'?",
        ),
        (
            {"strategy": "priority_based", "load_balance_treshold": 0.2},
            "assignment.load_balance_treshold: unknown key; did you mean 'load_balance_threshold'?",
        ),
        (
            {"strategy": "round_robin", "d": 2},
            "assignment.d: unknown key; allowed with round_robin: strategy, view_delay",
        ),
        (
            {"strategy": "priority_based", "load_balance_threshold": -1},
            "assignment.load_balance_threshold: -1 is less than 0",
        ),
        (
            {"strategy": "confidence_based", "confidence_threshold": 1.5},
            "assignment.confidence_threshold: 1.5 is more than 1",
        ),
        (
            {"strategy": "confidence_based", "confidence_threshold": "high"},
            "assignment.confidence_threshold: 'high' is text; expected a number",
        ),
        (
            {"strategy": "confidence_based", "confidence_threshold": True},
            "assignment.confidence_threshold: true is a truth value; expected a number",
        ),
        (
            {"strategy": "shared_queue", "order": "lifo"},
            "assignment.order: 'lifo' is unknown; did you mean 'fifo'?",
        ),
        (
            {"strategy": "shared_queue", "order": 2},
            "assignment.order: 2.0 is a number",
        ),
    ],
)
def test_a_wrong_assignment_section_says_where_what_and_what_was_expected(assignment, problem: str) -> None:
    found = [str(one) for one in check_assignment(scenario(**assignment))]
    assert len(found) == 1
    assert found[0].startswith(problem)
