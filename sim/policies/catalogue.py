"""Every strategy and gate there is, found in the packages that hold them, one file each."""

from collections.abc import Iterable, Sequence
from functools import cache

import sim.policies.assignment
import sim.policies.gates
from sim.policies.discovery import CatalogueError, discover
from sim.policies.gate import Gate
from sim.policies.settings import resolve_settings, settings_problems
from sim.policies.strategy import Strategy
from sim.scenario import Scenario
from sim.scenario.messages import choices
from sim.scenario.problems import Problem

__all__ = [
    "CatalogueError", "check_assignment", "checked_gates", "checked_strategies", "gates", "resolve_settings",
    "strategies",
]  # fmt: skip


def strategies() -> dict[str, Strategy]:
    """Return every assignment strategy by its name, in order of name.

    Raises CatalogueError where a file of `sim/policies/assignment/` is not a strategy that can be used.

    >>> list(strategies())[:2]
    ['confidence_based', 'load_balanced']
    """
    return {strategy.name: strategy for strategy in _strategies()}


def gates() -> tuple[Gate, ...]:
    """Return every safety gate in the order in which they are asked.

    Raises CatalogueError where a file of `sim/policies/gates/` is not a gate that can be used.

    >>> [gate.name for gate in gates()][:3]
    ['structure', 'clearance', 'minimum_success']
    """
    return _gates()


def check_assignment(scenario: Scenario) -> Iterable[Problem]:
    """Return what is wrong with a scenario's `assignment` section; a check for `sim.scenario.load`.

    Args:
        scenario: a scenario whose schema is right.

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
    sim.scenario.problems.ScenarioError: <scenario>: assignment.strategy: 'round_robbin' is unknown; did ...
    """
    known = strategies()
    strategy = known.get(scenario.assignment.strategy)
    if strategy is None:
        return [Problem(None, None, "assignment.strategy", choices(scenario.assignment.strategy, known))]
    return list(settings_problems(strategy, scenario.assignment.settings))


@cache
def _strategies() -> tuple[Strategy, ...]:
    return checked_strategies(discover(sim.policies.assignment, "STRATEGY", Strategy))


@cache
def _gates() -> tuple[Gate, ...]:
    return checked_gates(discover(sim.policies.gates, "GATE", Gate))


def checked_strategies(found: Sequence[tuple[str, Strategy]]) -> tuple[Strategy, ...]:
    """Return the strategies of these modules, in the same order.

    Args:
        found: pairs of a module's name and its strategy.

    Raises:
        CatalogueError: two have one name, a name is not its file's, or the functions do not fit the kind.
    """
    _refuse_twins([(module, strategy.name) for module, strategy in found], "name")
    for module, strategy in found:
        _refuse_other_name(module, strategy.name)
        problem = strategy.function_problem()
        if problem is not None:
            raise CatalogueError(f"{module}: {problem}")
    return tuple(strategy for _, strategy in found)


def checked_gates(found: Sequence[tuple[str, Gate]]) -> tuple[Gate, ...]:
    """Return the gates of these modules in the order in which they are asked.

    Args:
        found: pairs of a module's name and its gate.

    Raises:
        CatalogueError: two have one name or one place in the order, or a name is not its file's.
    """
    _refuse_twins([(module, gate.name) for module, gate in found], "name")
    _refuse_twins([(module, str(gate.order)) for module, gate in found], "order")
    for module, gate in found:
        _refuse_other_name(module, gate.name)
    return tuple(sorted((gate for _, gate in found), key=lambda gate: gate.order))


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
