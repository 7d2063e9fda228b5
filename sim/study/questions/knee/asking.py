"""The knee of throughput over the number of agents: every size on common random numbers, then the curve."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.measures.comparison.alternatives import bootstrap_uniforms
from sim.measures.comparison.mean import mean_interval
from sim.measures.questions.knee import WORTH
from sim.measures.questions.knee import knee as knee_of
from sim.study.asking.fleet_sizes import FleetSizes
from sim.study.asking.inputs_drawn import InputsDrawn
from sim.study.asking.runs import UNFINISHED, Runs, Unanswerable
from sim.study.questions.knee.answer import KneeAnswer
from sim.work.pace import Progress
from sim.work.runs import for_metrics
from sim.work.store import RunStore
from sim.work.workers import Workers

REPLICATIONS = 30
LEAST_SIZES = 3
"""Sizes below which a curve has no shape."""


@dataclass(frozen=True)
class KneeStudy:
    """The question, answered, and the runs behind it.

    Args:
        runs: behind it.
        answer: what is known.
        inputs: what it owes to inputs that are only estimated; None: they were not drawn.
    """

    runs: Runs
    answer: KneeAnswer
    inputs: InputsDrawn | None = None


def knee(
    fleet: FleetSizes,
    store: RunStore,
    workers: Workers,
    replications: int = REPLICATIONS,
    worth: float = WORTH,
    confidence: float = 0.95,
    tell: Callable[[Progress], None] | None = None,
) -> KneeStudy:
    """Find the size of fleet from which on more agents no longer pay in throughput.

    Args:
        fleet: the sizes, three or more.
        store: where finished runs are, and go.
        workers: that do the runs.
        replications: of each size.
        worth: share of a first agent's throughput that an added agent must bring.
        confidence: of each interval.
        tell: hears of the progress.

    Raises:
        Unanswerable: no replication has a throughput at every size, or the smallest fleet gets nothing done.
        ExecutionError, OSError, KeyboardInterrupt: the work could not go on; what was finished is stored.

    >>> import tempfile
    >>> from pathlib import Path
    >>> from sim.study.asking.fleet_sizes import plan_sizes
    >>> from sim.experiment.scenario_input import parse_scenario
    >>> from sim.work.workers import SerialWorkers
    >>> scenario = parse_scenario(
    ...     {
    ...         "name": "twelve",
    ...         "fleet": {"agents": [{"name": "agent"}]},
    ...         "workload": {
    ...             "kind": "synthetic", "tasks_per_wave": 12, "duration": "1min", "predicted_success": 1.0,
    ...         },
    ...     }
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:  # 12 tasks of a minute: a thirteenth agent has nothing to do
    ...     study = knee(plan_sizes(scenario, "1..16"), RunStore(Path(folder)), SerialWorkers(), replications=5)
    >>> study.answer.at
    12
    """
    runs = Runs(for_metrics(fleet.plan, []), store, workers, tell)
    points = range(len(fleet.sizes))
    runs.run(points, replications)
    table = np.stack([runs.values(point, ["throughput"])["throughput"] for point in points], axis=1)
    u = bootstrap_uniforms(fleet.plan.seed, replications)
    try:
        found = knee_of(fleet.sizes, table, u, worth, confidence)
    except ValueError as error:
        raise Unanswerable(f"there is no curve: {error}") from None
    beyond = None if found.at is None else mean_interval(table[:, -1] - table[:, found.at], confidence)
    answer = KneeAnswer(
        scenario=fleet.plan.points[0].scenario.name,
        group=fleet.group,
        confidence=confidence,
        worth=worth,
        sizes=fleet.sizes,
        curve=tuple(mean_interval(column, confidence, within=(0.0, math.inf)) for column in table.T),
        knee=found,
        beyond=beyond,
        failed=sum(runs.failed(point) for point in points),
        cut_off=sum(int((runs.values(point, [UNFINISHED])[UNFINISHED] > 0.0).sum()) for point in points),
    )
    return KneeStudy(runs, answer)
