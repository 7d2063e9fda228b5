"""The numbers of one run from which its metrics are made.

A metric that needs no others is one entry of the catalogue.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sim.measures.metrics.recovery import Recovery
from sim.measures.statistics.spread import Spread


class RunNumbers(NamedTuple):
    """What is counted and measured in a run. *Counted tasks* are those that the warm-up leaves.

    Args:
        tasks: counted ones.
        tasks_completed: counted ones that completed.
        tasks_attempted: counted ones with an attempt, refused or not.
        attempts: of counted tasks, refused ones included.
        completed: tasks that completed after the warm-up, whenever they were released.
        wasted_s: seconds worked for nothing, of each task of the whole run.
        anomalies: that were opened.
        unfinished: tasks of the whole run that its end cut off.
        unserved: tasks of the whole run that were released and ended without service.
        timeouts: attempts of the whole run whose time was up.
        tasks_due: counted tasks with a deadline.
        deadline_misses: those of them that did not complete by it.
        wait: seconds from release to first service, or to the end without any, over the counted released tasks.
        service: seconds worked over all attempts, over the counted tasks with an attempt past the gates.
        response: seconds from release to end, over the counted released tasks.
        response_total_s: sum of these.
        not_failed: counted tasks that completed, or that the end of the run cut off.
        predicted: success of the counted tasks with an attempt past the gates.
        observed: likewise, 0 or 1.
        by_wave: by name of a wave's metric, its value in each wave that has ended; None where it is not defined.
        slots: of the fleet.
        busy_s: seconds worked in all attempts, after the warm-up.
        up_s: seconds that each agent was up, over all waves after the warm-up.
        waves_s: length of all waves that have ended, after the warm-up.
        measured_s: from the end of the warm-up to that of the last wave.
        makespan_s: end of the last wave.
        costs_usd: of each attempt of the whole run; None where nothing has a price.
        completed_in_all: tasks of the whole run that completed.
        overspent_usd: beyond the budget; None where there is none.
        tries: attempts of the counted tasks past the gates, copies and those that a rate limit refused included.
        tasks_tried: counted tasks with at least one of these.
        peak_starts: most attempts that started within one `metrics.peak_window`.
        recovery: what came after the faults that were put in on purpose.
        limited: attempts of the whole run that a limit refused.
    """

    tasks: int
    tasks_completed: int
    tasks_attempted: int
    attempts: int
    completed: int
    wasted_s: Sequence[float]
    anomalies: int
    unfinished: int
    unserved: int
    timeouts: int
    tasks_due: int
    deadline_misses: int
    wait: Spread
    service: Spread
    response: Spread
    response_total_s: float
    not_failed: int
    predicted: Sequence[float]
    observed: Sequence[float]
    by_wave: Mapping[str, Sequence[float | None]]
    slots: int
    busy_s: float
    up_s: Sequence[float]
    waves_s: float
    measured_s: float
    makespan_s: float
    costs_usd: Sequence[float] | None
    completed_in_all: int
    overspent_usd: float | None
    tries: int
    tasks_tried: int
    peak_starts: int
    recovery: Recovery
    limited: int = 0
