"""Every strategy and gate there is: of the program, one file each, and of one's own, through a door each."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TypeVar

import sim.policies.assignment
import sim.policies.gates
from sim.plugins.door import Door
from sim.plugins.given import Given
from sim.plugins.package import CatalogueError, discover
from sim.plugins.plugin import Found, PluginError
from sim.policies.gate import Gate
from sim.policies.member_problems import gate_problems, strategy_problems
from sim.policies.settings import resolve_settings, settings_problems
from sim.policies.strategy import Strategy
from sim.scenario import Scenario
from sim.scenario.reading.problems import Problem, ScenarioError

__all__ = [
    "ALL", "GATES", "STRATEGIES", "CatalogueError", "check_assignment", "check_gates", "checked_gates",
    "checked_strategies", "gates", "gates_of", "resolve_settings", "strategies", "strategy_of",
]  # fmt: skip

T = TypeVar("T")
ALL = "all"
"""The name under which gates that were handed over stand: in place of all others."""


def strategies() -> dict[str, Strategy]:
    """Return every assignment strategy by its name, in order of name.

    Raises CatalogueError where a file of `sim/policies/assignment/` is not a strategy that can be used.

    >>> list(strategies())[:3]
    ['confidence_based', 'heft', 'join_shortest_queue']
    """
    return {strategy.name: strategy for strategy in _strategies()}


def gates() -> tuple[Gate, ...]:
    """Return every safety gate in the order in which they are asked.

    Raises CatalogueError where a file of `sim/policies/gates/` is not a gate that can be used.

    >>> [gate.name for gate in gates()][:3]
    ['structure', 'clearance', 'minimum_success']
    """
    return _gates()


def strategy_of(scenario: Scenario) -> Found[Strategy]:
    """Return the strategy that a scenario names, whether it comes with the program or not.

    Args:
        scenario: a file that it names is looked for from its `origin`, and run.

    Raises:
        ScenarioError: there is none, or it cannot be used.
    """
    choice = _found(STRATEGIES, scenario.assignment.strategy, scenario, "assignment.strategy")
    if choice is None:
        raise ScenarioError([Problem(None, None, "assignment.strategy", "must not be run now")])
    return choice


def gates_of(scenario: Scenario) -> tuple[Found[Gate], ...]:
    """Return the gates that are asked in a scenario's run, in their order, those of its own among them.

    Args:
        scenario: files that it names are looked for from its `origin`, and run.

    Raises:
        ScenarioError: one cannot be used, or two have one name or one place.
    """
    in_place_of_all = scenario.given.get("gates", {}).get(ALL)
    if in_place_of_all is not None:
        return tuple(_handed_over(given) for given in in_place_of_all)
    named = [_found(GATES, name, scenario, "gates.also") for name in scenario.gates.also]
    own = [choice for choice in named if choice is not None]
    asked = [*(Found(gate) for gate in gates()), *own]
    problems = list(_twins(asked))
    if problems:
        raise ScenarioError(problems)
    return tuple(sorted(asked, key=lambda choice: choice.member.order))


def _handed_over(given: Given[Gate]) -> Found[Gate]:
    try:
        return given.found
    except PluginError as error:
        raise ScenarioError([Problem(None, None, "gates", str(error))]) from error


def _twins(asked: Sequence[Found[Gate]]) -> Iterator[Problem]:
    for place, choice in enumerate(asked):
        for other in asked[:place]:
            for what in ("name", "order"):
                value = getattr(choice.member, what)
                if value == getattr(other.member, what):
                    told = choice.member.name if choice.plugin is None else choice.plugin.named
                    message = f"{told} has the {what} {value} of the gate {other.member.name}; expected one of its own"
                    yield Problem(None, None, "gates.also", message)


def _found(door: Door[T], named: str, scenario: Scenario, key: str) -> Found[T] | None:
    try:
        return door.find(named, scenario.origin, scenario.given.get(key))
    except PluginError as error:
        raise ScenarioError([Problem(None, None, key, str(error))]) from error


def check_assignment(scenario: Scenario) -> Iterable[Problem]:
    """Return what is wrong with a scenario's `assignment` section; a check for `sim.scenario.load`.

    Args:
        scenario: a scenario whose schema is right. A file that it names runs, unless it must only be looked at.

    Returns:
        Problems at the keys `assignment.strategy` and `assignment.<setting>`; none where all is well.

    >>> from sim.scenario.load import parse_scenario
    >>> parse_scenario(
    ...     {
    ...         "name": "pair",
    ...         "fleet": {"agents": [{"name": "agent", "count": 2}]},
    ...         "workload": {"kind": "synthetic", "tasks_per_wave": 5},
    ...         "assignment": {"strategy": "round_robbin"},
    ...     },
    ...     checks=[check_assignment],
    ... )
    Traceback (most recent call last):
    ...
    sim.scenario.reading.problems.ScenarioError: <scenario>: assignment.strategy: 'round_robbin' is unknown; did ...
    """
    try:
        choice = _found(STRATEGIES, scenario.assignment.strategy, scenario, "assignment.strategy")
    except ScenarioError as error:
        return error.problems
    return [] if choice is None else list(settings_problems(choice.member, scenario.assignment.settings))


def check_gates(scenario: Scenario) -> Iterable[Problem]:
    """Return what is wrong with the gates of a scenario's own; a check for `sim.scenario.load`.

    Args:
        scenario: a scenario whose schema is right. Files that it names run, unless they must only be looked at.

    Returns:
        Problems at the key `gates.also`; none where all is well.
    """
    try:
        gates_of(scenario)
    except ScenarioError as error:
        return error.problems
    return []


@cache
def _strategies() -> tuple[Strategy, ...]:
    return checked_strategies(discover(sim.policies.assignment, "STRATEGY", Strategy))


@cache
def _gates() -> tuple[Gate, ...]:
    return checked_gates(discover(sim.policies.gates, "GATE", Gate))


def checked_strategies(pairs: Sequence[tuple[str, Strategy]]) -> tuple[Strategy, ...]:
    """Return the strategies of these modules, in the same order.

    Args:
        pairs: pairs of a module's name and its strategy.

    Raises:
        CatalogueError: two have one name, a name is not its file's, or the functions do not fit the kind.
    """
    _refuse_twins([(module, strategy.name) for module, strategy in pairs], "name")
    for module, strategy in pairs:
        _refuse_other_name(module, strategy.name)
        _refuse_wrong(module, strategy_problems(strategy))
    return tuple(strategy for _, strategy in pairs)


def checked_gates(pairs: Sequence[tuple[str, Gate]]) -> tuple[Gate, ...]:
    """Return the gates of these modules in the order in which they are asked.

    Args:
        pairs: pairs of a module's name and its gate.

    Raises:
        CatalogueError: two have one name or one place in the order, or a name is not its file's.
    """
    _refuse_twins([(module, gate.name) for module, gate in pairs], "name")
    _refuse_twins([(module, str(gate.order)) for module, gate in pairs], "order")
    for module, gate in pairs:
        _refuse_other_name(module, gate.name)
        _refuse_wrong(module, gate_problems(gate))
    return tuple(sorted((gate for _, gate in pairs), key=lambda gate: gate.order))


def _refuse_twins(labels: Sequence[tuple[str, str]], what: str) -> None:
    first: dict[str, str] = {}
    for module, label in labels:
        if label in first:
            raise CatalogueError(f"{first[label]} and {module} have the same {what} {label}; change one")
        first[label] = module


def _refuse_other_name(module: str, name: str) -> None:
    # A reader who meets a name in a scenario must find its file without a search.
    if name != module:
        raise CatalogueError(f"{module} calls itself {name!r}; expected the name of its file, {module!r}")


def _refuse_wrong(module: str, problems: Iterable[str]) -> None:
    wrong = list(problems)
    if wrong:
        raise CatalogueError(f"{module}: {'; '.join(wrong)}")


STRATEGIES = Door("strategy", Strategy, "strategies", strategies, lambda s: s.name, strategy_problems)
GATES = Door("gate", Gate, "gates", lambda: {gate.name: gate for gate in gates()}, lambda g: g.name, gate_problems)
