"""The metrics of a run from its columns, by the formulas of the catalogue: the same as from its log, to the bit."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from math import fsum
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from sim.engine.ended import EndedAttempts, EndedTasks
from sim.engine.kernel import trace
from sim.engine.rows import RowsOfRun
from sim.engine.run import KernelRun
from sim.engine.waves import Wave
from sim.measures.metrics.calibration import calibrated_calibration_error
from sim.measures.metrics.catalogue import CATALOGUE
from sim.measures.metrics.health import health_score
from sim.measures.metrics.recovery import Recovery
from sim.measures.metrics.run_numbers import RunNumbers
from sim.measures.metrics.starts import peak_starts
from sim.measures.metrics.wave_catalogue import WAVE_METRICS, WaveNumbers
from sim.measures.statistics.poisson_binomial import pmf
from sim.measures.statistics.spread import spread
from sim.observe.after_warmup import up_before_s, whole_outages
from sim.observe.run_counts import run_counts
from sim.observe.run_metrics import run_metrics
from sim.observe.wave_index import WaveIndex
from sim.observe.wave_metrics import wave_metrics
from sim.record.costs import money_of
from sim.record.log import RunLog
from sim.record.rows import OutageBegan, OutageEnded, WaveEnded

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Values = dict[str, float | None]

_NUMBERS = """
    tasks tasks_completed tasks_attempted attempts completed wasted_s anomalies unfinished unserved timeouts tasks_due
    deadline_misses wait service response response_total_s not_failed predicted observed by_wave slots busy_s up_s
    waves_s measured_s makespan_s costs_usd completed_in_all overspent_usd tries tasks_tried peak_starts recovery
    limited
