"""What tells alternatives apart, for pictures, in which full paths of keys would be cut to the same stump."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from sim.measures.comparison.result import Comparison, MetricComparison

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")


def short_names(names: Sequence[str]) -> dict[str, str]:
    """Return a short name for each alternative: the settings that differ, under the last parts of their keys.

    Args:
        names: as a plan gives them; others stay as they are.

    >>> short_names(["fleet.breakdowns.mtbf=5min, retry.base=1s", "fleet.breakdowns.mtbf=1h, retry.base=1s"])
    {'fleet.breakdowns.mtbf=5min, retry.base=1s': 'mtbf=5min', 'fleet.breakdowns.mtbf=1h, retry.base=1s': 'mtbf=1h'}
    >>> short_names(["round_robin, fleet.agents.0.count=2", "load_balanced, fleet.agents.0.count=4"])
    ... # doctest: +NORMALIZE_WHITESPACE
    {'round_robin, fleet.agents.0.count=2': 'round_robin, count=2',
     'load_balanced, fleet.agents.0.count=4': 'load_balanced, count=4'}
    """
    unchanged = {name: name for name in names}
    rows = [[_setting(part) for part in name.split(", ")] for name in names]
    keys = [key for key, _ in rows[0]] if rows else []
    alike = all([key for key, _ in row] == keys for row in rows)
    if not alike or len(rows) < 2 or any(bracket in name for name in names for bracket in "[{("):
        return unchanged
    places = [place for place in range(len(keys)) if len({row[place][1] for row in rows}) > 1]
    last = _last_parts([keys[place] for place in places])
    said = [
        ", ".join(f"{key}={row[place][1]}" if key else row[place][1] for key, place in zip(last, places, strict=True))
        for row in rows
    ]
    return dict(zip(names, said, strict=True)) if len(set(said)) == len(set(names)) else unchanged


def _setting(part: str) -> tuple[str, str]:
    key, equals, value = part.partition("=")
    return (key, value) if equals else ("", part)


def _last_parts(keys: Sequence[str]) -> list[str]:
    """Return the ends of the keys, as many parts of all as tell them apart."""
    for parts in range(1, 1 + max((key.count(".") + 1 for key in keys), default=1)):
        ends = [".".join(key.split(".")[-parts:]) for key in keys]
        if len(set(ends)) == len(ends):
            return ends
    return list(keys)


def briefly(
    comparison: Comparison, trajectories: "pd.DataFrame", runs: "pd.DataFrame"
) -> tuple[Comparison, "pd.DataFrame", "pd.DataFrame"]:
    """Return a study with short names in place of the full ones.

    Args:
        comparison: of its alternatives or points.
        trajectories: trajectories.parquet.
        runs: runs.parquet.
    """
    short = short_names(comparison.alternatives)
    if all(name == said for name, said in short.items()):
        return comparison, trajectories, runs
    renamed = replace(
        comparison,
        alternatives=tuple(short.values()),
        baseline=short.get(comparison.baseline, comparison.baseline),
        metrics=tuple(_renamed(entry, short) for entry in comparison.metrics),
        tasks={short[name]: number for name, number in comparison.tasks.items()},
        front=tuple(short[name] for name in comparison.front),
        certain=tuple(short[name] for name in comparison.certain),
        runs={short[name]: number for name, number in comparison.runs.items()},
        chance_on_front={short[name]: chance for name, chance in comparison.chance_on_front.items()},
    )
    in_waves, in_runs = (table.assign(name=table["name"].replace(short)) for table in (trajectories, runs))
    return renamed, in_waves, in_runs


def _renamed(entry: MetricComparison, short: Mapping[str, str]) -> MetricComparison:
    def by_name(values: Mapping[str, T]) -> dict[str, T]:
        return {short[name]: value for name, value in values.items()}

    return replace(
        entry,
        baseline=short[entry.baseline],
        means=by_name(entry.means),
        quantiles=by_name(entry.quantiles),
        differences=by_name(entry.differences),
        probability_of_best=by_name(entry.probability_of_best),
        opportunity_cost=by_name(entry.opportunity_cost),
        reasons=by_name(entry.reasons),
        cut_off=by_name(entry.cut_off),
        empty=by_name(entry.empty),
        ahead=None if entry.ahead is None else short[entry.ahead],
        missing=by_name(entry.missing),
    )
