"""Tasks that wait in growing number, as the samples of the monitor see them: more work comes than the fleet can do.

Overload is told where three signs agree. In each of the last three windows more tasks became ready than ended, and
more wait than there are slots. A straight line through the samples of the three windows rises for certain: the
one-sided lower bound of its slope (Student's t) is above 0. And chance does not explain it. A queue at load 0.9 swings
so slowly that the first two signs come and go in nearly every run; so the releases and ends since the queue has been
longer than the slots are held against two stories: that each event is as likely a release as an end, as at load 1, and
that `RELEASES` of them are releases. The second's likelihood over the first's is L; the evidence M = (M + 1) L, begun
anew whenever the queue is short again, reaches c at most once in c looks on average while the load is no more than 1.

Or no agent is up for a whole window while tasks wait.

Source: Shin, Ramdas, Rinaldo, "E-detectors: a nonparametric framework for sequential change detection", New England
Journal of Statistics in Data Science 2, 2024 (the promise); Draper, Smith, "Applied Regression Analysis", 3rd ed.,
section 1.4 (the line); Kleinrock, "Queueing Systems I", 1975, section 3.2 (in a busy M/M/m system the next event is a
release with chance load / (load + 1)).
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from math import fsum, sqrt
from typing import NamedTuple

from sim.measures.statistics.intervals import t_quantile
from sim.numerics import whole_power
from sim.observe.detection.conditions import judgement
from sim.observe.detection.coordination import window
from sim.observe.detection.detector import Context
from sim.observe.detection.ledger import Judgement
from sim.observe.detection.looks import ALPHA, spent
from sim.record.conditions import OVERLOAD
from sim.record.evidence import Crowd
from sim.record.rows import Sampled, WaveEnded

RELEASES = 0.55
"""Share of releases among releases and ends in the story of overload: a load of 0.55 / 0.45 = 1.22."""
ONE_IN = 2_000.0
"""At most one false alarm in so many looks, on average, at load 1."""
WINDOWS = 3
MOST_KEPT = 100
"""Samples of a window that are looked at: of more they are passed over, so that a look stays cheap."""
_SAME = 1e-9  # seconds: moments closer than this are one
_MOST = 1e9


class Seen(NamedTuple):
    """What one sample saw of the queue."""

    at: float
    waiting: int
    released: int  # tasks so far
    ended: int  # tasks so far


class CrowdWatch(NamedTuple):
    """What is remembered of the queue in a wave."""

    seen: tuple[Seen, ...] = (Seen(0.0, 0, 0, 0),)  # the wave's start, then samples; none older than needed
    began_s: float = 0.0
    looks: int = 0
    evidence: float = 0.0  # M
    down_since: float | None = None  # no agent was up in any sample since, while tasks waited
    tasks: int = 0  # of the waves before


def seen_in(row: Sampled) -> Seen:
    """Return what a sample saw of the queue."""
    return Seen(row.at, row.waiting + sum(row.queue_length), row.ready, sum(row.completed) + sum(row.failed))


def look(watch: CrowdWatch, row: Sampled, context: Context) -> CrowdWatch:
    """Return what is remembered after one more sample; a sample too close to the one before it is passed over.

    Args:
        watch: before it.
        row: the sample.
        context: agents and settings.
    """
    last, now = watch.seen[-1], seen_in(row)
    width = _width(context)
    if now.at - last.at < width / MOST_KEPT - _SAME:
        return watch
    slots = sum(context.capacities)
    seen, edge = watch.seen, now.at - WINDOWS * width + _SAME
    while len(seen) > 1 and seen[1].at <= edge:  # one of them tells what was before the windows
        seen = seen[1:]
    nobody = now.waiting > 0 and not any(row.up)
    since = now.at if watch.down_since is None else watch.down_since
    return CrowdWatch(
        (*seen, now),
        watch.began_s,
        watch.looks + (now.at - watch.began_s >= WINDOWS * width - _SAME),
        _evidence(watch.evidence, last, now, slots),
        since if nobody else None,
        watch.tasks,
    )


def over_the_wave(watch: CrowdWatch, row: WaveEnded) -> CrowdWatch:
    """Return what the next wave begins with: nobody waits, and all that was released has ended."""
    tasks = watch.tasks + row.tasks
    return CrowdWatch((Seen(row.ended_at, 0, tasks, tasks),), row.ended_at, tasks=tasks)


def _width(context: Context) -> float:
    # Nothing finer than the samples is known.
    return max(context.spec.window, context.spec.interval)


def _at(seen: Seen) -> float:
    return seen.at


def _evidence(before: float, last: Seen, now: Seen, slots: int) -> float:
    if now.waiting <= slots:
        return 0.0
    if last.waiting <= slots:
        return before
    released, ended = now.released - last.released, now.ended - last.ended
    ratio = whole_power(2.0 * RELEASES, min(released, 300)) * whole_power(2.0 * (1.0 - RELEASES), min(ended, 300))
    return min(_MOST, (before + 1.0) * ratio)


def overload(context: Context, watch: CrowdWatch, wave: int) -> list[Judgement]:
    """Return the judgement where the last look proves overload, or that nobody has been up for a window; else none.

    Args:
        context: agents and settings.
        watch: after the look.
        wave: of the look.
    """
    now = watch.seen[-1]
    if watch.down_since is not None and now.at - watch.down_since >= _width(context) - _SAME:
        when = {"wave": wave, "from_s": watch.down_since, "to_s": now.at}
        return [nobody_up(context, now.waiting, now.at - watch.down_since, when, len(watch.seen))]
    if watch.evidence < ONE_IN or not watch.looks:
        return []
    return _growing(context, watch, wave)


def _growing(context: Context, watch: CrowdWatch, wave: int) -> list[Judgement]:
    now, width, slots = watch.seen[-1], _width(context), sum(context.capacities)
    edges = [_known_at(watch.seen, now.at - n * width) for n in range(WINDOWS + 1)]
    more = (after.released - before.released > after.ended - before.ended for after, before in pairwise(edges))
    line = [seen for seen in watch.seen if seen.at > now.at - WINDOWS * width + _SAME]
    if now.waiting <= slots or len(line) < 3 or not all(more):
        return []
    alpha = spent(ALPHA, watch.looks)
    slope, bound = slope_and_bound([s.at for s in line], [s.waiting for s in line], alpha)
    if bound <= 0.0:
        return []
    evidence = Crowd(
        now.waiting,
        slots,
        len(line),
        {"wave": wave, "from_s": now.at - WINDOWS * width, "to_s": now.at},
        released=now.released - edges[-1].released,
        ended=now.ended - edges[-1].ended,
        slope=slope,
        lower_bound=bound,
        alpha=alpha,
        look=watch.looks,
        evidence=watch.evidence,
        evidence_needed=ONE_IN,
    )
    return [judgement(context, OVERLOAD, True, evidence)]


def _known_at(seen: Sequence[Seen], at: float) -> Seen:
    return seen[max(0, bisect_right(seen, at + _SAME, key=_at) - 1)]


def slope_and_bound(x: Sequence[float], y: Sequence[float], alpha: float) -> tuple[float, float]:
    """Return the slope of the least-squares line, and its one-sided lower bound by Student's t with n - 2.

    Args:
        x: three values or more, not all the same.
        y: as many.
        alpha: chance that the bound lies above the true slope.

    >>> slope, bound = slope_and_bound([0.0, 1.0, 2.0], [0.0, 2.0, 1.0], 0.05)
    >>> round(slope, 6), round(bound, 4)  # residuals -0.5, 1, -0.5: 0.5 - 6.3138 * sqrt(1.5 / 2)
    (0.5, -4.9678)
    """
    n = len(x)
    mean_x, mean_y = fsum(x) / n, fsum(y) / n
    squares = fsum((a - mean_x) * (a - mean_x) for a in x)
    slope = fsum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / squares
    away = [b - mean_y - slope * (a - mean_x) for a, b in zip(x, y, strict=True)]
    residuals = fsum(each * each for each in away)
    return slope, slope - t_quantile(1.0 - alpha, n - 2) * sqrt(residuals / (n - 2) / squares)


def nobody_up(context: Context, waiting: int, down_s: float, when: dict[str, float], samples: int) -> Judgement:
    """Return the judgement that no agent was up while tasks waited.

    Args:
        context: agents and settings.
        waiting: tasks.
        down_s: for how long.
        when: the time that it looks back on.
        samples: in which it was seen.
    """
    evidence = Crowd(waiting, sum(context.capacities), samples, when, down_s=down_s)
    return judgement(context, OVERLOAD, True, evidence)


def down_all_wave(context: Context, row: WaveEnded) -> list[Judgement]:
    """Return the judgement where no agent was up in a whole wave that had tasks; else none."""
    length_s = row.ended_at - row.started_at
    if any(row.up_s) or not row.tasks or length_s <= 0.0:
        return []
    return [nobody_up(context, row.tasks, length_s, window(row), 0)]
