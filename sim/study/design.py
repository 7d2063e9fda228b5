"""Designs: points spread over the ranges of a study, in place of all their combinations."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from sim.scenario.reading.overrides import value_in
from sim.scenario.reading.problems import Problem, ScenarioError
from sim.scenario.varying.axes import Axis, axis_of, zipped

Kind = Literal["latin_hypercube", "sobol"]


def sampled(axes: Sequence[Axis], kind: Kind, points: int, seed: int = 0) -> tuple[Axis, ...]:
    """Replace the axes that are ranges by one axis whose levels are points spread over all of them.

    Each other axis stays, and is combined with every one of the points. Values of a range with a step, and whole
    numbers, get equal shares; so points may fall together, and are then taken once.

    Args:
        axes: of the study.
        kind: `latin_hypercube` (every range cut into as many equal parts as there are points, one point in each
            part), or `sobol` (a scrambled low-discrepancy sequence; a power of 2 of points).
        points: how many.
        seed: of the spread.

    Raises:
        ScenarioError: no axis is a range, or the number of points does not suit the kind.

    >>> from sim.scenario.varying.axes import parse_vary
    >>> axes = [parse_vary("truth.bias=-1.0..1.0"), parse_vary("assignment.strategy=round_robin,load_balanced")]
    >>> [len(axis.levels) for axis in sampled(axes, "latin_hypercube", points=4)]
    [4, 2]

    Source: McKay, Beckman, Conover, "A comparison of three methods for selecting values of input variables",
        Technometrics 21, 1979; Sobol', "On the distribution of points in a cube", 1967, scrambled by Owen, 1998.
    """
    ranges = [axis for axis in axes if axis.span is not None]
    if not ranges:
        raise _refused("a design samples ranges, such as retry.max_retries=0..9; no axis is one")
    if kind == "sobol" and points & (points - 1):
        near = 1 << points.bit_length()
        raise _refused(f"{points} points; a sobol design needs a power of 2, such as {near // 2} or {near}")
    spread = over_ranges(ranges, unit_points(kind, len(ranges), points, seed))
    place = next(place for place, axis in enumerate(axes) if axis.span is not None)
    return tuple(
        spread if number == place else axis for number, axis in enumerate(axes) if number == place or axis.span is None
    )


def unit_points(kind: Kind, dimensions: int, points: int, seed: int = 0) -> npt.NDArray[np.float64]:
    """Return points spread over the unit cube, one row a point, each coordinate in [0, 1).

    >>> sorted((unit_points("latin_hypercube", 1, 4)[:, 0] * 4).astype(int).tolist())
    [0, 1, 2, 3]
    """
    from scipy.stats import qmc

    sampler = qmc.Sobol if kind == "sobol" else qmc.LatinHypercube
    return np.asarray(sampler(d=dimensions, rng=seed).random(points), dtype=np.float64)


def over_ranges(ranges: Sequence[Axis], unit: npt.NDArray[np.float64]) -> Axis:
    """Return one axis whose levels are the points of a unit cube carried over to the ranges.

    Args:
        ranges: axes that are ranges.
        unit: one row a point, one column a range, each coordinate in [0, 1).

    >>> from sim.scenario.varying.axes import parse_vary
    >>> ranges = [parse_vary("retry.max_retries=0..9"), parse_vary("retry.base=1s..2s")]
    >>> [level.name for level in over_ranges(ranges, np.array([[0.05, 0.5], [0.95, 0.25]])).levels]
    ['retry.max_retries=0, retry.base=1.5s', 'retry.max_retries=9, retry.base=1.25s']
    """
    spans = [axis.span for axis in ranges if axis.span is not None]
    rows = [tuple(value_in(span.at(u)) for span, u in zip(spans, row, strict=True)) for row in unit.tolist()]
    distinct = list(dict.fromkeys(rows))
    columns = zip(*distinct, strict=True)
    return zipped(
        [
            axis_of(axis.keys[0], list(values), axis.label, distinct=False)
            for axis, values in zip(ranges, columns, strict=True)
        ],
        ", ".join(axis.label for axis in ranges),
    )


def _refused(message: str) -> ScenarioError:
    return ScenarioError([Problem("design", None, "", message)])
