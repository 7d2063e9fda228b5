"""runs.parquet and trajectories.parquet: a study's runs as tables, in design order."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.record.files import open_parquet
from sim.scenario import Problem, ScenarioError
from sim.scenario.varying.axes import Setting
from sim.scenario.varying.expand import DesignPoint
from sim.work.columns import RUNS_AFTER, RUNS_BEFORE, RUNS_COUNTS, types
from sim.work.columns import TRAJECTORIES as TRAJECTORY_COLUMNS
from sim.work.execution import Lost
from sim.work.measure import WAVE_VALUES, RunRow, metric_names
from sim.work.runs import Plan, rows_of
from sim.work.store import RunStore

if TYPE_CHECKING:
    import pandas as pd

RUNS, TRAJECTORIES = "runs.parquet", "trajectories.parquet"
_BEFORE, _AFTER, _TRAJECTORY = types(RUNS_BEFORE), types(RUNS_AFTER), types(TRAJECTORY_COLUMNS)
_COUNTS = types(RUNS_COUNTS)
_PART = 10_000
"""Runs held in memory while a table is written."""

Columns = Mapping[str, Sequence[Any]]


def write_study_tables(
    directory: Path, plan: Plan, replications: int | Sequence[int], store: RunStore, lost: Sequence[Lost] = ()
) -> None:
    """Write a row for each run, in design order: the same bytes however, and in however many sessions, it was done.

    runs.parquet has `point` (index in design order), `name`, a column for each key that varies (durations in seconds,
    alternatives by name), `replication`, `seed`, `status` (ok, failed, missing), `error`, `ended_early`, `faults`,
    every metric, and the numbers of tasks that they are over; trajectories.parquet has health score and metrics of each
    wave of each run.

    Args:
        directory: where to.
        plan: of the study.
        replications: of each point, or one number for all.
        store: of finished runs.
        lost: why runs are missing.

    Raises:
        OSError: a file could not be written, or a stored one not be read; previous files are intact.
    """
    keys = _setting_types([point.settings for point in plan.points])
    types = {**_BEFORE, **keys, **_AFTER, **dict.fromkeys(metric_names(), "float64"), **_COUNTS}

    with (
        open_parquet(directory / RUNS, types) as write_runs,
        open_parquet(directory / TRAJECTORIES, _TRAJECTORY) as write_waves,
    ):
        for part in _parts(rows_of(plan, replications, store, lost)):
            write_runs(_runs_part(part, plan.seed, keys))
            write_waves(_waves_part(part))


def load_study(directory: str | Path) -> "pd.DataFrame":
    """Return the runs of a study as a DataFrame, one row a run, in design order.

    Args:
        directory: the result folder of `compare` or `sweep`.

    Raises:
        FileNotFoundError: it holds no runs.parquet.
    """
    return _table(Path(directory), RUNS)


def load_trajectories(directory: str | Path) -> "pd.DataFrame":
    """Return the health score and the metrics of each wave of each run of a study as a DataFrame.

    Args:
        directory: the result folder of `compare` or `sweep`.

    Raises:
        FileNotFoundError: it holds no trajectories.parquet.
    """
    return _table(Path(directory), TRAJECTORIES)


def refuse_column_names(points: Sequence[DesignPoint]) -> None:
    """Refuse axes under names of their own that other columns of runs.parquet bear already.

    Raises:
        ScenarioError: with each such name.
    """
    taken = {*_BEFORE, *_AFTER, *metric_names(), *_COUNTS}
    found = [key for key, _ in points[0].settings if key in taken] if points else []
    if found:
        message = "is the name of a column of runs.parquet; choose another name for the alternatives"
        raise ScenarioError([Problem("--vary", None, key, message) for key in found])


def _table(directory: Path, name: str) -> "pd.DataFrame":
    import pandas as pd

    path = directory / name
    if not path.is_file():
        raise FileNotFoundError(f"{path}: there is no such file; expected the result folder of a compare or sweep")
    return pd.read_parquet(path)


def _parts(rows: Iterable[tuple[DesignPoint, RunRow]]) -> Iterator[list[tuple[DesignPoint, RunRow]]]:
    iterator = iter(rows)
    while part := list(islice(iterator, _PART)):
        yield part


def _runs_part(part: Sequence[tuple[DesignPoint, RunRow]], seed: int, keys: Mapping[str, str]) -> Columns:
    settings = {id(point): dict(point.settings) for point, _ in part}
    columns: dict[str, Sequence[Any]] = {
        "point": [point.index for point, _ in part],
        "name": [point.name for point, _ in part],
    }
    for key, alias in keys.items():
        columns[key] = [_typed(settings[id(point)].get(key), alias) for point, _ in part]
    rows = [row for _, row in part]
    columns["replication"] = [row.replication for row in rows]
    columns["seed"] = [seed] * len(rows)
    for name in ("status", "error", "ended_early", "faults"):
        columns[name] = [getattr(row, name) for row in rows]
    nothing = (None,) * len(metric_names())
    values = zip(*(row.metrics or nothing for row in rows), strict=True)
    counts = zip(*(row.counts or (None,) * len(_COUNTS) for row in rows), strict=True)
    return {
        **columns,
        **dict(zip(metric_names(), values, strict=True)),
        **dict(zip(_COUNTS, counts, strict=True)),
    }


def _waves_part(part: Sequence[tuple[DesignPoint, RunRow]]) -> Columns:
    values = list(zip(*(wave for _, row in part for wave in row.waves), strict=True)) or [()] * len(WAVE_VALUES)
    return {
        "point": [point.index for point, row in part for _ in row.waves],
        "name": [point.name for point, row in part for _ in row.waves],
        "replication": [row.replication for _, row in part for _ in row.waves],
        **dict(zip(WAVE_VALUES, values, strict=True)),
    }


def _setting_types(settings: Iterable[tuple[tuple[str, Setting], ...]]) -> dict[str, str]:
    """Return the type of each key's column: that of its values, or text where they are of several kinds."""
    values: dict[str, list[Setting]] = {}
    for setting in settings:
        for key, value in setting:
            values.setdefault(key, []).append(value)
    return {key: _type_of([value for value in found if value is not None]) for key, found in values.items()}


def _type_of(values: Sequence[Setting]) -> str:
    kinds = {type(value) for value in values}
    if kinds == {bool}:
        return "bool"
    if kinds == {int} and all(-(2**63) <= value < 2**63 for value in values if isinstance(value, int)):
        return "int64"
    return "float64" if kinds and kinds <= {int, float} else "string"


def _typed(value: Setting, alias: str) -> Setting:
    if value is None or alias != "string" or isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)
