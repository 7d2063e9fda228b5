"""Recorded runs played again: as they were given out, and as they might have been."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.experiment.scenario_input import parse_scenario
from sim.fit.levels import numbered
from sim.fit.record import Record
from sim.fit.retries import find_retries
from sim.fit.scenario_data import plain_name
from sim.fit.width import most_at_once
from sim.measures.statistics.intervals import Interval, t_quantile
from sim.study.forecasting.forecast import simulated
from sim.study.forecasting.recorded import Happened, what_happened

ATTEMPTS_FILE = "attempts.csv"
METRICS = ("makespan", "success_rate", "mean_response", "p95_response")
CLOSE = 0.005
"""Share of a run's makespan by which its replay may be off and still explain it."""
RECORDED, LONGEST_FIRST = "recorded", "longest_first"


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What is asked.

    Attributes:
        strategy: under which tasks are given out; None: in the order, to whoever is free.
        order: `recorded`, or `longest_first` by the time that a task took in the other runs.
        slots: of each agent by name; empty: as recorded.
        agents: slots in all, where there is one agent, or agents like the recorded ones; None: as recorded.
    """

    strategy: str | None = None
    order: str = RECORDED
    slots: Mapping[str, int] | None = None
    agents: int | None = None


@dataclass(frozen=True, slots=True)
class RunReplayed:
    """One recorded run, played again.

    Attributes:
        name: of the run.
        happened: what came of it.
        as_it_was: metrics of its attempts in the recorded order on the recorded slots.
        what_if: metrics of its attempts as asked.
        hindsight: the order knows each task's recorded time, since no other run tells one.
    """

    name: str
    happened: Happened
    as_it_was: Mapping[str, float]
    what_if: Mapping[str, float]
    hindsight: bool

    @property
    def is_explained(self) -> bool:
        """Whether the replay of what was gives the recorded makespan."""
        recorded = self.happened.metrics["makespan"]
        return abs(self.as_it_was["makespan"] - recorded) <= CLOSE * recorded

    def change(self, metric: str, since: str = "record") -> float | None:
        """Return by which share a metric changes: since the record, or since the replay of what was.

        Args:
            metric: its name.
            since: `record` or `replay`.
        """
        before = self.happened.metrics.get(metric) if since == "record" else self.as_it_was[metric]
        return None if not before else self.what_if[metric] / before - 1.0


def replay_runs(record: Record, asked: WhatIf, apart: bool = False) -> list[RunReplayed]:
    """Return every run of a record, played again.

    Args:
        record: the attempts.
        asked: how they might have been given out.
        apart: a run of each agent is a run by itself.

    Raises:
        ScenarioError: what is asked cannot be, such as a strategy that is not known.
        ValueError: a run came to nothing.
    """
    found = []
    whose = record.agent if apart else record.run
    for run in dict.fromkeys(zip(record.run.tolist(), whose.tolist(), strict=True)):
        mine = (record.run == run[0]) & ((record.agent == run[1]) if apart else np.ones(len(record), dtype=bool))
        same_fleet = (record.agent == run[1]) if apart else np.ones(len(record), dtype=bool)
        name = f"{run[1]} run {run[0]}" if apart else (f"run {run[0]}" if run[0] else "run")
        found.append(_replayed(name, record.chosen(mine), record.chosen(same_fleet & ~mine), asked))
    return found


def _replayed(name: str, mine: Record, others: Record, asked: WhatIf) -> RunReplayed:
    happened = what_happened(mine)
    predicted = _predicted(mine, others) if asked.order == LONGEST_FIRST else None
    with TemporaryDirectory() as folder:
        directory = Path(folder)
        was = _metrics(directory, mine, happened, None, WhatIf())
        then = _metrics(directory, mine, happened, predicted, asked)
    hindsight = asked.order == LONGEST_FIRST and not _tells_all(mine, others)
    return RunReplayed(name, happened, was, then, hindsight)


def _predicted(mine: Record, others: Record) -> NDArray[np.float64]:
    """Return how long each task of a run is expected to take: the geometric mean of the others, else by hindsight."""
    names, task = numbered(mine.task)
    if not _tells_all(mine, others):
        return np.bincount(task, mine.served_s).astype(float)
    place = {name: number for number, name in enumerate(names)}
    at = np.array([place.get(name, -1) for name in others.task.tolist()])
    logs = np.log(np.maximum(others.served_s, 1e-9))[at >= 0]
    return np.exp(np.bincount(at[at >= 0], logs) / np.bincount(at[at >= 0]))


def _tells_all(mine: Record, others: Record) -> bool:
    return len(others) > 0 and set(mine.task.tolist()) <= set(others.task.tolist())


def _metrics(
    directory: Path, mine: Record, happened: Happened, predicted: NDArray[np.float64] | None, asked: WhatIf
) -> dict[str, float]:
    write_attempts(mine, directory / ATTEMPTS_FILE, happened, predicted)
    scenario = parse_scenario(scenario_data(mine, asked), origin=directory)
    return {name: float(values[0]) for name, values in simulated(scenario, 0, range(1), METRICS).items()}


def scenario_data(mine: Record, asked: WhatIf, name: str = "what-if") -> dict[str, Any]:
    """Return the scenario of a run that is played again, as plain data; its attempts stand in `ATTEMPTS_FILE`.

    Args:
        mine: the attempts of the run.
        asked: how they are given out.
        name: of the scenario.
    """
    _, runs = numbered(mine.run)
    _, tasks = numbered(mine.task)
    retries = find_retries(mine, runs, tasks)
    in_order = {"strategy": "shared_queue", "order": "list"}
    return {
        "name": name,
        "fleet": {"agents": _agents(mine, asked)},
        "workload": {"kind": "replay", "path": ATTEMPTS_FILE},
        "assignment": {"strategy": asked.strategy} if asked.strategy else in_order,
        "retry": {"max_retries": max(retries.most - 1, 0), "base": retries.back_off_s or 0.0, "factor": 1.0},
    }


def _agents(mine: Record, asked: WhatIf) -> list[dict[str, Any]]:
    _, runs = numbered(mine.run)
    there = list(dict.fromkeys(mine.agent.tolist()))
    slots = {name: most_at_once(mine, mine.agent == name, runs) for name in there}
    unknown = sorted(set(asked.slots or ()) - set(there))
    if unknown:
        raise ValueError(f"there is no agent {unknown[0]} in the record; there are {', '.join(there[:10])}")
    slots |= dict(asked.slots or {})
    if asked.agents is not None and len(there) == 1:
        slots = {there[0]: asked.agents}
    elif asked.agents is not None:
        like = int(np.median(list(slots.values())))
        return [{"name": "agent", "count": asked.agents, "capacity": like}]
    taken: set[str] = set()
    entries = []
    for name, capacity in slots.items():
        plain = plain_name(name, taken)
        taken.add(plain.casefold())
        entries.append({"name": plain, "capacity": capacity})
    return entries


def write_attempts(mine: Record, path: Path, happened: Happened, predicted: NDArray[np.float64] | None = None) -> None:
    """Write the attempts of a run as a table for the source `replay`.

    Tasks stand there in the order of their starts. In another order the starts say no more than the order; they decide
    nothing where attempts are not played back as they were.

    Args:
        mine: its attempts.
        path: of the file.
        happened: what came of the run.
        predicted: seconds of each task by which they are ordered, longest first; None: in the recorded order.
    """
    names, task = numbered(mine.task)
    starts = mine.start_s
    if predicted is not None:
        rank = np.empty(len(names))
        rank[np.argsort(-predicted, kind="stable")] = np.arange(len(names))
        starts = rank[task] + np.arange(len(mine)) / (len(mine) + 1.0)
    header = ["task", "agent", "start", "seconds", "outcome"]
    columns: list[Sequence[Any]] = [
        mine.task.tolist(), mine.agent.tolist(), starts.tolist(), mine.served_s.tolist(),
        mine.succeeded.astype(int).tolist(),
    ]  # fmt: skip
    if happened.release_s is not None:
        header.append("queued")
        columns.append(np.asarray(happened.release_s)[task].tolist())
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(zip(*columns, strict=True))


@dataclass(frozen=True, slots=True)
class Change:
    """By which share a metric changes over runs: mean, its interval of 95 % (None: one run) and how many runs."""

    mean: float
    interval: Interval | None
    runs: int


def change_over(runs: Sequence[RunReplayed], metric: str, since: str = "record") -> Change | None:
    """Return the mean change of a metric over the runs that the model explains; None where there is none.

    Args:
        runs: played again.
        metric: its name.
        since: `record` or `replay`.

    Source: Student's t over runs, each the difference of two readings of the same attempts; Law, "Simulation Modeling
        and Analysis", 5th ed., section 10.2.1 (paired-t).
    """
    found = [one.change(metric, since) for one in runs if one.is_explained]
    values = np.array([value for value in found if value is not None])
    if not len(values):
        return None
    mean = float(values.mean())
    if len(values) == 1:
        return Change(mean, None, 1)
    half = t_quantile(0.975, len(values) - 1) * float(values.std(ddof=1)) / float(np.sqrt(len(values)))
    return Change(mean, Interval(mean - half, mean + half), len(values))
