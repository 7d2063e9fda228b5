"""A study with everything about it checked: the scenario of each point, and the data files that it names."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sim.experiment.scenario_input import CHECKS, Given, Overrides, data_of, listed, options_of
from sim.scenario import ScenarioError
from sim.scenario.reading.messages import any_of, choices, described, nearest
from sim.scenario.reading.problems import Problem
from sim.scenario.shipped import scenario_path
from sim.scenario.varying.axes import Axis, parse_vary
from sim.scenario.varying.axes_by_key import axes_in
from sim.scenario.varying.constraints import Constraint, parse_constraint
from sim.scenario.varying.expand import MAX_POINTS, expand
from sim.scenario.varying.study_file import Study, is_study, read_study
from sim.scenario.varying.study_spec import StudySpec
from sim.study.design import Kind, sampled
from sim.work.measure import metric_names
from sim.work.run_keys import DataFiles, with_one_look
from sim.work.runs import Plan, plan_study
from sim.work.tables import refuse_column_names

_MOST_NAMED = 4
Axes = str | Mapping[Any, Any] | Sequence[str | Mapping[Any, Any]]
"""Axes: `KEY=VALUES`, values by key (a tuple of keys change together), or several of both."""


@dataclass(frozen=True)
class Spread:
    """A design in place of all combinations; see `sim.study.design.sampled`."""

    kind: Kind
    points: int
    seed: int = 0


def plan_points(
    scenario: Given,
    axes: Sequence[Axis] = (),
    where: Sequence[Constraint] = (),
    overrides: Overrides = (),
    seed: int | None = None,
    spread: Spread | None = None,
    budget: int = MAX_POINTS,
) -> Plan:
    """Return the plan of a study around a scenario.

    Args:
        scenario: a scenario file, a mapping, or a scenario.
        axes: what varies.
        where: what must hold of a point.
        overrides: settings such as `retry.max_retries=5` that hold for every point.
        seed: in place of the scenario's.
        spread: points over the ranges in place of all combinations.
        budget: most points.

    Raises:
        ScenarioError: with every problem of every point.

    >>> from sim.experiment.scenario_input import parse_scenario
    >>> scenario = parse_scenario(
    ...     {
    ...         "name": "pair",
    ...         "fleet": {"agents": [{"name": "agent", "count": 2}]},
    ...         "workload": {"kind": "synthetic", "tasks_per_wave": 4},
    ...     }
    ... )
    >>> plan = plan_points(scenario, [parse_vary("retry.max_retries=0..4 step 2")])
    >>> [point.name for point in plan.points]
    ['retry.max_retries=0', 'retry.max_retries=2', 'retry.max_retries=4']
    """
    data, source = data_of(scenario)
    chosen = tuple(axes) if spread is None else sampled(axes, spread.kind, spread.points, spread.seed)
    options, problems = options_of(overrides, seed)
    if problems:
        raise ScenarioError(problems)
    files = DataFiles()
    points = expand(data, chosen, where, options, with_one_look(CHECKS, files), budget)
    refuse_column_names(points)
    if source is not None:
        points = tuple(replace(point, scenario=point.scenario.with_source(source)) for point in points)
    return plan_study(points, files=files)


def plan_file(
    path: str | os.PathLike[str],
    vary: Axes = (),
    where: str | Sequence[str] = (),
    overrides: Overrides = (),
    seed: int | None = None,
    budget: int = MAX_POINTS,
) -> tuple[Plan, StudySpec | None]:
    """Return the plan that a scenario file or a study file, and the options of a command, say together.

    Args:
        path: a scenario file, or a study file; what else the study asks for is returned beside the plan.
        vary: axes more than those of the study, as after `--vary`.
        where: constraints more than those of the study, as after `--where`.
        overrides: settings such as `retry.max_retries=5` that hold for every point.
        seed: beats the study's, which beats the scenario's.
        budget: most points.

    Raises:
        ScenarioError: with every problem.
    """
    axes, constraints = parse_axes(vary, where)
    path = scenario_path(path)
    if not is_study(path):
        return plan_points(path, axes, constraints, overrides, seed, budget=budget), None
    study = read_study(path)
    spec, design = study.spec, study.spec.design
    plan = plan_points(
        study.scenario,
        [*study.axes, *axes],
        [*study.where, *constraints],
        overrides,
        spec.seed if seed is None else seed,
        None if design is None else Spread(design.kind, design.points, design.seed),
        budget,
    )
    problems = list(_unknown_names(study, plan))
    if problems:
        raise ScenarioError(problems)
    return plan, spec


def _unknown_names(study: Study, plan: Plan) -> Iterator[Problem]:
    yield from unknown_metrics(study)
    names = [point.name for point in plan.points]
    baseline = study.spec.baseline
    if baseline is not None and baseline not in names:
        named = [repr(name) for name in names[:_MOST_NAMED]]
        others = [f"one of {len(names) - _MOST_NAMED} others"] if len(names) > _MOST_NAMED else []
        near = nearest(baseline, names)
        hint = f"did you mean {near!r}?" if near is not None else f"expected {any_of([*named, *others])}"
        yield study.problem(("baseline",), f"no point has the name {baseline!r}; {hint}")


def unknown_metrics(study: Study) -> Iterator[Problem]:
    """Return what is wrong with the metrics that a study asks for."""
    for number, metric in enumerate(study.spec.metrics):
        if metric not in metric_names():
            yield study.problem(("metrics", number), choices(metric, metric_names()))


def parse_axes(vary: Axes, where: str | Sequence[str] = ()) -> tuple[tuple[Axis, ...], tuple[Constraint, ...]]:
    """Return the axes and constraints that the options `--vary` and `--where` say, or such arguments.

    Args:
        vary: `KEY=VALUES`, values by key, or several of both.
        where: a condition, or several.

    Raises:
        ScenarioError: with all problems at once.

    >>> axes, where = parse_axes(["retry.max_retries=0,5"], ["retry.max_retries > 0"])
    >>> axes[0].keys, where[0].keys
    (('retry.max_retries',), ('retry.max_retries',))
    >>> [level.name for level in parse_axes({"retry.max_retries": [0, 5]})[0][0].levels]
    ['retry.max_retries=0', 'retry.max_retries=5']
    """
    problems: list[Problem] = []
    axes: list[Axis] = []
    constraints: list[Constraint] = []
    for part in listed(vary):
        try:
            axes += axes_in(part) if isinstance(part, Mapping) else [parse_vary(part)]
        except ScenarioError as error:
            problems.extend(error.problems)
    for text in listed(where):
        try:
            if not isinstance(text, str):
                raise ScenarioError([Problem("--where", None, "", f"{described(text)}; expected a condition")])
            constraints.append(parse_constraint(text))
        except ScenarioError as error:
            problems.extend(error.problems)
    if problems:
        raise ScenarioError(problems)
    return tuple(axes), tuple(constraints)
