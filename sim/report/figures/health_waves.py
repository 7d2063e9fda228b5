"""The score after each wave: bars that hang from 100 down to it, made of the points that each metric cost."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes

from sim.document.quantity import score
from sim.report.figures.direct_labels import Label, label_at
from sim.report.figures.style import INK, MUTED, NAVY, RULE, SKY, SMALL, TEXT, VERMILLION, YELLOW
from sim.report.figures.text import text_width
from sim.report.targets import METRICS

COLORS = {"success_rate": VERMILLION, "availability": NAVY, "accuracy": YELLOW, "load_balance": SKY}
_BANDS = ((90.0, 100.0, "EXCELLENT"), (70.0, 90.0, "GOOD"), (50.0, 70.0, "FAIR"), (0.0, 50.0, "POOR"))
_SHADES = ("#FFFFFF", "#F5F5F5", "#EBEBEB", "#E0E0E0")
_GUTTER_IN = 0.95  # for the names of the bands
_LABELS_IN = 1.85
_WIDEST_IN = 1.3
_LEAST = 0.05  # points: less is not worth a label
_REACH_IN = 0.25  # of the leader lines
_EDGED_IN = 0.08  # narrower bars touch each other and have no edge


class WaveHealth(NamedTuple):
    """The score of one wave, and the points that each metric cost."""

    wave: int
    score: float
    losses: Mapping[str, float]


def draw_over_waves(axes: Axes, waves: Sequence[WaveHealth], width_in: float, height_in: float) -> None:
    """Draw the scores of all waves; x is in inches.

    Args:
        axes: empty.
        waves: at least one.
        width_in: width of the axes, in inches.
        height_in: height of the axes, in inches.
    """
    slot = min((width_in - _GUTTER_IN - _LABELS_IN) / len(waves), _WIDEST_IN)
    centres = [_GUTTER_IN + slot * (place + 0.5) for place in range(len(waves))]
    bottom = _bottom(min(wave.score for wave in waves))
    inch = (101.0 - bottom) / height_in
    axes.set_xlim(0.0, width_in)
    axes.set_ylim(bottom, 101.0)
    axes.set_ylabel("health score (0 to 100)")
    axes.set_yticks([tick for tick in range(0, 101, 10 if bottom > 0 else 20) if tick >= bottom])
    _bands(axes, bottom)
    _bars(axes, waves, centres, slot)
    _scores(axes, waves, centres, slot, inch)
    _ticks(axes, waves, centres, slot)
    end = centres[-1] + _bar(slot) / 2
    labels = list(_labels(waves))
    label_at(axes, labels, end, reach=_REACH_IN, top=100.0, inch_x=1.0, inch_y=inch)
    if labels:
        told = f"points lost in wave {waves[-1].wave}"
        axes.text(end + _REACH_IN, 101.0 + 0.05 * inch, told, size=SMALL, color=MUTED)


def _bottom(lowest: float) -> float:
    # Bars start at 100, which is always shown: cutting off what lies below them does not change their lengths.
    return next((bottom for bottom in (80.0, 60.0, 40.0, 20.0) if lowest >= bottom + 5.0), 0.0)


def _bar(slot: float) -> float:
    return 0.66 * slot if slot > _EDGED_IN else slot


def _bands(axes: Axes, bottom: float) -> None:
    for (low, high, name), shade in zip(_BANDS, _SHADES, strict=True):
        if high > bottom:
            axes.axhspan(max(low, bottom), high, facecolor=shade, zorder=0)
            axes.text(0.08, (max(low, bottom) + high) / 2, name, size=SMALL, color=MUTED, va="center_baseline")
        if low > bottom:
            axes.axhline(low, color=RULE, linewidth=0.8, zorder=0.5)
    axes.axhline(100.0, color=MUTED, linewidth=0.8, zorder=2.5)


def _bars(axes: Axes, waves: Sequence[WaveHealth], centres: Sequence[float], slot: float) -> None:
    tops = [100.0] * len(waves)
    edge = 0.6 if slot > _EDGED_IN else 0.0
    for name in COLORS:
        losses = [wave.losses.get(name, 0.0) for wave in waves]
        bottoms = [top - loss for top, loss in zip(tops, losses, strict=True)]
        axes.bar(
            centres, losses, _bar(slot), bottoms, color=COLORS[name], edgecolor=INK, linewidth=edge, zorder=2
        )  # fmt: skip
        tops = bottoms


def _scores(axes: Axes, waves: Sequence[WaveHealth], centres: Sequence[float], slot: float, inch: float) -> None:
    half = _bar(slot) / 2
    scores = [wave.score for wave in waves]
    axes.hlines(scores, [x - half for x in centres], [x + half for x in centres], color=INK, linewidth=2.0, zorder=3)
    for place in _numbered(scores, slot):
        axes.text(
            centres[place], scores[place] - 0.05 * inch, score(scores[place]), size=TEXT, weight="bold", ha="center",
            va="top", zorder=4,
        )  # fmt: skip


def _numbered(scores: Sequence[float], slot: float) -> list[int]:
    """Return which bars get a number: all, or of the least, the last and the first those with room below."""
    needed = text_width("100.0", TEXT, "bold") + 0.04
    if slot >= needed:
        return list(range(len(scores)))
    near = int(needed / slot) + 1
    taken: list[int] = []
    for place in (scores.index(min(scores)), len(scores) - 1, 0):
        beside = scores[max(0, place - near) : place + near + 1]
        if scores[place] <= min(beside) and all(abs(place - other) > near for other in taken):
            taken.append(place)
    return taken


def _ticks(axes: Axes, waves: Sequence[WaveHealth], centres: Sequence[float], slot: float) -> None:
    needed = text_width(str(waves[-1].wave), SMALL) + 0.12
    every = max(1, -(-int(1000 * needed) // max(1, int(1000 * slot))))
    every = next((step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if step >= every), every)
    shown = range(0 if every == 1 else every - 1, len(waves), every)
    axes.set_xticks([centres[place] for place in shown], labels=[str(waves[place].wave) for place in shown])
    axes.set_xlabel("wave")
    axes.xaxis.set_label_coords((centres[0] + centres[-1]) / 2 / axes.get_xlim()[1], -0.1)


def _labels(waves: Sequence[WaveHealth]) -> Iterator[Label]:
    """Name every metric that cost anything in any wave, beside its part of the last bar."""
    top, losses = 100.0, waves[-1].losses
    for name in COLORS:
        loss = losses.get(name, 0.0)
        if any(wave.losses.get(name, 0.0) >= _LEAST for wave in waves):
            told = f"\u2212{loss:.1f}" if loss >= _LEAST else "0"
            yield Label(top - loss / 2, f"{METRICS[name]}: {told}", COLORS[name])
        top -= loss
