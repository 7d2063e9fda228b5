"""The keys that a study sweeps, as the columns of its runs tell them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

UNSET = "(unset)"

MOST_SERIES = 6
"""Lines in one picture; of more none could be told from the others."""

Level = float | str


class SweptAxis(NamedTuple):
    """A key with the values that it takes: numbers ascending, or texts in design order."""

    key: str
    levels: tuple[Level, ...]
    seconds: bool = False  # they are durations

    @property
    def label(self) -> str:
        """The key, and its unit."""
        return f"{self.key} (s)" if self.seconds else self.key

    @property
    def numeric(self) -> bool:
        """Whether its values are numbers."""
        return not any(isinstance(level, str) for level in self.levels)


class Sweep(NamedTuple):
    """The keys of a study, and where each alternative stands."""

    axes: tuple[SweptAxis, ...]
    settings: Mapping[str, tuple[Level, ...]]  # by alternative, a level for each axis

    def complete(self) -> bool:
        """Whether every combination of levels occurs once."""
        cells = set(self.settings.values())
        return len(cells) == len(self.settings) == prod(len(axis.levels) for axis in self.axes)


def sweep_of(runs: "pd.DataFrame") -> Sweep:
    """Return what a study sweeps: each key that takes two values or more and says what no other one says.

    Args:
        runs: runs.parquet: the keys stand between the columns `name` and `replication`.

    >>> import pandas as pd
    >>> runs = pd.DataFrame({"name": ["a", "b"], "fleet.count": [2, 4], "same": [1, 1], "replication": [0, 0]})
    >>> sweep = sweep_of(runs)
    >>> [axis.key for axis in sweep.axes], sweep.settings["b"]
    (['fleet.count'], (4.0,))
    """
    columns = list(runs.columns)
    keys = columns[columns.index("name") + 1 : columns.index("replication")]
    points = runs.drop_duplicates("name")
    names = [str(name) for name in points["name"]]
    values = {key: _levels(points[key].tolist()) for key in keys}
    kept = {key: levels for key, levels in values.items() if len(set(levels)) > 1}
    for one, other in combinations(list(kept), 2):
        if one in kept and other in kept and _same(kept[one], kept[other]):
            del kept[other]
    axes = tuple(SweptAxis(key, tuple(_ordered(levels)), _is_duration(key, names)) for key, levels in kept.items())
    rows = zip(*kept.values(), strict=True) if kept else iter([()] * len(names))
    return Sweep(axes, dict(zip(names, rows, strict=False)))


def _is_duration(key: str, names: list[str]) -> bool:
    """Whether an alternative's name has a duration under this key, or its last part."""
    _, _, last = key.rpartition(".")
    written = re.compile(rf"(?:^|[ .]){re.escape(last)}=[0-9.]+(?:s|min|h|d)(?:,|$)")
    return any(written.search(name) for name in names)


def _levels(values: list[Any]) -> list[Level]:
    missing = [value is None or value != value for value in values]  # NaN differs from itself
    numeric = not any(missing) and all(isinstance(value, int | float) and value is not True for value in values)
    if numeric and not any(isinstance(value, bool) for value in values):
        return [float(value) for value in values]
    return [UNSET if gone else str(value) for value, gone in zip(values, missing, strict=True)]


def _same(one: list[Level], other: list[Level]) -> bool:
    """Whether two keys change together, level by level; numbers rise or fall together too.

    Points that a design spreads over two ranges pair every value of one with a value of the other, in no order.
    """
    pairs = set(zip(one, other, strict=True))
    numbers = [(a, b) for a, b in pairs if isinstance(a, float) and isinstance(b, float)]
    if len(numbers) == len(pairs):
        second = [b for _, b in sorted(numbers)]
        if second not in (sorted(second), sorted(second, reverse=True)):
            return False
    return len(pairs) == len(set(one)) == len(set(other))


def _ordered(levels: list[Level]) -> Iterator[Level]:
    distinct = dict.fromkeys(levels)
    numbers = [level for level in distinct if isinstance(level, float)]
    yield from sorted(numbers) if len(numbers) == len(distinct) else distinct


class Lines(NamedTuple):
    """What is drawn: along one axis, alternatives by the setting of all others."""

    along: int  # place of the axis in the sweep
    series: Mapping[tuple[Level, ...], Sequence[str]]  # alternatives in order of the axis


def lines_of(sweep: Sweep) -> Lines | None:
    """Return the lines that show a sweep; None where it has no numeric axis, or needs too many lines.

    >>> axes = (SweptAxis("strategy", ("a", "b")), SweptAxis("count", (2.0, 4.0)))
    >>> lines_of(Sweep(axes, {"p": ("a", 4.0), "q": ("b", 2.0), "r": ("a", 2.0), "s": ("b", 4.0)}))
    Lines(along=1, series={('a',): ['r', 'p'], ('b',): ['q', 's']})
    """
    numeric = [place for place, axis in enumerate(sweep.axes) if axis.numeric]
    if not numeric:
        return None
    along = max(numeric, key=lambda place: len(sweep.axes[place].levels))
    series: dict[tuple[Level, ...], list[str]] = {}
    for name in sorted(sweep.settings, key=lambda name: float(sweep.settings[name][along])):
        setting = sweep.settings[name]
        series.setdefault((*setting[:along], *setting[along + 1 :]), []).append(name)
    others = [axis for place, axis in enumerate(sweep.axes) if place != along]
    ordered = sorted(
        series, key=lambda key: [axis.levels.index(level) for axis, level in zip(others, key, strict=True)]
    )
    found = {key: series[key] for key in ordered}
    # Where most levels are missing from most lines, the points are scattered: lines between them would mean nothing.
    if len(found) > MOST_SERIES or 2 * len(sweep.settings) < len(found) * len(sweep.axes[along].levels):
        return None
    return Lines(along, found)


def level_text(level: Level) -> str:
    """Return a level as it stands in a picture.

    >>> level_text(4.0), level_text(0.30000000000000004), level_text("round_robin")
    ('4', '0.3', 'round_robin')
    """
    return level if isinstance(level, str) else f"{level:.6g}"
