"""Which strategy, gates, detector and source a scenario's runs have, and what is told of those that are one's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sim.observe.catalogue import DETECTORS, detector_of
from sim.observe.detection.detector import Detector
from sim.plugins.door import Door
from sim.plugins.given import Given
from sim.plugins.plugin import Found, Plugin, PluginError
from sim.policies.catalogue import ALL, GATES, STRATEGIES, gates_of, strategy_of
from sim.policies.gate import Gate
from sim.policies.strategy import Strategy
from sim.scenario import PluginWorkload, Problem, Scenario, ScenarioError
from sim.scenario.values.plugin_reference import rebased
from sim.workload.source import SOURCES, Source, source_of

T = TypeVar("T")
STRATEGY_KEY, GATES_KEY, DETECTOR_KEY, SOURCE_KEY = (
    "assignment.strategy",
    "gates",
    "monitor.detector",
    "workload.source",
)


def with_members(
    scenario: Scenario,
    strategy: str | Strategy | None = None,
    gates: Sequence[Gate] | None = None,
    detector: str | Detector | None = None,
    source: str | Source | None = None,
) -> Scenario:
    """Return a scenario with other members: by name, as `./mine.py:NAME` from the current folder, or as objects.

    Args:
        scenario: whose own they replace.
        strategy: its settings are those of the scenario's `assignment` section.
        gates: in place of all safety gates, asked in this order.
        detector: in place of `monitor.detector`.
        source: in place of the workload; its settings are the workload's, where that is of kind `plugin`.

    Raises:
        ScenarioError: an object cannot be used.

    >>> from sim.scenario import AgentSpec, FleetSpec, SyntheticWorkload
    >>> from sim.policies import Kind
    >>> pair = Scenario(
    ...     name="pair",
    ...     fleet=FleetSpec(agents=[AgentSpec(name="agent", count=2)]),
    ...     workload=SyntheticWorkload(tasks_per_wave=2),
    ... )
    >>> first = Strategy(name="first", kind=Kind.PULL, summary="By index.", rank=lambda view, memory, u: (0.0, memory))
    >>> [plugin.told for plugin in plugins_of(with_members(pair, strategy=first))]
    ['the strategy first']
    """
    if strategy is not None:
        scenario, name = _with(scenario, STRATEGIES, STRATEGY_KEY, strategy)
        scenario = _updated(scenario, "assignment", strategy=name)
    if gates is not None:
        handed_over = tuple(given_member(GATES, GATES_KEY, gate) for gate in gates)
        scenario = scenario.with_given({GATES_KEY: {ALL: handed_over}})
    if detector is not None:
        scenario, name = _with(scenario, DETECTORS, DETECTOR_KEY, detector)
        scenario = _updated(scenario, "monitor", detector=name)
    if source is not None:
        scenario, name = _with(scenario, SOURCES, SOURCE_KEY, source)
        if isinstance(scenario.workload, PluginWorkload):
            return _updated(scenario, "workload", source=name)
        return scenario.model_copy(update={"workload": PluginWorkload(source=name)})
    return scenario


def _with(scenario: Scenario, door: Door[T], key: str, member: str | T) -> tuple[Scenario, str]:
    """Return the scenario that knows the member, and the name that stands for it."""
    if isinstance(member, str):
        here = Path.cwd()
        section, _, name = key.partition(".")
        scenario = scenario if scenario.origin is not None else scenario.with_origin(here)
        return scenario, rebased((section, name), member, here, scenario.origin or here)
    given = given_member(door, key, member)
    return scenario.with_given({key: {given.plugin.name: given}}), given.plugin.name


def given_member(door: Door[T], key: str, member: T) -> Given[T]:
    """Return an object as a member.

    Args:
        door: of its sort.
        key: of a scenario in whose place it comes.
        member: the object.

    Raises:
        ScenarioError: it cannot be used.
    """
    try:
        return door.hand_over(member)
    except PluginError as error:
        raise ScenarioError([Problem(None, None, key, str(error))]) from error


def _updated(scenario: Scenario, section: str, **values: object) -> Scenario:
    return scenario.model_copy(update={section: getattr(scenario, section).model_copy(update=values)})


@dataclass(frozen=True)
class Members:
    """What decides and watches in the runs of a scenario."""

    strategy: Found[Strategy]
    gates: tuple[Found[Gate], ...]
    detector: Found[Detector]

    @property
    def own_detector(self) -> Detector | None:
        """The detector, where it does not come with the program."""
        return None if self.detector.plugin is None else self.detector.member

    @property
    def plugins(self) -> tuple[Plugin, ...]:
        """What is told of those that do not come with the program."""
        told = (self.strategy.plugin, *(gate.plugin for gate in self.gates), self.detector.plugin)
        return tuple(plugin for plugin in told if plugin is not None)


def members_of(scenario: Scenario) -> Members:
    """Return the strategy, gates and detector that a scenario names.

    Args:
        scenario: files that it names are looked for from its `origin`, and run.

    Raises:
        ScenarioError: one cannot be used.
    """
    return Members(strategy_of(scenario), gates_of(scenario), detector_of(scenario))


def plugins_of(scenario: Scenario) -> tuple[Plugin, ...]:
    """Return what is told of each member of a scenario that does not come with the program, its source among them.

    Args:
        scenario: files that it names are looked for from its `origin`, and run.

    Raises:
        ScenarioError: one cannot be used.
    """
    source = source_of(scenario).plugin
    plugins = members_of(scenario).plugins
    return plugins if source is None else (*plugins, source)
