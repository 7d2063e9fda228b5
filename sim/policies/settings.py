"""From the settings that a scenario gives a strategy to the numbers it sees, or to what is wrong."""

from collections.abc import Iterator, Mapping

from sim.plugins.setting import Given, Setting, setting_problems
from sim.policies.strategy import Strategy
from sim.scenario.reading.problems import Problem, ScenarioError

_STANDING = ["strategy", "view_delay"]  # keys of the section that every strategy has


def resolve_settings(strategy: Strategy, given: Mapping[str, Given]) -> tuple[float, ...]:
    """Return a strategy's settings in its own order, a choice as its index, defaults filled in.

    Args:
        strategy: the strategy.
        given: what the scenario says, by name; may say less.

    Returns:
        One number for each declared setting, in that setting's unit.

    Raises:
        ScenarioError: with every problem at once, each at the key `assignment.<setting>`.

    >>> from sim.policies.assignment.shared_queue import STRATEGY
    >>> resolve_settings(STRATEGY, {"order": "shortest"}), resolve_settings(STRATEGY, {})
    ((2.0,), (0.0,))
    >>> resolve_settings(STRATEGY, {"order": "shortst"})
    Traceback (most recent call last):
    ...
    sim.scenario.reading.problems.ScenarioError: assignment.order: 'shortst' is unknown; did you mean 'shortest'? ...
    """
    problems = list(settings_problems(strategy, given))
    if problems:
        raise ScenarioError(problems)
    return tuple(_number(setting, given.get(setting.name, setting.default)) for setting in strategy.settings)


def settings_problems(strategy: Strategy, given: Mapping[str, Given]) -> Iterator[Problem]:
    """Yield everything that is wrong with the settings given to a strategy, in the order given.

    Args:
        strategy: the strategy.
        given: what the scenario says, by name.

    >>> from sim.policies.assignment.priority_based import STRATEGY
    >>> for problem in settings_problems(STRATEGY, {"load_balance_threshold": -1.0, "d": 2.0}):
    ...     print(problem)
    assignment.load_balance_threshold: -1 is less than 0
    assignment.d: unknown key; allowed with priority_based: strategy, view_delay, load_balance_threshold
    """
    return setting_problems(strategy.settings, given, "assignment", strategy.name, _STANDING)


def _number(setting: Setting, value: Given) -> float:
    return float(setting.choices.index(str(value))) if setting.choices else float(value)
