"""The work in a timeline's lanes: a bar an attempt, or how each stretch of time was spent where bars would blur."""

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.patheffects import withStroke

from sim.report.figures.attempt_kinds import COLORS, TEXT_ON
from sim.report.figures.kinds import Kind, kinds_of
from sim.report.figures.lanes import Lane
from sim.report.figures.source import Floats, Ints, PictureSource
from sim.report.figures.style import DPI, TINY
from sim.report.figures.text import shown, text_width
from sim.report.figures.time_axis import TimeAxis
from sim.report.figures.time_shares import held_at_limits, orphaned, shares_of_time

_BLUR_PX = 2.5  # bars narrower than this, by the median, are not told apart
_THIN_ROW_IN = 0.03
_ABOVE_BAR = 0.06  # of the row's height
_BAR = 0.74  # of the row's height; below it lies the back-off
_EDGE_PX = 5.0
_READABLE = 0.6  # of the bars must have room for their task's id, or none has one
_MOST_LABELS = 400
_BIN_IN = 0.02


class WorkDrawn(Enum):
    """How the work was drawn."""

    ATTEMPTS = "a bar an attempt"
    SHARES = "shares of time"


def how_drawn(lanes: Sequence[Lane], source: PictureSource, time: TimeAxis) -> WorkDrawn:
    """Return how the attempts of some lanes are best drawn.

    Args:
        lanes: of the agents that are shown.
        source: table `attempts`.
        time: of the width of the axes.
    """
    work = _work(lanes, source)
    blurred = work.start.size and float(np.median(work.end - work.start)) / time.per_inch() * DPI < _BLUR_PX
    thin = min(lane.row for lane in lanes) < _THIN_ROW_IN
    return WorkDrawn.SHARES if blurred or thin else WorkDrawn.ATTEMPTS


def draw_work(axes: Axes, lanes: Sequence[Lane], source: PictureSource, time: TimeAxis, drawn: WorkDrawn) -> None:
    """Draw the attempts that got past the gates.

    Args:
        axes: x in virtual seconds, y in inches downward.
        lanes: of the agents that are shown.
        source: table `attempts`.
        time: of the width of the axes.
        drawn: how.
    """
    work = _work(lanes, source)
    if drawn is WorkDrawn.ATTEMPTS:
        _draw_attempts(axes, lanes, source, work, time)
        return
    for number, lane in enumerate(lanes):
        mine = work.lane == number
        _draw_shares(axes, lane, work.kind[mine], work.start[mine], work.end[mine], time)


class _Work(NamedTuple):
    """The attempts past the gates, in the lanes that are shown; apart, what was served for nobody, and waits."""

    row: Ints  # in the table `attempts`
    lane: Ints
    kind: Ints
    start: Floats
    end: Floats


def _work(lanes: Sequence[Lane], source: PictureSource) -> _Work:
    place = {lane.agent_id: number for number, lane in enumerate(lanes)}
    lane = np.array([place.get(agent_id, -1) for agent_id in source.column("attempts", "agent_id")], dtype=np.int64)
    kind = kinds_of(source)
    row = np.flatnonzero((lane >= 0) & (kind != Kind.REFUSED) & (kind != Kind.WITHDRAWN))
    start, end = source.numbers("attempts", "started_at")[row], source.numbers("attempts", "ended_at")[row]
    since, until = orphaned(source)
    orphan = np.flatnonzero((lane >= 0) & (until > since))
    held_since, held_until = held_at_limits(source)
    held = np.flatnonzero((lane >= 0) & (held_until > held_since))
    return _Work(
        np.concatenate((row, orphan, held)),
        np.concatenate((lane[row], lane[orphan], lane[held])),
        np.concatenate((kind[row], np.full(orphan.size, Kind.ORPHANED), np.full(held.size, Kind.HELD))),
        np.concatenate((start, since[orphan], held_since[held])),
        np.concatenate((end, until[orphan], held_until[held])),
    )


def _draw_attempts(axes: Axes, lanes: Sequence[Lane], source: PictureSource, work: _Work, time: TimeAxis) -> None:
    pixel = time.per_inch() / DPI
    heights = np.array([lane.row for lane in lanes])[work.lane]
    slots = source.numbers("attempts", "slot")[work.row]
    tops = np.array([lane.top for lane in lanes])[work.lane] + heights * (slots + _ABOVE_BAR)
    corners = _corners(work.start, np.maximum(work.end, work.start + pixel), tops, heights * _BAR)
    wide = work.start.size and np.median(work.end - work.start) >= _EDGE_PX * pixel
    for kind, color in COLORS.items():
        bars = list(corners[work.kind == kind])
        edge = 0.5 if wide else 0.0
        axes.add_collection(
            PolyCollection(bars, facecolor=color, edgecolor="white", linewidth=edge, zorder=2), autolim=False
        )
    if work.row.size <= _MOST_LABELS:
        ids = source.column("attempts", "task_id")
        _write_ids(axes, [ids[row] for row in work.row.tolist()], corners, work.kind, time)


def _corners(start: Floats, end: Floats, top: Floats, height: Floats) -> Floats:
    x = np.stack((start, end, end, start), axis=1)
    y = np.stack((top, top, top + height, top + height), axis=1)
    return np.stack((x, y), axis=2)


def _write_ids(axes: Axes, ids: Sequence[str], corners: Floats, kinds: Ints, time: TimeAxis) -> None:
    """Write the tasks' ids into their bars, where most of them have the room."""
    texts = [shown(task_id, longest=40) for task_id in ids]
    fits = []
    for text, bar in zip(texts, corners, strict=True):
        wide = (bar[1, 0] - bar[0, 0]) / time.per_inch()
        fits.append(wide >= text_width(text, TINY) + 0.05 and bar[2, 1] - bar[0, 1] >= TINY / 72 + 0.02)
    if not fits or sum(fits) < _READABLE * len(fits):
        return
    for number in np.flatnonzero(fits).tolist():
        bar, kind = corners[number], Kind(int(kinds[number]))
        axes.text(
            bar[:, 0].mean(), bar[:, 1].mean(), texts[number], size=TINY, color=TEXT_ON[kind], ha="center",
            va="center_baseline", zorder=5, clip_on=True,
            # Where the bar is hatched, the id keeps some of the bar's colour around it.
            path_effects=[withStroke(linewidth=2.0, foreground=COLORS[kind])],
        )  # fmt: skip


def _draw_shares(axes: Axes, lane: Lane, kinds: Ints, start: Floats, end: Floats, time: TimeAxis) -> None:
    """Fill a lane from below with the share of its slots' time that went into each kind of attempt."""
    edges = np.linspace(0.0, time.end_s, max(1, round(time.width_in / _BIN_IN)) + 1)
    floor = np.full(edges.size, lane.top + lane.height)
    for kind, color in COLORS.items():
        mine = kinds == kind
        share = shares_of_time(edges, start[mine], end[mine]) / lane.slots
        ceiling = floor - lane.height * np.append(share, share[-1])
        axes.fill_between(edges, floor, ceiling, step="post", facecolor=color, linewidth=0.0, zorder=2)
        floor = ceiling
