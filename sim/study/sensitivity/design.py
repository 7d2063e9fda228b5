"""The points of a sensitivity study, and the plan of their runs; all of it checked before anything is run."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.experiment.scenario_input import Given, Overrides
from sim.measures.sensitivity.saltelli import saltelli
from sim.measures.sensitivity.trajectories import Trajectories, trajectories
from sim.scenario import Problem, ScenarioError
from sim.scenario.varying.axes import Axis, Level, zipped
from sim.scenario.varying.constraints import Constraint
from sim.scenario.varying.expand import MAX_POINTS, refuse_overlaps
from sim.scenario.varying.study_file import is_study, read_study
from sim.scenario.varying.study_spec import SensitivitySpec, StudySpec
from sim.study.design import unit_points
from sim.study.plan_input import Axes, parse_axes, plan_points, unknown_metrics
from sim.study.sensitivity.factors import (
    factor_name,
    has_order,
    level_count,
    levels_at,
    refuse_constants,
    shares_of,
    told_values,
)
from sim.work.runs import Plan


@dataclass(frozen=True)
class SensitivityPlan:
    """A design over some factors, with the plan of its runs.

    Args:
        runs: of the points, each once.
        spec: method and size.
        factors: names, in the order given.
        values: of each factor, in words.
        has_direction: of each factor, whether its levels have an order.
        point: which point stands at each place of the design: (trajectories, factors + 1) along trajectories, else
            (factors + 2, points).
        walks: the trajectories; None for Sobol indices.
    """

    runs: Plan
    spec: SensitivitySpec
    factors: tuple[str, ...]
    values: tuple[str, ...]
    has_direction: tuple[bool, ...]
    point: npt.NDArray[np.int64]
    walks: Trajectories | None


def plan_sensitivity(
    scenario: Given,
    vary: Axes = (),
    where: str | Sequence[str] = (),
    overrides: Overrides = (),
    seed: int | None = None,
    spec: SensitivitySpec | None = None,
) -> tuple[SensitivityPlan, StudySpec | None]:
    """Return the plan of a sensitivity study, and what else a study file asks for.

    Args:
        scenario: a scenario file, a study file, a mapping, or a scenario.
        vary: the factors, as after `--vary`; more than those of the study.
        where: constraints that every point must fulfil; more than those of the study.
        overrides: settings such as `retry.max_retries=5` that hold for every point.
        seed: of the luck; beats the study's, which beats the scenario's.
        spec: method and size; absent: the study's, or the default.

    Raises:
        ScenarioError: with every problem; a combination that cannot be run is one.

    >>> from sim.experiment.scenario_input import parse_scenario
    >>> scenario = parse_scenario(
    ...     {
    ...         "name": "pair",
    ...         "fleet": {"agents": [{"name": "agent", "count": 2}]},
    ...         "workload": {"kind": "synthetic", "tasks_per_wave": 4},
    ...     }
    ... )
    >>> plan, _ = plan_sensitivity(
    ...     scenario,
    ...     ["retry.max_retries=0..3", "truth.bias=-1.0..1.0"],
    ...     spec=SensitivitySpec(trajectories=5),
    ... )
    >>> plan.point.shape, plan.factors, len(plan.runs.points) <= 15
    ((5, 3), ('retry.max_retries', 'truth.bias'), True)
    """
    axes, constraints = parse_axes(vary, where)
    study_spec: StudySpec | None = None
    if isinstance(scenario, str | os.PathLike) and is_study(scenario):
        study = read_study(scenario)
        if problems := list(unknown_metrics(study)):
            raise ScenarioError(problems)
        study_spec, scenario = study.spec, study.scenario
        axes, constraints = (*study.axes, *axes), (*study.where, *constraints)
        seed = study_spec.seed if seed is None else seed
        spec = study_spec.sensitivity if spec is None else spec
    found = _planned(scenario, axes, constraints, overrides, seed, spec or SensitivitySpec())
    return found, study_spec


def _planned(
    scenario: Given,
    axes: Sequence[Axis],
    where: Sequence[Constraint],
    overrides: Overrides,
    seed: int | None,
    spec: SensitivitySpec,
) -> SensitivityPlan:
    refuse_constants(axes)
    refuse_overlaps(axes)
    _refuse_size(spec, len(axes))
    walks = _walks(axes, spec) if spec.method == "morris" else None
    if walks is not None:
        shares = np.array([shares_of(axes, row) for row in walks.levels.reshape(-1, len(axes)).tolist()])
        shape = walks.levels.shape[:2]
    else:
        samples = saltelli(unit_points("sobol", 2 * len(axes), spec.points, spec.seed))
        shares, shape = samples.reshape(-1, len(axes)), samples.shape[:2]
    levels = [levels_at(axis, column.tolist()) for axis, column in zip(axes, shares.T, strict=True)]
    points, place = _distinct(list(zip(*levels, strict=True)))
    axis = zipped(
        [Axis(axis.keys, column, axis.label) for axis, column in zip(axes, zip(*points, strict=True), strict=True)],
        ", ".join(axis.label for axis in axes),
    )
    plan = plan_points(scenario, [axis], where, overrides, seed)
    _refuse_gaps(plan, axis, where)
    return SensitivityPlan(
        plan,
        spec,
        tuple(map(factor_name, axes)),
        tuple(map(told_values, axes)),
        tuple(map(has_order, axes)),
        place.reshape(shape),
        walks,
    )


def _walks(axes: Sequence[Axis], spec: SensitivitySpec) -> Trajectories:
    # A latin hypercube: the trajectories begin on every level equally often, as far as their number allows.
    u = unit_points("latin_hypercube", 3 * len(axes), spec.trajectories, spec.seed)
    return trajectories([level_count(axis) for axis in axes], [has_order(axis) for axis in axes], u)


def _distinct(rows: Sequence[tuple[Level, ...]]) -> tuple[list[tuple[Level, ...]], npt.NDArray[np.int64]]:
    """Return the rows that differ, in order, and for each row its place among them."""
    places: dict[tuple[str, ...], int] = {}
    found: list[tuple[Level, ...]] = []
    index = []
    for row in rows:
        key = tuple(level.name for level in row)
        if key not in places:
            places[key] = len(found)
            found.append(row)
        index.append(places[key])
    return found, np.array(index, dtype=np.int64)


def _refuse_size(spec: SensitivitySpec, factors: int) -> None:
    if spec.method == "morris":
        points, what = spec.trajectories * (factors + 1), f"{spec.trajectories} trajectories * ({factors} + 1) steps"
    else:
        points, what = spec.points * (factors + 2), f"{spec.points} points * ({factors} + 2) samples"
        if spec.points & (spec.points - 1):
            near = 1 << spec.points.bit_length()
            raise _refused(f"{spec.points} points; Sobol indices need a power of 2, such as {near // 2} or {near}")
    if points > MAX_POINTS:
        raise _refused(f"{what} = {points} scenarios; expected at most {MAX_POINTS}: take fewer")


def _refuse_gaps(plan: Plan, axis: Axis, where: Sequence[Constraint]) -> None:
    """Refuse constraints that strike out points: an index needs the whole of what the axes span."""
    kept = {point.name for point in plan.points}
    gone = [level.name for level in axis.levels if level.name not in kept]
    if gone:
        others = f" and {len(gone) - 1} more" if len(gone) > 1 else ""
        message = (
            f"{len(gone)} of {len(axis.levels)} points of the design do not fulfil the constraints ({gone[0]}{others});"
            " an index needs every combination of the values: narrow the ranges, or let the keys change together"
        )
        raise ScenarioError([Problem(where[0].label, None, "", message)])


def _refused(message: str) -> ScenarioError:
    return ScenarioError([Problem("sensitivity", None, "", message)])