"""
BY_CHANCE = "ece_calibrated"  # the one metric whose formula takes longer than all others together
NUMBERS = frozenset(_NUMBERS.split())
"""The numbers that are formed here; where the catalogue asks for more, all are formed from the rows of the log."""


@dataclass(frozen=True)
class MetricsOfRun:
    """What a study keeps of a run."""

    metrics: Values
    waves: list[Values]  # of each wave its number, health score and metrics
    counts: tuple[int, ...]  # in the order of `sim.observe.run_counts.COUNTS`


def metrics_of(run: KernelRun, chances: Any = None) -> MetricsOfRun:
    """Return the metrics of a finished run.

    Args:
        run: of the kernel.
        chances: convolves chances of success compiled; None: numpy does it.
    """
    mechanisms = run.prepared.mechanisms
    if not frozenset(RunNumbers._fields) <= NUMBERS or any(mechanism.by_log for mechanism in mechanisms):
        return metrics_by_log(run)
    scenario = run.prepared.scenario
    warmup_s = scenario.metrics.warmup
    tasks, attempts = EndedTasks(run), EndedAttempts(run)
    of_waves = [_wave_values(run, wave, tasks, attempts) for wave in run.waves]
    since: Array = np.where(tasks.was_released, tasks.released_at, tasks.ended_at)
    counted: Flags = np.greater_equal(since, warmup_s)
    numbers = _run_numbers(run, tasks, attempts, counted, of_waves)
    for mechanism in mechanisms:
        numbers = numbers._replace(**mechanism.metrics(run, tasks, attempts, counted))
    metrics = {name: None if name == BY_CHANCE else metric.of(numbers) for name, metric in CATALOGUE.items()}
    convolve = pmf if chances is None else partial(_pmf, chances)
    metrics[BY_CHANCE] = calibrated_calibration_error(numbers.predicted, pmf=convolve)
    counts = (
        numbers.tasks,
        int((counted & tasks.was_ready).sum()),
        int((counted & tasks.was_served).sum()),
        numbers.attempts,
    )
    return MetricsOfRun(metrics, of_waves, counts)


def _pmf(chances: Any, trials: npt.ArrayLike) -> Array:
    p = np.ascontiguousarray(trials, dtype=float)
    found = np.empty(p.size + 1)
    chances.fill(p, p.size, found)
    return found


def metrics_by_log(run: KernelRun) -> MetricsOfRun:
    """Return the metrics of a finished run by way of its log: slower, and whatever the catalogue asks for.

    Args:
        run: of the kernel.
    """
    log = RunLog(run.prepared.agent_ids, money=money_of(run.prepared.scenario))
    for row in RowsOfRun(run):
        log.add(row)
    scenario = run.prepared.scenario
    slots, weights = [spec.capacity for spec in run.prepared.agents], run.prepared.weights
    meaning, warmup_s = scenario.predictions.meaning, scenario.metrics.warmup
    index = WaveIndex(log)
    metrics = run_metrics(
        log, slots, weights, meaning, warmup_s, index, scenario.metrics.peak_window, scenario.monitor.window
    )
    waves: list[Values] = []
    for wave in index.ended_waves():
        values = wave_metrics(index.wave(wave), slots, meaning)
        waves.append({"wave": wave, "health_score": health_score(values, weights), **values})
    return MetricsOfRun(metrics, waves, run_counts(log, warmup_s))


def _wave_values(run: KernelRun, wave: Wave, tasks: EndedTasks, attempts: EndedAttempts) -> Values:
    here, worked = slice(None), slice(None)
    if len(run.waves) > 1 or len(wave.members) < len(run.tasks):
        of_wave = np.zeros(len(run.tasks), dtype=bool)
        of_wave[wave.members] = True
        here, worked = of_wave[tasks.order], of_wave[attempts.task]
    known, outcome = tasks.observed(run.prepared.scenario.predictions.meaning)
    known_here = known[here]
    agent, served = attempts.agent[worked], attempts.served[worked]
    assert wave.ended_at is not None
    numbers = WaveNumbers(
        tasks=len(wave.members),
        completed=int(tasks.completed[here].sum()),
        up_s=wave.up_s,
        length_s=wave.ended_at - wave.started_at,
        loads_s=_loads_s(run, agent, served),
        believed=tasks.believed[here].tolist(),
        predicted=cast(Sequence[float], tasks.believed[here][known_here]),
        observed=cast(Sequence[float], outcome[here][known_here]),
    )
    values: Values = {name: metric.of(numbers) for name, metric in WAVE_METRICS.items()}
    score = health_score(values, run.prepared.weights)
    return {"wave": wave.wave, "health_score": score, **values, "offered_load": wave.offered_load}


def _loads_s(run: KernelRun, agent: npt.NDArray[np.int64], served: Array) -> list[float]:
    """Return the seconds worked of each agent, a slot; a sum that is exact does not depend on an order."""
    capacity = run.prepared.capacity.tolist()
    by_agent = served[np.argsort(agent)].tolist()
    ends = np.cumsum(np.bincount(agent, minlength=len(capacity))).tolist()
    begins = [0, *ends[:-1]]
    return [fsum(by_agent[a:b]) / slots for a, b, slots in zip(begins, ends, capacity, strict=True)]


def _run_numbers(
    run: KernelRun, tasks: EndedTasks, attempts: EndedAttempts, counted: Flags, of_waves: list[Values]
) -> RunNumbers:
    warmup_s = run.prepared.scenario.metrics.warmup
    tried = attempts.task if warmup_s <= 0.0 else attempts.task[_by_index(counted, tasks)[attempts.task]]
    ready = counted & tasks.was_ready
    known, outcome = tasks.observed(run.prepared.scenario.predictions.meaning)
    known = known & counted
    response = (tasks.ended_at - tasks.ready_at)[ready]
    waited = (np.where(tasks.was_served, tasks.first_start, tasks.ended_at) - tasks.ready_at)[ready]
    due = counted & ~np.isnan(tasks.deadline_s)
    ends = [_wave_ended(wave) for wave in run.waves]
    completed = int((counted & tasks.completed).sum())
    return RunNumbers(
        tasks=int(counted.sum()),
        tasks_completed=completed,
        tasks_attempted=int((counted & (tasks.attempts > 0)).sum()),
        attempts=int(tasks.attempts[counted].sum()),
        completed=int((tasks.completed & (tasks.ended_at >= warmup_s)).sum()),
        wasted_s=tasks.wasted.tolist(),
        anomalies=0,
        unfinished=int(tasks.unfinished.sum()),
        unserved=int((tasks.was_ready & ~tasks.was_served & ~tasks.unfinished).sum()),
        timeouts=0,
        tasks_due=int(due.sum()),
        deadline_misses=int((due & tasks.missed()).sum()),
        wait=spread(waited),
        service=spread(tasks.served[counted & tasks.was_served]),
        response=spread(response),
        response_total_s=fsum(response.tolist()),
        not_failed=completed + int((counted & tasks.unfinished).sum()),
        predicted=cast(Sequence[float], tasks.believed[known]),
        observed=cast(Sequence[float], outcome[known]),
        by_wave={
            name: [values[name] for values in of_waves] for name in (*WAVE_METRICS, "health_score", "offered_load")
        },
        slots=run.prepared.slots,
        busy_s=fsum(_worked_s(attempts, warmup_s).tolist()),
        up_s=_up_s(run, ends, warmup_s),
        waves_s=fsum(max(0.0, wave.ended_at - max(wave.started_at, warmup_s)) for wave in ends),
        measured_s=max(0.0, ends[-1].ended_at - warmup_s),
        makespan_s=ends[-1].ended_at,
        costs_usd=None,
        completed_in_all=int(tasks.completed.sum()),
        overspent_usd=None,
        tries=len(tried),
        tasks_tried=int(np.count_nonzero(np.bincount(tried))) if len(tried) else 0,
        peak_starts=peak_starts(cast(Sequence[float], attempts.started_at), run.prepared.scenario.metrics.peak_window),
        limited=0,
        recovery=Recovery(),  # nothing is put in on purpose: see `sim.engine.covers`
    )


def _by_index(counted: Flags, tasks: EndedTasks) -> Flags:
    placed = np.zeros_like(counted)
    placed[tasks.order] = counted
    return placed


def _wave_ended(wave: Wave) -> WaveEnded:
    assert wave.ended_at is not None
    return WaveEnded(wave.wave, wave.started_at, wave.ended_at, len(wave.members), wave.up_s)


def _worked_s(attempts: EndedAttempts, warmup_s: float) -> Array:
    """Return the seconds that each attempt worked after the warm-up; one under way then by its share of time."""
    served, started_at, ended_at = attempts.served, attempts.started_at, attempts.ended_at
    if warmup_s == 0.0:
        return served
    across = (started_at < warmup_s) & (ended_at > warmup_s)
    worked = np.where(started_at >= warmup_s, served, 0.0)
    worked[across] = served[across] * (ended_at[across] - warmup_s) / (ended_at[across] - started_at[across])
    return worked


def _up_s(run: KernelRun, ends: list[WaveEnded], warmup_s: float) -> tuple[float, ...]:
    agents = range(len(run.prepared.agents))
    down = _outages(run) if warmup_s > 0.0 else []
    return tuple(fsum(wave.up_s[agent] - up_before_s(wave, agent, warmup_s, down) for wave in ends) for agent in agents)


def _outages(run: KernelRun) -> list[OutageEnded]:
    began, ended = [], []
    names = ("outage_kind", "outage_agent", "outage_at", "outage_since")
    columns = [run.columns.taken(name, run.outages).tolist() for name in names]
    for kind, agent, at, since in zip(*columns, strict=True):
        if kind == trace.OUTAGE_BEGAN:
            began.append(OutageBegan(agent, "", at, 0))
        elif kind == trace.OUTAGE_ENDED:
            ended.append(OutageEnded(agent, "", since, at))
    return whole_outages(began, ended)
