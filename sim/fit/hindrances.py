"""What held attempts up or cut them off, and the seconds that they would have taken alone and to their end."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.fit.contention import Slowdown, fit_slowdown, under_way
from sim.fit.draws import DrawsFor, keyed_draws
from sim.fit.levels import Groups, fit_levels
from sim.fit.record import Record
from sim.fit.time_outs import TimeOut, find_time_out, own_failures, whole_seconds

Times = NDArray[np.float64]
Numbers = NDArray[np.int64]
Marks = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Hindrances:
    """What held attempts up.

    Attributes:
        time_out: that cut them off; None: none did.
        slowdown: by which they slow each other down; None: nothing to compare.
        seconds: of each attempt, alone and to its end; 0 where it served none; shape (n,).
        cut_off: where they are known only to be exceeded: by the limit that was found.
        failed: whether each failed by itself; drawn where that limit cut it off.
        alone: by what factor the recorded seconds are longer; shape (n,).
    """

    time_out: TimeOut | None
    slowdown: Slowdown | None
    seconds: Times
    cut_off: Marks
    failed: Marks
    alone: Times

    @property
    def limit_s(self) -> float | None:
        """The time-out that the scenario gets; None: none."""
        return None if self.time_out is None else self.time_out.seconds


def find_hindrances(
    record: Record, runs: Numbers, tasks: Numbers, agents: Numbers, draws: DrawsFor | None, is_whole: bool = True
) -> Hindrances:
    """Return what held attempts up.

    Times that a limit cut off are lengthened only where that limit was found: the scenario cuts them off again.

    Args:
        record: the attempts.
        runs: number of the run of each, from 0.
        tasks: number of its task.
        agents: number of its agent.
        draws: for what is missing of a time that was cut off.
        is_whole: False: attempts are missing, so who was under way at once is not known.
    """
    time_out = find_time_out(record)
    cut = record.cut_off if time_out is not None and time_out.seconds is not None else np.zeros(len(record), dtype=bool)
    used = record.served_s > 0.0
    uniforms = (draws or keyed_draws(0))("cut off")
    own = own_failures(record.succeeded, cut, uniforms)
    served, failed = record.served_s[used], own[used]
    whole = whole_seconds(served, cut[used], tasks[used], agents[used], failed, uniforms)
    part = (runs[used], tasks[used], agents[used], failed)
    slowdown, n = _slowdown(record, used, np.log(whole), part) if is_whole else (None, np.ones(0, dtype=np.int64))
    if slowdown is not None and slowdown.is_shown:
        # Once more from the times alone: what is missing of a long time was slowed down too.
        factor = slowdown.factors(n[used])
        alone = whole_seconds(served / factor, cut[used], tasks[used], agents[used], failed, uniforms)
        again, _ = _slowdown(record, used, np.log(alone * factor), part)
        slowdown = again if again is not None and again.is_shown else slowdown
        factor = slowdown.factors(n[used])
        whole = whole_seconds(served / factor, cut[used], tasks[used], agents[used], failed, uniforms)
    else:
        factor = np.ones(len(served))
    return Hindrances(time_out, slowdown, _spread(whole, used, 0.0), cut, own, _spread(factor, used, 1.0))


def _spread(values: Times, used: Marks, otherwise: float) -> Times:
    result = np.full(len(used), otherwise)
    result[used] = values
    return result


def _slowdown(
    record: Record, used: Marks, log_s: Times, part: tuple[Numbers, Numbers, Numbers, Marks]
) -> tuple[Slowdown | None, Numbers]:
    """Return the law that the times follow best: over an agent's own attempts, or over those of the fleet."""
    runs, tasks, agents, failed = part
    groups = {True: _all(runs, used), False: _all(runs * (int(agents.max()) + 1) + agents, used)}
    taken_off = _taken_off(log_s, runs, tasks, agents, failed)
    best, n = None, np.ones(len(record), dtype=np.int64)
    for over_fleet, group in groups.items():
        there = under_way(record, group)
        found = fit_slowdown(log_s, there[used], taken_off, over_fleet)
        if found is not None and (best is None or found.gain > best.gain):
            best, n = found, there
    return best, n


def _all(groups: Numbers, used: Marks) -> Numbers:
    """Attempts that served no time are in nobody's way."""
    result = np.full(len(used), int(groups.max()) + 1, dtype=np.int64)
    result[used] = groups
    return result


def _taken_off(log_s: Times, runs: Numbers, tasks: Numbers, agents: Numbers, failed: Marks) -> Callable[[Times], Times]:
    """Return what takes off what runs, tasks, agents and failing make of values: a projection.

    Runs too: those with more agents differ in other ways as well, so only what happens within a run is evidence.
    Tasks have a share of their mean taken off, as far as they differ: Fuller, Battese, Journal of the American
    Statistical Association 68, 1973.
    """
    levels = fit_levels(log_s, tasks, agents, failed)
    groups = Groups(tasks, int(tasks.max()) + 1)
    luck = max(levels.within_sd, 1e-9) ** 2
    share = 1.0 - np.sqrt(luck / (luck + groups.counts * levels.between_sd**2))
    columns = [np.ones(len(log_s)), *(_marks(agents)), *(_marks(runs)), failed.astype(float)]
    basis, triangle = np.linalg.qr(groups.without_means(np.column_stack(columns), share))
    basis = basis[:, np.abs(np.diag(triangle)) > 1e-9]

    def taken_off(values: Times) -> Times:
        left = groups.without_means(values, share)
        result: Times = left - basis @ (basis.T @ left)
        return result

    return taken_off


def _marks(numbers: Numbers) -> list[Times]:
    return [(numbers == number).astype(float) for number in range(1, int(numbers.max()) + 1)]
