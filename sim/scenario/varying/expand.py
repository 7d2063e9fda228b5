"""Axes -> design points: an ordered tuple of scenarios, each checked like any other scenario."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

from sim.scenario.reading.messages import nearest
from sim.scenario.reading.overrides import Override, path_in
from sim.scenario.reading.problems import Problem, ScenarioError
from sim.scenario.reading.scenario_data import Check, ScenarioData
from sim.scenario.reading.schema_tree import is_known, known_paths, value_at
from sim.scenario.spec.spec import Scenario
from sim.scenario.varying.axes import Axis, Level, Setting, refuse_continua
from sim.scenario.varying.constraints import Constraint

MAX_POINTS = 10_000
# Constraints may strike out most of a grid; this much of it is looked at.
_LOOKED_AT = 20


@dataclass(frozen=True)
class DesignPoint:
    """One scenario of a study."""

    index: int  # from 0, in design order: the last axis varies fastest
    name: str  # readable, unique in its study
    settings: tuple[tuple[str, Setting], ...]  # of each key that varies; durations in seconds, alternatives by name
    scenario: Scenario


def expand(
    data: ScenarioData,
    axes: Sequence[Axis] = (),
    where: Sequence[Constraint] = (),
    options: Sequence[Override] = (),
    checks: Sequence[Check] = (),
    budget: int = MAX_POINTS,
) -> tuple[DesignPoint, ...]:
    """Every combination of the axes' levels that the constraints allow, in order, the last axis fastest.

    Args:
        data: the scenario around which the axes vary.
        axes: none gives one point, named after the scenario.
        where: what must hold of a point. What speaks of varied keys alone strikes a point out unseen: it need not be
            a valid scenario.
        options: that hold for every point, such as `--set`; an axis beats them.
        checks: of each scenario, as for `load_scenario`.
        budget: most points that a study may have.

    Raises:
        ScenarioError: with every problem of every point; one of some points only names them.

    >>> from sim.scenario.varying.axes import parse_vary
    >>> from sim.scenario.varying.constraints import parse_constraint
    >>> from sim.scenario.load import given_scenario
    >>> data = given_scenario(
    ...     {
    ...         "name": "pair",
    ...         "fleet": {"agents": [{"name": "agent", "count": 2}]},
    ...         "workload": {"kind": "synthetic", "tasks_per_wave": 5},
    ...     }
    ... )
    >>> axes = [parse_vary("assignment.strategy=round_robin,load_balanced"), parse_vary("retry.max_retries=0,5")]
    >>> [point.name for point in expand(data, axes, [parse_constraint("retry.max_retries > 0")])]
    ['round_robin, retry.max_retries=5', 'load_balanced, retry.max_retries=5']
    """
    refuse_continua(axes)
    refuse_overlaps(axes)
    _refuse_grid_over(budget, axes)
    found = _Findings()
    points: list[DesignPoint] = []
    names: set[str] = set()
    for levels in product(*(axis.levels for axis in axes)):
        candidate = _Candidate(data, levels, options)
        try:
            if not candidate.is_wanted(where):
                continue
            scenario = candidate.scenario(checks)
        except ScenarioError as error:
            found.add(error.problems, candidate.name)
            continue
        found.good += 1
        if len(points) >= budget:
            raise _over(budget, f"more than {budget} points are left")
        name = candidate.name or scenario.name
        if name in names:  # texts with commas in them can run together alike
            name = f"{name} #{len(points)}"
        names.add(name)
        points.append(DesignPoint(len(points), name, candidate.settings, scenario))
    if found.problems:
        raise ScenarioError(found.told())
    if not points:
        raise ScenarioError([Problem(where[0].label, None, "", "no point of the study fulfils the constraints")])
    return tuple(points)


class _Candidate:
    """One combination of levels."""

    def __init__(self, data: ScenarioData, levels: tuple[Level, ...], options: Sequence[Override]) -> None:
        self._data = data
        self._options = [*options, *(override for level in levels for override in level.overrides)]
        self.settings = tuple(setting for level in levels for setting in level.settings)
        self.name = ", ".join(level.name for level in levels)

    def scenario(self, checks: Sequence[Check]) -> Scenario:
        return self._data.build(self._options, checks)

    def is_wanted(self, where: Sequence[Constraint]) -> bool:
        known = dict(self.settings)
        for constraint in where:
            if all(key in known for key in constraint.keys):
                wanted = _holds(constraint, known.__getitem__)
            else:
                # The rest of the scenario, defaults included, is known once it is valid.
                lookup = _lookup(known, self._data.build(self._options), constraint)
                wanted = _holds(constraint, lookup)
            if not wanted:
                return False
        return True


def _holds(constraint: Constraint, lookup: Callable[[str], object]) -> bool:
    try:
        return constraint.holds(lookup)
    except ValueError as error:
        raise ScenarioError([Problem(constraint.label, None, "", str(error))]) from None


def _lookup(known: Mapping[str, Setting], scenario: Scenario, constraint: Constraint) -> Callable[[str], object]:
    resolved: dict[str, Any] = scenario.resolved()

    def value(key: str) -> object:
        if key in known:
            return known[key]
        path = path_in(key)
        if not is_known(path, resolved):
            near = nearest(key, (*known, *known_paths()))
            hint = f"; did you mean {near}?" if near is not None else ""
            raise ScenarioError([Problem(constraint.label, None, key, f"unknown path{hint}")])
        return value_at(path, resolved)

    return value


class _Findings:
    """Problems of many points, each told once."""

    def __init__(self) -> None:
        self.problems: dict[Problem, list[str]] = {}
        self.good = 0
        self._bad = 0

    def add(self, problems: Iterable[Problem], point: str) -> None:
        self._bad += 1
        for problem in problems:
            self.problems.setdefault(problem, []).append(point)

    def told(self) -> Iterator[Problem]:
        for problem, names in self.problems.items():
            if len(names) == self.good + self._bad:
                yield problem  # of the scenario itself, or of all levels alike
            else:
                others = len(names) - 1
                more = f" and {others} more point{'s' if others > 1 else ''}" if others else ""
                yield Problem(problem.file, problem.line, problem.path, f"{problem.message} (in {names[0]}{more})")


def refuse_overlaps(axes: Sequence[Axis]) -> None:
    """Raise ScenarioError for two axes that set the same key, or one a section and the other a key in it."""
    problems = []
    taken: list[tuple[tuple[str, ...], Axis]] = []
    for axis in axes:
        own = {tuple(str(step) for step in option.path) for level in axis.levels for option in level.overrides}
        own |= {tuple(key.split(".")) for key in axis.keys}
        for path, other in ((path, other) for path in sorted(own) for other in taken):
            shared = min(len(path), len(other[0]))
            if path[:shared] == other[0][:shared]:
                twin = f"{other[1].label} sets {'.'.join(other[0])} too"
                problems.append(Problem(axis.label, None, "", f"{'.'.join(path)} is set here, and {twin}; keep one"))
        taken += [(path, axis) for path in sorted(own)]
    if problems:
        raise ScenarioError(problems)


def _refuse_grid_over(budget: int, axes: Sequence[Axis]) -> None:
    size = prod(len(axis.levels) for axis in axes)
    if size > budget * _LOOKED_AT:
        sizes = " * ".join(str(len(axis.levels)) for axis in axes)
        raise _over(budget, f"{sizes} = {size} combinations")


def _over(budget: int, what: str) -> ScenarioError:
    message = f"{what}; expected at most {budget}: take fewer values, larger steps, constraints, or a design"
    return ScenarioError([Problem("--vary", None, "", message)])
