"""About how long a study will take: a few of its runs are timed, and nothing of them is kept."""

from collections.abc import Callable
from dataclasses import dataclass
from math import fsum

from sim.work.measure import Measure, measure, without_anomalies
from sim.work.pace import Stopwatch
from sim.work.runs import Plan
from sim.work.store import RunStore

_SAMPLE = 5
"""Points of which a run is timed, spread over the design."""
_ENOUGH_S = 3.0


@dataclass(frozen=True)
class Forecast:
    """How much a study has to do.

    Args:
        runs: that are not stored yet; those of points that say the same count once.
        stored: that earlier sessions have done.
        run_s: mean time of a run; None where nothing is left to do.
        jobs: processes.
    """

    runs: int
    stored: int
    run_s: float | None
    jobs: int

    @property
    def seconds(self) -> float:
        """About how long it will take, in seconds."""
        return 0.0 if self.run_s is None else self.run_s * self.runs / max(1, min(self.jobs, self.runs))


def forecast(
    plan: Plan,
    replications: int,
    jobs: int,
    store: RunStore | None = None,
    measure: Measure = measure,
    watch: Callable[[], Stopwatch] = Stopwatch,
) -> Forecast:
    """Return what a study has to do, and about how long that takes.

    A run of each of up to five points, spread over the design, is timed in this process; one more comes first, which
    waits for the libraries. Of slow runs fewer are timed, down to one.

    Args:
        plan: of the study.
        replications: of each point.
        jobs: processes that will share the work.
        store: of runs that are done already.
        measure: does one run.
        watch: makes a clock that runs.
    """
    distinct = {key: index for index, key in reversed(list(enumerate(plan.keys)))}
    total = len(distinct) * replications
    left = total if store is None else sum(count for key in distinct for _, count in store.missing(key, replications))
    if not left:
        return Forecast(0, total, None, jobs)
    places = sorted(distinct.values())
    chosen = [places[(2 * number + 1) * len(places) // (2 * _SAMPLE)] for number in range(_SAMPLE)]
    does = measure if plan.watched else without_anomalies(measure)
    spent: list[float] = []
    for index in [places[0], *dict.fromkeys(chosen)]:
        clock = watch()
        does(plan.points[index].scenario, plan.seed, 0, None)
        spent.append(clock.seconds())
        if fsum(spent) > _ENOUGH_S:
            break
    timed = spent[1:] or spent
    return Forecast(left, total - left, fsum(timed) / len(timed), jobs)
