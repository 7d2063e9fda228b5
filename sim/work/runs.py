"""The runs of a study: what is to be done, what is done already, and doing the rest."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sim.experiment.members import plugins_of
from sim.observe.run_counts import COUNTS
from sim.plugins.plugin import Plugin
from sim.scenario.varying.expand import DesignPoint
from sim.scenario.varying.study_spec import MAX_REPLICATIONS
from sim.work.chunk import Job, Stretch
from sim.work.execution import CHUNK_S, Execution, Lost
from sim.work.measure import (
    ANOMALIES,
    FAILED,
    MISSING,
    Measure,
    RunRow,
    measure,
    metric_names,
    without_anomalies,
)
from sim.work.object_runs import refuse_runs_of_others
from sim.work.pace import Progress
from sim.work.run_keys import DataFiles, Inputs, plugin_inputs, point_key, unwatched_key
from sim.work.store import RunStore
from sim.work.workers import Workers


@dataclass(frozen=True)
class Plan:
    """The points of a study, each with the key that its runs are stored under."""

    points: tuple[DesignPoint, ...]
    seed: int
    keys: tuple[str, ...]
    inputs: tuple[Inputs, ...]  # the data files and plug-ins of each point
    plugins: tuple[Plugin, ...] = ()  # of all points, each once
    watched: bool = True  # whether anomalies are looked for


@dataclass(frozen=True)
class Outcome:
    """What a session of work came to."""

    total: int  # runs asked for; those of points that say the same count once
    reused: int  # stored by earlier sessions
    computed: int  # in this session
    lost: tuple[Lost, ...]  # tried, and not finished
    unused: int  # points of other studies, seeds or versions of the program, whose runs the store holds too

    @property
    def is_complete(self) -> bool:
        """Whether every run asked for is stored."""
        return self.reused + self.computed == self.total


def plan_study(points: Sequence[DesignPoint], seed: int | None = None, files: DataFiles | None = None) -> Plan:
    """Return the plan of a study.

    Args:
        points: from `sim.scenario.varying.expand`.
        seed: of all points alike, so that they meet the same luck; absent: the scenario's.
        files: that has looked at the data files already.

    Raises:
        ScenarioError: data files cannot be read.
    """
    looked = files or DataFiles()
    chosen = points[0].scenario.seed if seed is None else seed
    plugins = [plugins_of(point.scenario) for point in points]
    files_of = [looked.inputs(point.scenario) for point in points]
    inputs = tuple((*read, *plugin_inputs(own)) for read, own in zip(files_of, plugins, strict=True))
    keys = tuple(point_key(point.scenario, chosen, used) for point, used in zip(points, inputs, strict=True))
    return Plan(tuple(points), chosen, keys, inputs, tuple(dict.fromkeys(one for own in plugins for one in own)))


def for_metrics(plan: Plan, metrics: Iterable[str | None]) -> Plan:
    """Return the plan for the metrics that are asked of it: runs that nobody asks for anomalies are not watched.

    Their other metrics are the same; they are stored under keys of their own.

    Args:
        plan: of the study.
        metrics: all that will be read.
    """
    if ANOMALIES in metrics or not plan.watched or any(plugin.what == "detector" for plugin in plan.plugins):
        return plan
    return replace(plan, watched=False, keys=tuple(map(unwatched_key, plan.keys)))


def part(plan: Plan, points: Sequence[int]) -> Plan:
    """Return the plan of some points of a plan, by their places in it."""
    return replace(
        plan,
        points=tuple(plan.points[i] for i in points),
        keys=tuple(plan.keys[i] for i in points),
        inputs=tuple(plan.inputs[i] for i in points),
    )


def compute(
    plan: Plan,
    replications: int,
    store: RunStore,
    workers: Workers,
    tell: Callable[[Progress], None] | None = None,
    measure: Measure = measure,
    chunk_s: float = CHUNK_S,
) -> Outcome:
    """Do every run of a plan that is not stored yet; each finished chunk is stored at once.

    Args:
        plan: what to run.
        replications: of each point, numbered from 0; more than before extends, and what is there stays.
        store: of finished runs.
        workers: from `open_workers`; they can serve any number of calls.
        tell: hears of the progress after each chunk.
        measure: does one run.
        chunk_s: seconds of work in a chunk: what a killed process costs.

    Raises:
        ExecutionError, OSError, KeyboardInterrupt: the work could not go on; what was finished is stored.
        PluginError: the store holds runs of an object that no file holds, done by another process.
        StoreInUse: another study works on the same finished runs.
        ValueError: more replications than anybody can wait for.
    """
    if replications > MAX_REPLICATIONS:
        raise ValueError(f"{replications} replications; expected at most {MAX_REPLICATIONS}")
    with store.held():
        return _computed(plan, replications, store, workers, tell, measure, chunk_s)


def _computed(
    plan: Plan,
    replications: int,
    store: RunStore,
    workers: Workers,
    tell: Callable[[Progress], None] | None,
    measure: Measure,
    chunk_s: float,
) -> Outcome:
    refuse_runs_of_others(store, plan.plugins, plan.keys, plan.inputs)
    todo = list(_missing(plan, replications, store))
    left = sum(stretch.count for stretch in todo)
    total = len(set(plan.keys)) * replications
    jobs = {
        index: Job(point.scenario, plan.seed, plan.inputs[index])
        for index, point in enumerate(plan.points)
    }  # fmt: skip

    def keep(rows: Sequence[tuple[int, RunRow]]) -> None:
        store.add([(plan.keys[point], row) for point, row in rows])

    lost: list[Lost] = []
    if todo:
        does = measure if plan.watched else without_anomalies(measure)
        given_up = Execution(jobs, workers, keep, tell, does, chunk_s).run(todo, already=total - left)
        lost = [replace(run, point=plan.points[run.point].index) for run in given_up]
    unused = len(store.keys() - set(plan.keys))
    return Outcome(total, total - left, left - len(lost), tuple(lost), unused)


def _missing(plan: Plan, replications: int, store: RunStore) -> Iterator[Stretch]:
    """Return what is not stored, in design order; points that say the same are run once."""
    seen: set[str] = set()
    for index, key in enumerate(plan.keys):
        if key not in seen:
            seen.add(key)
            for first, count in store.missing(key, replications):
                yield Stretch(index, first, count)


def rows_of(
    plan: Plan, replications: int | Sequence[int], store: RunStore, lost: Sequence[Lost] = ()
) -> Iterator[tuple[DesignPoint, RunRow]]:
    """Return every run of a plan in design order, with a row of status `missing` for what is not stored.

    Args:
        plan: of the study.
        replications: of each point, or one number for all.
        store: of finished runs.
        lost: why runs are missing.
    """
    asked = [replications] * len(plan.points) if isinstance(replications, int) else replications
    key_of = {point.index: key for point, key in zip(plan.points, plan.keys, strict=True)}
    reasons = {(key_of.get(run.point, ""), run.replication): run.reason for run in lost}
    for point, key, most in zip(plan.points, plan.keys, asked, strict=True):
        reached = 0
        for row in store.rows(key, most):
            if reached < row.replication:
                yield from ((point, _absent(key, number, reasons)) for number in range(reached, row.replication))
            yield point, row
            reached = row.replication + 1
        yield from ((point, _absent(key, number, reasons)) for number in range(reached, most))


def _absent(key: str, replication: int, reasons: dict[tuple[str, int], str]) -> RunRow:
    return RunRow(replication, MISSING, reasons.get((key, replication), "was not run"))


def metric_arrays(
    plan: Plan, replications: int, store: RunStore, metrics: Sequence[str]
) -> dict[str, npt.NDArray[np.float64]]:
    """Return metrics as arrays (points, replications), NaN where a run failed, is missing, or has no such value.

    Args:
        plan: of the study.
        replications: of each point.
        store: of finished runs.
        metrics: names, as in `metric_names`, or numbers of tasks, as in `sim.observe.run_counts.COUNTS`.

    Raises:
        ValueError: a name is unknown.
    """
    return read_runs(plan, replications, store, metrics)[0]


def read_runs(
    plan: Plan, replications: int, store: RunStore, metrics: Sequence[str]
) -> tuple[dict[str, npt.NDArray[np.float64]], int]:
    """Return what `metric_arrays` does, and how many of the runs have failed; each file is read once.

    Args, Raises: see `metric_arrays`.
    """
    known = metric_names() + COUNTS
    places = [known.index(name) for name in metrics]
    arrays = {name: np.full((len(plan.points), replications), np.nan) for name in metrics}
    failed: dict[str, int] = {}  # by key: points that say the same are run once
    for position, key in enumerate(plan.keys):
        failed[key] = 0
        for row in store.rows(key, replications):
            failed[key] += row.status == FAILED
            values = row.metrics + row.counts
            for name, place in zip(metrics, places, strict=True):
                value = values[place] if place < len(values) else None
                if value is not None:
                    arrays[name][position, row.replication] = value
    return arrays, sum(failed.values())


def failed_runs(plan: Plan, replications: int, store: RunStore) -> int:
    """Return how many runs of a plan failed; those of points that say the same count once.

    Args:
        plan: of the study.
        replications: of each point.
        store: of finished runs.
    """
    return sum(row.status == FAILED for key in dict.fromkeys(plan.keys) for row in store.rows(key, replications))
