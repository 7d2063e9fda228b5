"""Plug-ins that go wrong: none changes the world, each is told, and the run goes on."""

import sys
from typing import Any

import pytest

from sim.plugins.package import CatalogueError
from sim.policies.gate import APPROVED, Gate, Verdict
from sim.policies.strategy import Kind, Strategy
from sim.record.rows import FaultCaught, GateDecided, TaskEnded

WORLD: dict[str, Any] = {"fleet": {"agents": [{"name": "agent", "count": 2}]}, "workload": {"tasks_per_wave": 4}}


def strategy_of(kind: Kind, function: Any, **more: Any) -> Strategy:
    pick, plan, rank = (function if kind is each else None for each in (Kind.IMMEDIATE, Kind.BATCH, Kind.PULL))
    return Strategy("mine", kind, "For this test.", pick=pick, plan=plan, rank=rank, **more)


def log_of(world):
    return [repr(row) for row in world.log]


def faults(world):
    return [(row.where, row.error_type) for row in world.log.of(FaultCaught)]


# Views

WRITES = {
    "sorts the times": lambda view: view.expected_s[0].sort(),
    "sets a time": lambda view: view.expected_s[0].__setitem__(0, 1.0),
    "brings an agent up": lambda view: view.usable.__setitem__(0, True),
    "takes a load away": lambda view: view.load_s.__setitem__(0, 0.0),
    "drops an agent": lambda view: view.usable.pop(),
    "puts NaN in": lambda view: view.estimate[0].__setitem__(0, float("nan")),
    "puts a row in": lambda view: view.estimate.__setitem__(0, (1.0, 1.0)),
    "changes a capacity": lambda view: view.capacity.append(9),
    "changes the tasks": lambda view: view.task.clear(),
    "changes the settings": lambda view: view.settings.append(1.0),
    "replaces a column": lambda view: setattr(view, "usable", (True, True)),
    "deletes a column": lambda view: delattr(view, "load_s"),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
@pytest.mark.parametrize("kind", Kind)
def test_a_view_cannot_be_changed(simulate, kind, write):
    def caught(view, memory, u):
        with pytest.raises((TypeError, AttributeError)):
            write(view)
        return honest(view, memory, u)

    def uncaught(view, memory, u):
        write(view)
        return honest(view, memory, u)

    def honest(view, memory, u):
        if kind is Kind.BATCH:
            return [0] * len(view.task), [0.0] * len(view.task), memory
        return 0, memory

    worlds = {how.__name__: simulate(WORLD, strategy=strategy_of(kind, how)) for how in (honest, caught, uncaught)}
    assert log_of(worlds["caught"]) == log_of(worlds["honest"])
    assert faults(worlds["honest"]) == []
    assert {where for where, _ in faults(worlds["uncaught"])} == {"policy mine"}
    assert [row.status for row in worlds["uncaught"].log.of(TaskEnded)] == ["completed"] * 4


def test_draws_and_memory_cannot_be_changed_between_two_questions(simulate):
    kept: list[list[float]] = []

    def pick(view, memory, u):
        for numbers in (u, memory):
            with pytest.raises((TypeError, AttributeError)):
                numbers.append(1.0)
        assert memory[0] == float(len(kept))
        kept.append([len(kept) + 1.0])
        return 0, kept[-1]  # a list: what is done to it later must not matter

    world = simulate(WORLD, strategy=strategy_of(Kind.IMMEDIATE, pick, draws=True, initial_memory=(0.0,)))
    assert faults(world) == []


# Answers

ANSWERS: dict[Kind, list[Any]] = {
    Kind.IMMEDIATE: [None, "agent_0", 0, (0,), ("agent_0", ()), (0.5, ()), (True, ()), (7, ()), (-2, ()),
                     (None, ()), (0, "text"), (0, 5), (float("nan"), ())],
    Kind.BATCH: [None, "plan", ([0], [0.0], ()), ([0] * 4, ["a"] * 4, ()), ([0] * 4, [float("inf")] * 4, ()),
                 ([0] * 4, [1.0, "b", None, 2.0], ()), (["x"] * 4, [0.0] * 4, ()), ([0] * 4, [0.0] * 4, "m"),
                 ([0, 0, 0, 9], [0.0] * 4, ()), (None, None, ()), ([0] * 4, [True] * 4, ())],
    Kind.PULL: [None, ("first", ()), (float("inf"), ()), (float("nan"), ()), (-float("inf"), ()), ([1.0], ()),
                (None, ()), (True, ()), (0.0, "m"), 1.0],
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "answer"), [(kind, answer) for kind, answers in ANSWERS.items() for answer in answers]
)  # fmt: skip
def test_an_answer_that_is_none_is_a_fault_and_the_run_goes_on(simulate, kind, answer):
    world = simulate(WORLD, strategy=strategy_of(kind, lambda view, memory, u: answer))
    assert {where for where, _ in faults(world)} == {"policy mine"}
    assert [row.status for row in world.log.of(TaskEnded)] == ["completed"] * 4
    assert world.clock.now == 20  # two tasks of 10 s an agent


