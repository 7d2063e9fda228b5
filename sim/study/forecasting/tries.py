"""Blind tries: how many tasks are solved within k of them, forecast from runs that were not among these."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from sim.fit.levels import numbered
from sim.fit.record import Record
from sim.fit.retries import find_retries
from sim.fit.run_effect import comparable_tasks
from sim.study.forecasting.forecast import Forecast, PartForecast, interval, scenario_of, simulated
from sim.study.forecasting.parts import Part
from sim.study.forecasting.recorded import what_happened

FEWEST_SEEN = 2
"""Runs that a forecast needs to see: from one nobody knows how unlike tasks are."""
SOLVED = "solved_within_{}"


def forecast_tries(record: Record, seed: int, replications: int) -> Iterator[PartForecast]:
    """Yield forecasts of how many tasks the last k runs solve between them, for each k that leaves two runs to see.

    A run tries every task once, whatever came of it before, so k runs are k blind tries. They are forecast by a
    scenario that tries again k - 1 times. Records with retries of their own, or whose runs had other tasks, have none.

    Args:
        record: the attempts.
        seed: of the simulated runs.
        replications: simulated runs of each.
    """
    names, runs = numbered(record.run)
    _, tasks = numbered(record.task)
    if find_retries(record, runs, tasks).are_retries or not comparable_tasks(runs, tasks).any():
        return
    for k in range(2, len(names) - FEWEST_SEEN + 1):
        yield _forecast(record, runs >= len(names) - k, k, seed, replications)


def _forecast(
    record: Record, is_held: np.typing.NDArray[np.bool_], k: int, seed: int, replications: int
) -> PartForecast:
    held = record.chosen(is_held)
    happened = what_happened(held)
    part = Part(f"last {k} runs, as tries", record.chosen(~is_held), held)
    retry = {"max_retries": k - 1, "base": 0, "factor": 1.0}
    with TemporaryDirectory() as folder:
        scenario = scenario_of(part, happened, seed, Path(folder), retry=retry)
        (solved,) = simulated(scenario, seed, range(replications), ("success_rate",)).values()
    name = SOLVED.format(k)
    forecast = Forecast(happened.metrics["success_rate"], float(np.median(solved)), *interval(solved))
    known = set(part.seen.task.tolist())
    unknown = sum(task not in known for task in happened.tasks)
    return PartForecast(part.name, len(happened.tasks), unknown, happened, {name: forecast})
