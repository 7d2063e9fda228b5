"""Axes of a study as Python code gives them: values by key."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sim.scenario.reading.overrides import printable
from sim.scenario.reading.problems import Problem, ScenarioError
from sim.scenario.values.frozen_spec import plain
from sim.scenario.varying.axes import Axis, axis_of, zipped


def axes_in(vary: Mapping[Any, Any], option: str = "--vary") -> list[Axis]:
    """The axes that a mapping of keys to values says; the keys of a tuple change together, a row a level.

    Raises ScenarioError with all problems.

    >>> axes = axes_in({"retry.max_retries": [0, 5], ("truth.bias", "truth.noise"): [(0, 0), (-1, 0.5)]})
    >>> [level.name for level in axes[1].levels]
    ['truth.bias=0, truth.noise=0', 'truth.bias=-1, truth.noise=0.5']
    """
    axes: list[Axis] = []
    problems: list[Problem] = []
    for key, values in vary.items():
        keys = key if isinstance(key, tuple) else (key,)
        label = f"{option} {printable(', '.join(map(str, keys)))}"
        try:
            axes.append(
                _zipped_rows(keys, values, label)
                if isinstance(key, tuple)
                else axis_of(str(key), values, label, base=Path.cwd())
            )
        except ScenarioError as error:
            problems.extend(error.problems)
    if problems:
        raise ScenarioError(problems)
    return axes


def _zipped_rows(keys: tuple[Any, ...], rows: Any, label: str) -> Axis:
    listed = plain(list(rows)) if isinstance(rows, Iterable) else rows
    if not isinstance(listed, list) or any(not isinstance(row, list) or len(row) != len(keys) for row in listed):
        message = f"expected a list of rows with {len(keys)} values each, one for each key"
        raise ScenarioError([Problem(label, None, "", message)])
    columns = [[row[place] for row in listed] for place in range(len(keys))]
    return zipped(
        [
            axis_of(key, column, label, distinct=False, base=Path.cwd())
            for key, column in zip(keys, columns, strict=True)
        ],
        label,
    )