def test_numbers_of_numpy_are_numbers(simulate):
    import numpy as np

    def pick(view, memory, u):
        return np.int64(1), np.array([1.0])

    def plan(view, memory, u):
        return np.array([0, 1, 0, 1]), np.array([1.0, np.nan, 3.0, 4.0]), memory

    def rank(view, memory, u):
        return np.float32(view.task[0]), memory

    for kind, function in ((Kind.IMMEDIATE, pick), (Kind.BATCH, plan), (Kind.PULL, rank)):
        world = simulate(WORLD, strategy=strategy_of(kind, function))
        assert faults(world) == []


@pytest.mark.parametrize("kind", Kind)
def test_a_strategy_without_its_function_is_refused_by_name(simulate, kind):
    with pytest.raises(CatalogueError, match=f"strategy mine: a strategy of kind {kind} has exactly the function"):
        simulate(WORLD, strategy=Strategy("mine", kind, "For this test."))


# Gates

NO_ANSWERS = [None, "approved", "ok", ("approved", ""), (Verdict.APPROVED,), (Verdict.DEFERRED, None), (True, ""), 1,
              [Verdict.APPROVED, ""], (Verdict.APPROVED, "", 1)]  # fmt: skip


@pytest.mark.parametrize("answer", NO_ANSWERS, ids=repr)
def test_a_gate_without_an_answer_defers_and_is_named(simulate, answer):
    def check(view):
        return answer if view.attempt == 0 else APPROVED

    world = simulate({}, gate_list=[Gate("mine", 1, check, "For this test.")])
    assert faults(world) == [("gate mine", "TypeError")]
    assert "expected a Verdict and a text" in world.log.of(FaultCaught)[0].message
    assert [row.verdict for row in world.log.of(GateDecided)] == ["deferred", "approved"]
    assert [row.status for row in world.log.of(TaskEnded)] == ["completed"]


# The way out


def leave(*_):
    sys.exit(3)


@pytest.mark.parametrize("kind", Kind)
def test_a_strategy_that_leaves_the_program_does_not_end_it(simulate, kind):
    world = simulate(WORLD, strategy=strategy_of(kind, leave))
    assert set(faults(world)) == {("policy mine", "SystemExit")}
    assert len(world.log.of(TaskEnded)) == 4


def test_a_gate_that_leaves_the_program_does_not_end_it(simulate):
    world = simulate({}, gate_list=[Gate("mine", 1, leave, "For this test.", before_wave=True)])
    assert set(faults(world)) == {("gate mine", "SystemExit")}
    assert world.gatekeeper.forecast(world.manager.wave_tasks) == 0
    assert [row.status for row in world.log.of(TaskEnded)] == ["failed"]


def test_ctrl_c_is_no_fault(simulate):
    def interrupt(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(WORLD, strategy=strategy_of(Kind.IMMEDIATE, interrupt))
