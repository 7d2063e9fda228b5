"""The knee: throughput over the number of agents, and at which sizes resampled replications have their knee."""

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from sim.document.quantity import count, percent
from sim.report.figures.picture import MARGIN_IN, Picture, picture, place
from sim.report.figures.style import INK, MUTED, NAVY, RULE, SKY, SMALL, VERMILLION, WIDTH_IN, styled
from sim.report.figures.text import shown
from sim.study.questions.knee.answer import KneeAnswer
from sim.study.questions.knee.report import finding

_LEFT_IN, _CURVE_IN, _BARS_IN, _GAP_IN, _FOOT_IN, _KEY_IN = 0.75, 3.0, 0.75, 0.25, 0.45, 0.32
_HOUR = 3600.0


def knee_picture(answer: KneeAnswer) -> Picture:
    """Return the curve of mean throughput with the knee, above the share of resamples with the knee at each size.

    Args:
        answer: what was found.
    """
    subtitle = (
        f"{answer.scenario}: {count(answer.knee.replications, 'replication')} of {len(answer.sizes)} sizes. Means with "
        f"{percent(answer.confidence)} intervals; the dashed line rises by {percent(answer.worth)} of what an agent of "
        "the smallest fleet does, for each agent."
    )
    width = WIDTH_IN - 2 * MARGIN_IN - _LEFT_IN - 0.1
    first, *rest = finding(answer)
    with styled():
        figure = picture(_CURVE_IN + _BARS_IN + _GAP_IN + _FOOT_IN + _KEY_IN + 0.15, first, " ".join([*rest, subtitle]))
        bottom = _FOOT_IN + _KEY_IN
        bars = place(figure, MARGIN_IN + _LEFT_IN, bottom, width, _BARS_IN)
        curve = place(figure, MARGIN_IN + _LEFT_IN, bottom + _BARS_IN + _GAP_IN, width, _CURVE_IN)
        room = 0.04 * (answer.sizes[-1] - answer.sizes[0])
        for axes in (curve, bars):
            axes.set_xlim(answer.sizes[0] - room, answer.sizes[-1] + room)
            axes.xaxis.set_major_locator(MaxNLocator(12, integer=True, steps=[1, 2, 5, 10]))
            axes.tick_params(labelsize=SMALL, length=3.0)
        _draw_curve(curve, answer)
        _draw_bars(bars, answer)
        curve.tick_params(labelbottom=False)
        bars.set_xlabel(f"number of agents (group {shown(answer.group, 30)})", size=SMALL, labelpad=2.0)
        figure.legend(
            handles=_handles(answer), loc="lower left", ncols=4, borderaxespad=0.0, borderpad=0.1, columnspacing=1.3,
            bbox_to_anchor=(MARGIN_IN / WIDTH_IN, 0.1 / figure.get_figheight()),
        )  # fmt: skip
        return figure


def _draw_curve(axes: Axes, answer: KneeAnswer) -> None:
    drawn = [
        (size, mean.mean * _HOUR, (mean.low or 0.0) * _HOUR, (mean.high or 0.0) * _HOUR)
        for size, mean in zip(answer.sizes, answer.curve, strict=True)
        if mean.mean is not None and mean.low is not None and mean.high is not None
    ]
    if drawn:
        x, y, low, high = zip(*drawn, strict=True)
        axes.vlines(x, low, high, color=NAVY, linewidth=1.4, zorder=2)
        axes.plot(x, y, color=NAVY, linewidth=1.6, marker="o", markersize=5.0, markeredgecolor="white", zorder=3)
        axes.set_ylim(0.0, 1.08 * max(high))
    low_size = answer.low if answer.low is not None else answer.sizes[-1]
    high_size = answer.high if answer.high is not None else axes.get_xlim()[1]
    axes.axvspan(low_size - 0.25, high_size + 0.25, facecolor=SKY, alpha=0.45, linewidth=0.0, zorder=0.5)
    first, at = answer.curve[0].mean, answer.knee.at
    here = None if at is None else answer.curve[at].mean
    if at is not None and here is not None and first is not None:
        size, slope = answer.sizes[at], answer.worth * first / answer.sizes[0]
        ends = [size, answer.sizes[-1]]
        axes.plot(ends, [(here + slope * (end - size)) * _HOUR for end in ends], color=MUTED, linewidth=1.1,
                  linestyle=(0, (4, 2)), zorder=1.5)  # fmt: skip
        axes.plot([size], [here * _HOUR], marker="D", markersize=9.0, markerfacecolor=VERMILLION,
                  markeredgecolor=INK, markeredgewidth=0.8, zorder=4)  # fmt: skip
    axes.grid(axis="y", color=RULE, linewidth=0.5)
    axes.set_axisbelow(True)
    axes.set_ylabel("throughput (tasks an hour)", size=SMALL)


def _draw_bars(axes: Axes, answer: KneeAnswer) -> None:
    step = min(b - a for a, b in zip(answer.sizes, answer.sizes[1:], strict=False))
    axes.bar(answer.sizes, [100.0 * share for share in answer.knee.shares[:-1]], width=0.6 * step, color=NAVY)
    axes.set_ylim(0.0, 100.0)
    axes.set_yticks([0.0, 50.0, 100.0])
    axes.set_ylabel("knee here (%)", size=SMALL)
    if answer.knee.shares[-1] > 0.0:
        axes.text(1.0, 0.82, f"{percent(answer.knee.shares[-1])} have none in this range", transform=axes.transAxes,
                  size=SMALL, color=MUTED, ha="right")  # fmt: skip


def _handles(answer: KneeAnswer) -> list[Line2D | Patch]:
    found: list[Line2D | Patch] = [
        Line2D([], [], color=NAVY, linewidth=1.6, marker="o", markersize=5.0, label="mean throughput"),
        Patch(facecolor=SKY, alpha=0.45, label=f"{percent(answer.confidence)} interval of the knee"),
    ]
    if answer.at is not None:
        found[1:1] = [
            Line2D([], [], linestyle="none", marker="D", markersize=8.0, markerfacecolor=VERMILLION,
                   markeredgecolor=INK, label="the knee"),
            Line2D([], [], color=MUTED, linewidth=1.1, linestyle=(0, (4, 2)), label="worth it above this"),
        ]  # fmt: skip
    return found
