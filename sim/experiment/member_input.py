"""Strategies, gates, detectors and sources of one's own for a study, whatever its scenario is given as."""

from collections import Counter
from collections.abc import Sequence

from sim.experiment.members import STRATEGY_KEY, given_member, with_members
from sim.experiment.scenario_input import Given, scenario_of
from sim.observe.detection.detector import Detector
from sim.policies.catalogue import STRATEGIES
from sim.policies.gate import Gate
from sim.policies.strategy import Strategy
from sim.scenario import Problem, Scenario, ScenarioError
from sim.workload.source import Source


def with_own(
    scenario: Given,
    gates: Sequence[Gate] | None = None,
    detector: str | Detector | None = None,
    source: str | Source | None = None,
    strategy: str | Strategy | None = None,
) -> Given:
    """Return a scenario with other members; as it was given, where there are none.

    Args:
        scenario: a scenario file, a mapping, or a scenario.
        gates: in place of all safety gates.
        detector: in place of `monitor.detector`.
        source: in place of the workload.
        strategy: in place of `assignment.strategy`.

    Raises:
        ScenarioError: the scenario is wrong, or an object cannot be used.
    """
    if gates is None and detector is None and source is None and strategy is None:
        return scenario
    return with_members(_loaded(scenario), strategy=strategy, gates=gates, detector=detector, source=source)


def with_strategies(scenario: Given, strategies: Sequence[str | Strategy]) -> tuple[Given, list[str]]:
    """Return a scenario that knows strategies given as objects, and the name that stands for each strategy.

    Args:
        scenario: a scenario file, a mapping, or a scenario.
        strategies: names, and objects.

    Raises:
        ScenarioError: an object cannot be used, or two have one name.
    """
    objects = [strategy for strategy in strategies if not isinstance(strategy, str)]
    if not objects:
        return scenario, [strategy for strategy in strategies if isinstance(strategy, str)]
    given = {id(strategy): given_member(STRATEGIES, STRATEGY_KEY, strategy) for strategy in objects}
    names = [strategy if isinstance(strategy, str) else given[id(strategy)].plugin.name for strategy in strategies]
    for name, times in Counter(names).items():
        if times > 1:
            message = f"{times} of the strategies are called {name}; expected an object with a name of its own"
            raise ScenarioError([Problem("strategies", None, "", message)])
    known = {one.plugin.name: one for one in given.values()}
    return _loaded(scenario).with_given({STRATEGY_KEY: known}), names


def _loaded(scenario: Given) -> Scenario:
    return scenario_of(scenario)
