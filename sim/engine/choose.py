"""Which engine runs a scenario, and why."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from sim.engine.covers import not_covered, tasks_not_covered
from sim.engine.library import library
from sim.engine.replications import Replications
from sim.luck import Luck
from sim.scenario import Problem, Scenario, ScenarioError, TableWorkload
from sim.scenario.values.choices import EngineName
from sim.workload.source import load_tasks


class Choice(NamedTuple):
    """An engine, and why it is this one."""

    engine: EngineName  # that runs: `simpy` or `compiled`
    why: str  # in half a sentence

    def __str__(self) -> str:
        return f"{self.engine}: {self.why}"


def choose(scenario: Scenario) -> Choice:
    """Return the engine that runs a scenario.

    Args:
        scenario: any that is valid.

    >>> from sim.scenario import AgentSpec, FleetSpec, SyntheticWorkload
    >>> fleet, work = FleetSpec(agents=[AgentSpec(name="agent")]), SyntheticWorkload(tasks_per_wave=2)
    >>> str(choose(Scenario(name="one", fleet=fleet, workload=work, engine="simpy")))
    'simpy: asked for'
    """
    if scenario.engine is EngineName.SIMPY:
        return Choice(EngineName.SIMPY, "asked for")
    reason = _not_covered(scenario)
    if reason is not None:
        return Choice(EngineName.SIMPY, reason)
    return Choice(EngineName.COMPILED, "it covers the scenario")


def _not_covered(scenario: Scenario) -> str | None:
    """Return what of a scenario, or of the tasks in its table, the engine does not cover; None where it covers all."""
    reason = not_covered(scenario)
    if reason is not None or not isinstance(scenario.workload, TableWorkload):
        return reason
    try:
        agent_ids = tuple(agent_id for agent_id, _ in scenario.fleet.agents_by_id())
        tasks = load_tasks(scenario, Luck(scenario.seed), agent_ids).tasks
    except (ScenarioError, OSError):
        return None  # told by who loads it for a run
    return tasks_not_covered(tasks, scenario)


def advice() -> str | None:
    """Return how the engine would be faster; None where it is compiled."""
    found = library()
    if found.is_compiled:
        return None
    return f"the engine runs uncompiled, with the same numbers and slower: {found.why}"


def check_engine(scenario: Scenario) -> Iterator[Problem]:
    """Yield what is wrong with the engine that a scenario asks for: it may not cover what the scenario says.

    Args:
        scenario: any that is valid otherwise.

    >>> from sim.scenario import AgentSpec, AssignmentSpec, FleetSpec, SyntheticWorkload
    >>> fleet, work = FleetSpec(agents=[AgentSpec(name="agent")]), SyntheticWorkload(tasks_per_wave=2)
    >>> late = AssignmentSpec(view_delay="1min")
    >>> [problem.message for problem in check_engine(Scenario(name="one", fleet=fleet, workload=work, assignment=late))]
    []
    """
    if scenario.engine is not EngineName.COMPILED:
        return
    reason = _not_covered(scenario)
    if reason is not None:
        yield Problem(None, None, "engine", f"compiled, but {reason}; expected here: auto, which takes simpy instead")


def replications_of(scenario: Scenario, watched: bool = False) -> Replications | None:
    """Return what runs a scenario's replications on the engine; None where the model has to.

    Args:
        scenario: of a study. It is known again by identity: the same object costs nothing the second time.
        watched: sample the fleet.
    """
    return _replications_of(_Same(scenario), watched)


class _Same:
    """An object that is equal to itself alone: to hash a scenario takes longer than to run a small one."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __hash__(self) -> int:
        return id(self.scenario)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.scenario is self.scenario


@lru_cache(maxsize=16)
def _replications_of(same: _Same, watched: bool) -> Replications | None:
    if choose(same.scenario).engine is EngineName.SIMPY:
        return None
    return Replications(same.scenario, library(), watched)
