"""A fleet of several sizes: which key counts the agents, and the point of a study for each size."""

from dataclasses import dataclass, replace

from sim.experiment.scenario_input import Given, Overrides
from sim.scenario import Problem, ScenarioError
from sim.scenario.reading.messages import choices
from sim.scenario.spec.fleet_spec import MAX_AGENTS
from sim.scenario.values.quantities import shown
from sim.scenario.varying.axes import Axis, axis_of
from sim.study.plan_input import plan_points
from sim.work.runs import Plan


@dataclass(frozen=True)
class FleetSizes:
    """The sizes that a question is about.

    Args:
        plan: a point for each size.
        sizes: agents in the group, ascending.
        group: its name.
    """

    plan: Plan
    sizes: tuple[int, ...]
    group: str


def plan_sizes(
    scenario: Given,
    agents: str,
    group: str | None = None,
    overrides: Overrides = (),
    seed: int | None = None,
    least: int = 1,
) -> FleetSizes:
    """Return the fleet of a scenario in several sizes; all else stays as it is.

    Args:
        scenario: a scenario file, a mapping, or a scenario.
        agents: the sizes: a range such as `1..32`, with a step if you like, or a list such as `2,4,8`.
        group: name of the entry of `fleet.agents` whose count varies; may be left out where there is only one.
        overrides: settings that hold for every size.
        seed: in place of the scenario's.
        least: sizes that the question needs.

    Raises:
        ScenarioError: with every problem.

    >>> from sim.experiment.scenario_input import parse_scenario
    >>> scenario = parse_scenario(
    ...     {
    ...         "name": "pair",
    ...         "fleet": {"agents": [{"name": "agent", "count": 2}]},
    ...         "workload": {"kind": "synthetic", "tasks_per_wave": 4},
    ...     }
    ... )
    >>> found = plan_sizes(scenario, "4,1..2")
    >>> found.sizes, found.group, [point.name for point in found.plan.points]
    ((1, 2, 4), 'agent', ['fleet.agents.0.count=1', 'fleet.agents.0.count=2', 'fleet.agents.0.count=4'])
    """
    (point,) = plan_points(scenario, (), (), overrides, seed).points
    names = [entry.name for entry in point.scenario.fleet.agents]
    place = _place(names, group)
    axis = _ascending(axis_of(f"fleet.agents.{place}.count", agents, "--agents"))
    sizes = tuple(size for level in axis.levels for _, size in level.settings if isinstance(size, int))
    if len(sizes) < least:
        message = f"{agents} {'is one size' if len(sizes) == 1 else 'are too few sizes'}; expected at least {least}"
        raise ScenarioError([Problem("--agents", None, "", message)])
    return FleetSizes(plan_points(scenario, (axis,), (), overrides, seed), sizes, names[place])


def _place(names: list[str], group: str | None) -> int:
    if group is None and len(names) == 1:
        return 0
    if group is None:
        message = f"the fleet has {len(names)} groups of agents; name the one whose count varies: {', '.join(names)}"
        raise ScenarioError([Problem("--group", None, "", message)])
    if group not in names:
        raise ScenarioError([Problem("--group", None, "", f"the group {choices(group, names)}")])
    return names.index(group)


def _ascending(axis: Axis) -> Axis:
    """Return the axis with its sizes in order, each of them a number of agents that there can be."""
    sizes = [value for level in axis.levels for _, value in level.settings]
    wrong = [
        size for size in sizes if isinstance(size, bool) or not isinstance(size, int) or not 1 <= size <= MAX_AGENTS
    ]
    if wrong or not sizes:
        what = f"{shown(wrong[0])} is no number of agents" if wrong else "the range has no whole numbers in it"
        message = f"{what}; expected whole numbers from 1 to {MAX_AGENTS}, such as 1..32 or 2,4,8"
        raise ScenarioError([Problem("--agents", None, "", message)])
    levels = sorted(zip(sizes, axis.levels, strict=True), key=lambda pair: int(pair[0] or 0))
    return replace(axis, levels=tuple(level for _, level in levels), span=None)
