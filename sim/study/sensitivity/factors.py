"""Axes as factors of a sensitivity study: how many levels they have, whether in order, and their value at a place."""

from collections.abc import Sequence
from itertools import pairwise

from sim.measures.sensitivity.trajectories import GRID
from sim.scenario.reading.overrides import value_in
from sim.scenario.reading.problems import Problem, ScenarioError
from sim.scenario.varying.axes import Axis, Level, axis_of


def factor_name(axis: Axis) -> str:
    """Return what a factor is called: its key, or the keys that change together.

    >>> from sim.scenario.varying.axes import parse_vary
    >>> factor_name(parse_vary("fleet.agents.0.count=2,4 + fleet.agents.0.capacity=4,2"))
    'fleet.agents.0.count + fleet.agents.0.capacity'
    """
    return " + ".join(axis.keys)


def told_values(axis: Axis) -> str:
    """Return the values of a factor in words.

    >>> from sim.scenario.varying.axes import parse_vary
    >>> told_values(parse_vary("truth.bias=-1.0..1.0")), told_values(parse_vary("retry.max_retries=0..5"))
    ('-1 to 1', '0 to 5, 6 levels')
    >>> told_values(parse_vary("assignment.strategy=round_robin,load_balanced"))
    'round_robin, load_balanced'
    """
    if axis.span is not None:
        levels = f", {len(axis.levels)} levels" if axis.levels else ""
        return f"{axis.span.at(0.0)} to {axis.span.at(1.0)}{levels}"
    key = f"{axis.keys[0]}="
    names = [level.name.removeprefix(key) if len(axis.keys) == 1 else level.name for level in axis.levels]
    separator = ", " if len(axis.keys) == 1 else "; "
    return separator.join(names)


def refuse_constants(axes: Sequence[Axis]) -> None:
    """Raise ScenarioError where there is no axis, or one that never changes."""
    if not axes:
        message = "no input varies; expected axes, such as --vary retry.max_retries=0..5"
        raise ScenarioError([Problem("--vary", None, "", message)])
    problems = [
        Problem(axis.label, None, factor_name(axis), "has one value only; expected two or more, or a range")
        for axis in axes
        if len(axis.levels) == 1 or (axis.span is not None and axis.span.low == axis.span.high)
    ]
    if problems:
        raise ScenarioError(problems)


def level_count(axis: Axis) -> int:
    """Return how many levels a trajectory may visit.

    >>> from sim.scenario.varying.axes import parse_vary
    >>> level_count(parse_vary("retry.max_retries=0..5")), level_count(parse_vary("truth.bias=-1.0..1.0"))
    (6, 4)
    """
    return len(axis.levels) or GRID


def has_order(axis: Axis) -> bool:
    """Return whether the levels go from little to much or back: numbers that rise or fall, or only two levels.

    >>> from sim.scenario.varying.axes import parse_vary
    >>> has_order(parse_vary("retry.base=1s,10s,1min")), has_order(parse_vary("retry.max_retries=0,9,1"))
    (True, False)
    """
    if not axis.levels or len(axis.levels) == 2:
        return True
    columns = zip(*([value for _, value in level.settings] for level in axis.levels), strict=True)
    return all(_monotonic(column) for column in columns)


def levels_at(axis: Axis, shares: Sequence[float]) -> list[Level]:
    """Return the levels at shares of the way through an axis: equal parts for its levels, or a place on a continuum.

    Args:
        axis: list, range or continuum.
        shares: 0..1 each.

    >>> from sim.scenario.varying.axes import parse_vary
    >>> [level.name for level in levels_at(parse_vary("retry.max_retries=0,5"), [0.0, 0.49, 0.5, 1.0])]
    ['retry.max_retries=0', 'retry.max_retries=0', 'retry.max_retries=5', 'retry.max_retries=5']
    >>> [level.name for level in levels_at(parse_vary("truth.bias=-1.0..1.0"), [0.25, 1.0])]
    ['truth.bias=-0.5', 'truth.bias=1']
    """
    if axis.levels:
        last = len(axis.levels) - 1
        return [axis.levels[min(int(share * len(axis.levels)), last)] for share in shares]
    assert axis.span is not None
    texts = [axis.span.at(share) for share in shares]
    distinct = list(dict.fromkeys(texts))
    made = axis_of(axis.keys[0], [value_in(text) for text in distinct], axis.label, distinct=False)
    level_of = dict(zip(distinct, made.levels, strict=True))
    return [level_of[text] for text in texts]


def shares_of(axes: Sequence[Axis], places: Sequence[int]) -> list[float]:
    """Return where the levels of one point of a trajectory lie, as shares of the way.

    >>> from sim.scenario.varying.axes import parse_vary
    >>> shares_of([parse_vary("retry.max_retries=0,5"), parse_vary("truth.bias=-1.0..1.0")], [1, 1])
    [0.75, 0.3333333333333333]
    """
    return [
        (place + 0.5) / len(axis.levels) if axis.levels else place / (GRID - 1)
        for axis, place in zip(axes, places, strict=True)
    ]


def _monotonic(values: Sequence[object]) -> bool:
    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    if len(numbers) < len(values):
        return False
    pairs = list(pairwise(numbers))
    return all(a < b for a, b in pairs) or all(a > b for a, b in pairs)
