"""A strategy of one's own decides in the engine's world what it decides in the model's, and fails alike."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import sim
from sim.engine.choose import choose
from sim.engine.library import library, uncompiled
from sim.experiment.members import with_members
from sim.policies.actions import HOLD, Hold
from sim.policies.strategy import AssignmentView, Kind, Memory, Strategy
from sim.record.faults import RunAborted
from sim.record.rows import FaultCaught
from sim.scenario.values.choices import EngineName
from sim.work.measure import measure_unwatched
from tests.properties.engine_worlds import covered_worlds, difference_of_runs

TEXT = uncompiled("asked for")
Decision = tuple[int | Hold, Memory]


def second_best(view: AssignmentView, memory: Memory, u: Sequence[float]) -> Decision:
    """By luck, load and turns; remembers how often it was asked."""
    able = [agent for agent, up in enumerate(view.usable) if up]
    order = sorted(able, key=lambda agent: (round(view.load_s[agent] + 10 * u[agent], 1), view.last_given[agent]))
    return order[1 if len(order) > 1 and memory[0] % 3 else 0], (memory[0] + 1,)


def patient(view: AssignmentView, memory: Memory, _: Sequence[float]) -> Decision:
    """Holds a task until some agent has a free slot that nobody waits for."""
    free = [a for a, up in enumerate(view.usable) if up and view.free_slots[a] > view.queued[a]]
    return (free[-1] if free else HOLD), memory


def stubborn(view: AssignmentView, memory: Memory, _: Sequence[float]) -> Decision:
    """Holds one task for good: the run ends when nothing else is left."""
    return (HOLD if view.task[0] == 3 else view.usable.index(True)), memory


def clumsy(view: AssignmentView, memory: Memory, _: Sequence[float]) -> Decision:
    """Fails every fourth time, in one of two ways."""
    if memory[0] % 4 == 3:
        return (1 // 0 if memory[0] % 8 == 3 else 99), memory
    return view.usable.index(True), (memory[0] + 1,) if memory[0] % 4 != 3 else memory


def forgetful(view: AssignmentView, memory: Memory, _: Sequence[float]) -> Decision:
    """Fails at tasks whose number ends in 3 or 7."""
    if view.task[0] % 10 in (3, 7):
        raise KeyError(view.task[0])
    return view.usable.index(True), memory


def by_turns(
    view: AssignmentView, memory: Memory, _: Sequence[Sequence[float]]
) -> tuple[list[int], list[float], Memory]:
    """Plans agent after agent, the last task first."""
    able = [agent for agent, up in enumerate(view.usable) if up]
    chosen = [able[place % len(able)] for place in range(len(view.task))]
    return chosen, [float(-task) for task in view.task], memory


def no_plan(view: AssignmentView, *_: object) -> tuple[list[int], list[float], Memory]:
    """Fails in larger waves."""
    if len(view.task) > 4:
        raise ValueError("too many")
    return [view.usable.index(True)] * len(view.task), [0.0] * len(view.task), ()


STRATEGIES = {
    "second-best": Strategy(
        "second-best", Kind.IMMEDIATE, "Luck.", pick=second_best, initial_memory=(0.0,), draws=True
    ),
    "patient": Strategy("patient", Kind.IMMEDIATE, "Holds.", pick=patient),
    "stubborn": Strategy("stubborn", Kind.IMMEDIATE, "Holds one.", pick=stubborn),
    "clumsy": Strategy("clumsy", Kind.IMMEDIATE, "Fails.", pick=clumsy, initial_memory=(0.0,)),
    "forgetful": Strategy("forgetful", Kind.IMMEDIATE, "Fails.", pick=forgetful),
    "by-turns": Strategy("by-turns", Kind.BATCH, "Turns.", plan=by_turns),
    "no-plan": Strategy("no-plan", Kind.BATCH, "Fails.", plan=no_plan),
}
WORLDS = 4


def worlds(strategy: Strategy) -> Iterator[sim.Scenario]:
    for base in covered_worlds("load_balanced", WORLDS):
        scenario = with_members(base, strategy=strategy)
        assert choose(scenario).engine == "compiled"
        yield scenario


@pytest.mark.parametrize("name", STRATEGIES)
def test_a_whole_run_is_that_of_the_model(name: str) -> None:
    """Exceptions included: where each stands in the log, and what decides instead."""
    libraries = [library()] * (WORLDS - 1) + [TEXT]
    found = [difference_of_runs(*pair) for pair in zip(worlds(STRATEGIES[name]), libraries, strict=True)]
    assert found == [None] * WORLDS


@pytest.mark.parametrize("name", ["second-best", "patient", "forgetful", "by-turns"])
def test_every_metric_of_a_study_is_that_of_the_model(name: str) -> None:
    for scenario in worlds(STRATEGIES[name]):
        by_model = scenario.model_copy(update={"engine": EngineName.SIMPY}).with_origin(scenario.origin)
        assert repr(measure_unwatched(scenario, 1, 2)) == repr(measure_unwatched(by_model, 1, 2))


def world() -> sim.Scenario:
    return sim.parse_scenario(
        {
            "name": "one",
            "fleet": {"agents": [{"name": "agent", "count": 3}]},
            "workload": {"kind": "synthetic", "tasks_per_wave": 20},
        }
    )


def test_what_fails_is_told_and_counted_in_a_study_too() -> None:
    told: list[str] = []
    run = sim.run(world(), strategy=STRATEGIES["forgetful"], tell=told.append)
    assert len(run.log.of(FaultCaught)) == len(told) == 4
    assert all("load_balanced decides" in line for line in told)
    scenario = with_members(world(), strategy=STRATEGIES["forgetful"])
    rows = [measure_unwatched(scenario.with_({"engine": engine}), 0, 0) for engine in ("compiled", "simpy")]
    assert rows[0] == rows[1]
    assert rows[0].faults == 4


def test_a_strict_run_ends_with_the_first_failure() -> None:
    with pytest.raises(RunAborted, match="policy forgetful: KeyError: 3"):
        sim.run(world(), strategy=STRATEGIES["forgetful"], strict=True)


@pytest.mark.parametrize(
    "strategy",
    [
        Strategy("pulls", Kind.PULL, "Pulls.", rank=lambda view, memory, u: (0.0, memory)),
        Strategy("slots", Kind.IMMEDIATE, "Slots.", pick=patient, reads=("slot_free_s",)),
        Strategy("keeps", Kind.BATCH, "Keeps.", plan=by_turns, keeps_plan=True),
    ],
    ids=lambda strategy: strategy.name,
)
def test_what_needs_more_of_the_world_goes_by_the_model(strategy: Strategy) -> None:
    assert choose(with_members(world(), strategy=strategy)).engine == "simpy"


def test_a_strategy_in_a_file_is_covered_and_its_name_hides_none_of_the_program(tmp_path: Path) -> None:
    """One's own `round_robin` is not the one that the kernel knows."""
    text = """
from sim.policies.strategy import Kind, Strategy
LAST = Strategy(name="round_robin", kind=Kind.IMMEDIATE, summary="The last.",
                pick=lambda view, memory, u: (len(view.usable) - 1, memory))
"""
    (tmp_path / "mine.py").write_text(text, encoding="utf-8")
    data = {**world().written(), "assignment": {"strategy": "./mine.py:LAST"}}
    scenario = sim.parse_scenario(data, origin=tmp_path)
    assert choose(scenario).engine == "compiled"
    assert difference_of_runs(scenario, library()) is None
    assert set(sim.run(scenario).tasks["agent_id"]) == {"agent_2"}
