"""Every metric of a whole run by name: what a comparison of runs compares."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import fsum

from sim.measures.metrics.catalogue import CATALOGUE
from sim.measures.metrics.health import health_score
from sim.measures.metrics.run_numbers import RunNumbers
from sim.measures.metrics.starts import peak_starts
from sim.measures.metrics.wave_catalogue import WAVE_METRICS
from sim.measures.statistics.spread import spread
from sim.observe.after_warmup import span_numbers
from sim.observe.starts import recovery_after, started_in, tries_of
from sim.observe.wave_index import WaveIndex, WaveRows
from sim.observe.wave_metrics import predicted_and_observed, waited_s, wave_metrics
from sim.record.costs import Money, overspent_usd
from sim.record.log import RunLog
from sim.record.outcomes import RATE_LIMITED, TIMEOUT
from sim.record.patience_rows import AttemptWithdrawn, OrphanServed
from sim.record.rows import AttemptEnded, TaskEnded, WaveEnded
from sim.record.task_end import is_unfinished, is_unserved, missed_deadline
from sim.record.whole_attempts import WholeAttempt, costs_by_task, whole_attempts

Metrics = dict[str, float | None]

_OF_A_WAVE = ("health_score", "offered_load")  # besides its metrics


def run_metrics(
    log: RunLog,
    capacities: Sequence[int],
    weights: Mapping[str, float],
    meaning: str = "attempt",
    warmup_s: float = 0.0,
    index: WaveIndex | None = None,
    peak_window_s: float = 1.0,
    window_s: float = 300.0,
) -> Metrics:
    """Return the metrics of a run by name, see `sim.measures.metrics.catalogue`; None where one is not defined.

    Args:
        log: the finished run.
        capacities: slots, one entry an agent.
        weights: of the health score, by name of the metric.
        meaning: of the predictions: `attempt` or `task`.
        warmup_s: tasks released earlier count in no rate, mean or percentile over tasks, and throughput, utilisation
            and availability are those of the time behind it; what is summed up, or measured over waves (makespan,
            wasted work, health), is of the whole run.
        index: of the log, where there is one already.
        peak_window_s: window in which the most starts are counted.
        window_s: of the monitor; recovery after faults is looked for window by window.

    >>> metrics = run_metrics(RunLog(("agent_0",)), capacities=[1], weights={"success_rate": 1.0})
    >>> metrics["success_rate"] is None, metrics["anomalies"]
    (True, 0)
    """
    numbers = run_numbers(log, capacities, weights, meaning, warmup_s, index or WaveIndex(log), peak_window_s, window_s)
    return {name: metric.of(numbers) for name, metric in CATALOGUE.items()}


def run_numbers(
    log: RunLog,
    capacities: Sequence[int],
    weights: Mapping[str, float],
    meaning: str,
    warmup_s: float,
    index: WaveIndex,
    peak_window_s: float,
    window_s: float,
) -> RunNumbers:
    """Return the numbers from which the metrics of a run are made.

    Args:
        log: see `run_metrics`, also for the others.
        capacities: likewise.
        weights: likewise.
        meaning: likewise.
        warmup_s: likewise.
        index: likewise.
        peak_window_s: likewise.
        window_s: likewise.
    """
    tasks = log.of(TaskEnded)
    counted = counted_tasks(tasks, warmup_s)
    ready = [(task.ready_at, task.ended_at) for task in counted if task.ready_at is not None]
    predicted, observed = predicted_and_observed(counted, meaning)
    waves = _WavesSeen()
    for wave in index.ended_waves():  # once: rows of old waves may have to be unpacked
        waves.add(index.wave(wave), capacities, weights, meaning)
    attempts = [] if log.money is None else whole_attempts(log)
    span = span_numbers(log, waves.ends, waves.work, warmup_s)
    end_s = waves.ends[-1].ended_at if waves.ends else 0.0
    ended_by = _counts_by_class(log)
    tries, tasks_tried = tries_of(waves.started, None if warmup_s <= 0.0 else {task.task_index for task in counted})
    return RunNumbers(
        tasks=len(counted),
        tasks_completed=_completed(counted),
        tasks_attempted=sum(task.attempts > 0 for task in counted),
        attempts=sum(task.attempts for task in counted),
        completed=span.completed,
        wasted_s=[*(task.wasted for task in tasks), *waves.orphans_s],
        anomalies=len(index.anomalies()),
        unfinished=sum(map(is_unfinished, tasks)),
        unserved=sum(map(is_unserved, tasks)),
        timeouts=ended_by[TIMEOUT.code],
        tasks_due=sum(task.deadline_s is not None for task in counted),
        deadline_misses=len([task for task in counted if missed_deadline(task)]),
        wait=spread([wait for task in counted if (wait := waited_s(task)) is not None]),
        service=spread([task.served for task in counted if task.started_at is not None]),
        response=spread([ended_at - ready_at for ready_at, ended_at in ready]),
        response_total_s=fsum(ended_at - ready_at for ready_at, ended_at in ready),
        not_failed=_completed(counted) + sum(map(is_unfinished, counted)),
        predicted=predicted,
        observed=observed,
        by_wave={name: [values[name] for values in waves.values] for name in (*WAVE_METRICS, *_OF_A_WAVE)},
        slots=sum(capacities),
        busy_s=span.busy_s,
        up_s=span.up_s,
        waves_s=span.waves_s,
        measured_s=span.length_s,
        makespan_s=end_s,
        costs_usd=None if log.money is None else [attempt.cost_usd or 0.0 for attempt in attempts],
        completed_in_all=_completed(tasks),
        overspent_usd=_overspent_usd(log.money, attempts),
        tries=tries,
        tasks_tried=tasks_tried,
        peak_starts=peak_starts([row.started_at for row in waves.started], peak_window_s),
        recovery=recovery_after(log, tasks, window_s, end_s),
        limited=ended_by[RATE_LIMITED.code],
    )


class _WavesSeen:
    """The waves that have ended, as far as a run's metrics need them."""

    def __init__(self) -> None:
        self.ends: list[WaveEnded] = []
        self.work: list[AttemptEnded | OrphanServed] = []
        self.started: list[AttemptEnded] = []  # past the gates, or as far as a rate limit
        self.orphans_s: list[float] = []
        self.values: list[Metrics] = []

    def add(self, rows: WaveRows, capacities: Sequence[int], weights: Mapping[str, float], meaning: str) -> None:
        self.ends.append(rows.end())
        self.work += rows.work
        self.started += started_in(rows)
        self.orphans_s += [orphan.served for orphan in rows.orphans]
        metrics = wave_metrics(rows, capacities, meaning)
        load = None if rows.started is None else rows.started.offered_load
        self.values.append({**metrics, "health_score": health_score(metrics, weights), "offered_load": load})


def _counts_by_class(log: RunLog) -> Counter[str | None]:
    attempts: list[AttemptEnded | AttemptWithdrawn] = [*log.of(AttemptEnded), *log.of(AttemptWithdrawn)]
    return Counter(attempt.error_class for attempt in attempts)


def _overspent_usd(money: Money | None, attempts: list[WholeAttempt]) -> float | None:
    budget = None if money is None else money.budget
    return None if budget is None else overspent_usd(budget, costs_by_task(attempts))


def _completed(tasks: Sequence[TaskEnded]) -> int:
    return sum(task.status == "completed" for task in tasks)


def counted_tasks(tasks: Sequence[TaskEnded], warmup_s: float) -> list[TaskEnded]:
    """Return the tasks that count in rates, means and percentiles: all but those released before the warm-up is over.

    One that was never released counts where the run has outlasted the warm-up.

    Args:
        tasks: of the run.
        warmup_s: length of the warm-up.

    >>> counted_tasks([], 60.0)
    []
    """
    return [task for task in tasks if (task.ended_at if task.released_at is None else task.released_at) >= warmup_s]
