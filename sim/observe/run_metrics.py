"""Every metric of a whole run by name: what a comparison of runs compares."""

from collections.abc import Mapping, Sequence
from math import fsum

from sim.measures.calibration import brier_score, calibrated_calibration_error, expected_calibration_error
from sim.measures.health import health_score
from sim.measures.rates import availability, success_rate
from sim.measures.spread import spread
from sim.measures.throughput import retries_per_task, throughput, utilisation
from sim.observe.wave_index import WaveIndex
from sim.observe.wave_metrics import observed_success, waited_s, wave_metrics
from sim.record.log import RunLog
from sim.record.rows import TaskEnded, WaveEnded
from sim.record.task_end import is_unfinished, is_unserved

Metrics = dict[str, float | None]

_MEANS_OVER_WAVES = ("health_score", "accuracy", "load_balance", "confidence", "prediction_error", "offered_load")


def run_metrics(
    log: RunLog,
    capacities: Sequence[int],
    weights: Mapping[str, float],
    meaning: str = "attempt",
    warmup_s: float = 0.0,
    index: WaveIndex | None = None,
) -> Metrics:
    """Return the metrics of a run by name; None where one is not defined.

    - success_rate, retries_per_task: over all tasks; wasted_work: seconds worked for nothing.
    - availability: up-time of all agents / (agents * length of all waves).
    - accuracy, load_balance, prediction_error, confidence, health_score: the mean over waves of the wave's
    value, so
      that a wave too hopeful does not make up for one too gloomy, nor an agent idle in one wave for
      overwork in the next.
    - makespan: end of the last wave, in seconds; throughput: completed tasks / makespan; utilisation:
    seconds worked /
      (slots * makespan).
    - wait (release to first service, or to the end without any) and response (release to end), mean and percentiles:
      over the tasks that were released; one that the end of the run cuts off counts with its time so far, so that
      where there is any these metrics are lower bounds. service (seconds worked, over all attempts): over the tasks
      that were served.
    - unfinished: tasks of the whole run that its end cut off; unserved: that were released and that the rules ended
      without any service.
    - brier, ece (expected calibration error), and ece_calibrated: what a perfect planner would show by chance
      with these predictions; over the tasks with an attempt past the gates.
    - offered_load: work of a wave / what its slots can do until its last release, mean over waves.
    - anomalies: number detected.

    Args:
        log: the finished run.
        capacities: slots, one entry an agent.
        weights: of the health score, by name of the metric.
        meaning: of the predictions: `attempt` or `task`.
        warmup_s: tasks released earlier count in no rate, mean or percentile over tasks; what is measured over
            time, agents or waves (makespan, throughput, utilisation, availability, health) is of the whole run.
        index: of the log, where there is one already.

    >>> metrics = run_metrics(RunLog(("agent_0",)), capacities=[1], weights={"success_rate": 1.0})
    >>> metrics["success_rate"] is None, metrics["anomalies"]
    (True, 0)
    """
    index = index or WaveIndex(log)
    tasks = log.of(TaskEnded)
    completed = sum(task.status == "completed" for task in tasks)
    counted = counted_tasks(tasks, warmup_s)
    ends: list[WaveEnded] = []
    served_s: list[float] = []
    by_waves: list[Metrics] = []
    for wave in index.ended_waves():  # once: rows of old waves may have to be unpacked
        rows = index.wave(wave)
        ends.append(rows.end())
        served_s += [attempt.served for attempt in rows.attempts]
        metrics = wave_metrics(rows, capacities, meaning)
        load = None if rows.started is None else rows.started.offered_load
        by_waves.append({**metrics, "health_score": health_score(metrics, weights), "offered_load": load})
    makespan = ends[-1].ended_at if ends else 0.0
    busy = fsum(served_s)
    up_s = [fsum(seconds) for seconds in zip(*(end.up_s for end in ends), strict=True)]
    length = fsum(end.ended_at - end.started_at for end in ends)
    by_wave = {name: _mean([metrics[name] for metrics in by_waves]) for name in _MEANS_OVER_WAVES}
    return {
        "health_score": by_wave["health_score"],
        "success_rate": success_rate(sum(task.status == "completed" for task in counted), len(counted)),
        "availability": availability(up_s, length) if ends else None,
        "accuracy": by_wave["accuracy"],
        "load_balance": by_wave["load_balance"],
        "confidence": by_wave["confidence"],
        "prediction_error": by_wave["prediction_error"],
        "makespan": makespan,
        "throughput": throughput(completed, makespan),
        "utilisation": utilisation(busy, sum(capacities), makespan),
        "retries_per_task": retries_per_task(
            sum(task.attempts for task in counted), sum(task.attempts > 0 for task in counted), len(counted)
        ),
        "wasted_work": fsum(task.wasted for task in tasks),
        "offered_load": by_wave["offered_load"],
        "anomalies": len(index.anomalies()),
        "unfinished": sum(map(is_unfinished, tasks)),
        "unserved": sum(map(is_unserved, tasks)),
        **_times(counted),
        **_calibration(counted, meaning),
    }


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


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fsum(known) / len(known) if known else None


def _times(tasks: Sequence[TaskEnded]) -> Metrics:
    samples = {
        "wait": [wait for task in tasks if (wait := waited_s(task)) is not None],
        "service": [task.served for task in tasks if task.started_at is not None],
        "response": [task.ended_at - task.released_at for task in tasks if task.released_at is not None],
    }
    return {
        f"{statistic}_{name}": value
        for name, sample in samples.items()
        for statistic, value in spread(sample)._asdict().items()
    }


def _calibration(tasks: Sequence[TaskEnded], meaning: str) -> Metrics:
    pairs = [(task.predicted_success, observed_success(task, meaning)) for task in tasks]
    predicted = [p for p, observed in pairs if observed is not None]
    outcomes = [float(observed) for _, observed in pairs if observed is not None]
    return {
        "brier": brier_score(predicted, outcomes),
        "ece": expected_calibration_error(predicted, outcomes),
        "ece_calibrated": calibrated_calibration_error(predicted),
    }
