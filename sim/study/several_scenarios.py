"""Several scenarios as the alternatives of one comparison."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from sim.experiment.scenario_input import Given
from sim.scenario import Problem, Scenario, ScenarioError
from sim.scenario.varying.study_file import is_study
from sim.work.runs import Plan

SCENARIO = "scenario"
"""The key of the axis over scenarios, a column of the tables."""


def plan_together(scenarios: Sequence[Given], plan: Callable[[Given], Plan]) -> Plan:
    """Return the plan of a comparison between scenarios: the points of each, named after it.

    Args:
        scenarios: two or more.
        plan: makes the points of one: its strategies and the values that vary.

    Raises:
        ScenarioError: with every problem of each; or they cannot be compared, and the message says why.

    >>> from sim.experiment.scenario_input import parse_scenario
    >>> from sim.study.plan_input import plan_points
    >>> fleet, tasks = {"agents": [{"name": "agent"}]}, {"kind": "synthetic", "tasks_per_wave": 4}
    >>> one = parse_scenario({"name": "one", "fleet": fleet, "workload": tasks})
    >>> plan = plan_together([one, one.with_({"name": "more", "fleet.agents.0.count": 2})], plan_points)
    >>> [point.name for point in plan.points]
    ['one', 'more']
    """
    plans: list[Plan] = []
    problems: list[Problem] = []
    for given in scenarios:
        if isinstance(given, str | os.PathLike) and is_study(given):
            problems.append(Problem(os.fspath(given), None, "", "is a study; expected scenarios to compare"))
            continue
        try:
            plans.append(plan(given))
        except ScenarioError as error:
            problems.extend(error.problems)
    if problems:
        raise ScenarioError(dict.fromkeys(problems))
    labels = _labels(scenarios, [found.points[0].scenario for found in plans])
    _refuse_unlike(labels, plans)
    named = [_named(found, label) for found, label in zip(plans, labels, strict=True)]
    points = [point for found in named for point in found.points]
    return replace(
        named[0],
        points=tuple(replace(point, index=index) for index, point in enumerate(points)),
        keys=tuple(key for found in named for key in found.keys),
        inputs=tuple(inputs for found in named for inputs in found.inputs),
        plugins=tuple(dict.fromkeys(plugin for found in named for plugin in found.plugins)),
    )


def _named(plan: Plan, label: str) -> Plan:
    points = [
        replace(
            point,
            name=f"{label}, {point.name}" if point.settings else label,
            settings=((SCENARIO, label), *point.settings),
        )
        for point in plan.points
    ]
    return replace(plan, points=tuple(points))


def _labels(scenarios: Sequence[Given], read: Sequence[Scenario]) -> list[str]:
    """What each is called: by its name, else by its file, else by its place."""
    names = [scenario.name for scenario in read]
    files = [Path(given).stem if isinstance(given, str | os.PathLike) else "" for given in scenarios]
    for labels in (names, files):
        if all(labels) and len(set(labels)) == len(labels):
            return labels
    return [f"{name} #{place}" for place, name in enumerate(names, start=1)]


def _refuse_unlike(labels: Sequence[str], plans: Sequence[Plan]) -> None:
    first = plans[0].points[0].scenario
    problems: list[Problem] = []
    for label, plan in zip(labels[1:], plans[1:], strict=True):
        other = plan.points[0].scenario
        problems += [
            Problem(label, None, "", message) for message in _differences(labels[0], first, plans[0], other, plan)
        ]
    twins = Counter(plan.points[0].scenario.fingerprint() for plan in plans)
    if not problems and max(twins.values()) > 1:
        same = [
            label for label, plan in zip(labels, plans, strict=True) if twins[plan.points[0].scenario.fingerprint()] > 1
        ]
        problems.append(Problem(None, None, "", f"{' and '.join(same)} say the same; there is nothing to compare"))
    if problems:
        raise ScenarioError(problems)


def _differences(label: str, first: Scenario, plan: Plan, other: Scenario, its_plan: Plan) -> Iterator[str]:
    if plan.seed != its_plan.seed:
        yield (
            f"seed {its_plan.seed}, where {label} has {plan.seed}: they would meet different luck; "
            f"expected the same, such as by --seed {plan.seed}"
        )
    if first.metrics != other.metrics:
        yield (
            f"metrics.warmup of {other.metrics.warmup:g} s, where {label} has {first.metrics.warmup:g} s: their "
            "metrics are over different times; expected the same, such as by "
            f"--set metrics.warmup={first.metrics.warmup:g}s"
        )
    if first.health.weights != other.health.weights:
        yield (
            f"other health.weights than {label}: their health scores say different things; "
            f"expected the same, such as by --set health.weights={{..}}"
        )
