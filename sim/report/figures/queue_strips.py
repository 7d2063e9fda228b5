"""The queues of a small fleet: a strip an agent, all on one scale."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.report.figures.picture import MARGIN_IN, Picture, place
from sim.report.figures.source import Floats, PictureSource
from sim.report.figures.style import INK, MUTED, RULE, SKY, SMALL, TEXT, WIDTH_IN
from sim.report.figures.text import text_width
from sim.report.figures.thinning import stairs, thinned
from sim.report.figures.time_axis import TimeAxis

_STRIP_IN, _GAP_IN = 0.42, 0.14
_NAMES, _TOLD = "waiting tasks", "most / mean"  # headings on the left and on the right


class Strip(NamedTuple):
    """One queue and its sampled lengths."""

    name: str
    lengths: Floats

    def told(self) -> str:
        """Return the greatest and the mean length."""
        mean = float(self.lengths.mean())
        return f"{int(self.lengths.max())} / {mean:.{1 if mean < 100.0 else 0}f}"


def strips_height(strips: Sequence[Strip]) -> float:
    """Return the height of all strips in inches."""
    return len(strips) * (_STRIP_IN + _GAP_IN)


def draw_strips(figure: Picture, source: PictureSource, at: Floats, strips: Sequence[Strip], top: float) -> None:
    """Draw the strips one below the other.

    Args:
        figure: with room for them.
        source: whose queues they are.
        at: times of the samples, in virtual seconds.
        strips: at least one.
        top: of the first, in inches from the bottom.
    """
    most = max(1.0, *(float(strip.lengths.max()) for strip in strips))
    numbers = 0.25 + text_width(f"{most:.0f}", SMALL)  # of the axis
    left_in = MARGIN_IN + numbers + max(text_width(_NAMES, SMALL), *(text_width(strip.name) for strip in strips))
    right = 0.12 + max(text_width(_TOLD, SMALL), *(text_width(strip.told()) for strip in strips))
    time = TimeAxis(source, WIDTH_IN - left_in - right - MARGIN_IN)
    for number, strip in enumerate(strips):
        bottom = top - (number + 1) * (_STRIP_IN + _GAP_IN) + _GAP_IN
        axes = place(figure, left_in, bottom, time.width_in, _STRIP_IN)
        _draw(axes, at, strip.lengths, most, time)
        time.dress(axes, numbered=number == len(strips) - 1)
        time.mark_waves(axes, labelled=number == 0)
        beside: dict[str, Any] = {"transform": axes.transAxes, "ha": "right"}
        before, after = -numbers / time.width_in, 1.0 + right / time.width_in
        axes.text(before, 0.5, strip.name, size=TEXT, va="center_baseline", **beside)
        axes.text(after, 0.5, strip.told(), size=TEXT, va="center_baseline", **beside)
        if number == 0:
            axes.text(before, 1.08, _NAMES, size=SMALL, color=MUTED, va="bottom", **beside)
            axes.text(after, 1.08, _TOLD, size=SMALL, color=MUTED, va="bottom", **beside)


def _draw(axes: Axes, at: Floats, lengths: Floats, most: float, time: TimeAxis) -> None:
    x, y = thinned(*stairs(at, lengths, time.end_s))
    axes.fill_between(x, 0.0, y, facecolor=SKY, linewidth=0.0, zorder=2)
    axes.plot(x, y, color=INK, linewidth=0.8, zorder=2.5)
    axes.set_ylim(0.0, most * 1.08)
    axes.set_yticks([tick for tick in MaxNLocator(2, integer=True).tick_values(0.0, most) if tick <= most])
    axes.grid(axis="y", color=RULE, linewidth=0.5)
    axes.set_axisbelow(True)
