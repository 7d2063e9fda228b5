"""Attempts a second over time, first ones and retries, with limits, faults put in and open breakers drawn in."""

import json

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from sim.document.quantity import duration, number, percent
from sim.report.figures.picture import MARGIN_IN, Picture, empty_picture, picture, place
from sim.report.figures.source import Floats, PictureSource
from sim.report.figures.start_counts import Starts, drawn_limits, starts_of
from sim.report.figures.style import INK, NAVY, PALE_NAVY, RULE, SKY, SMALL, VERMILLION, WIDTH_IN, YELLOW, styled
from sim.report.figures.text import shown
from sim.report.figures.time_axis import TimeAxis

_BOTTOM_IN, _PANEL_IN, _ABOVE_IN, _LEFT_IN = 0.85, 2.2, 0.3, 0.75
_ONE_LINE = 6  # keys that do not fit into one
_STRIP = (1.08, 1.12)  # of the height of the axes: above them
_BREAKERS = {"open": NAVY, "half_open": PALE_NAVY}


def starts_picture(source: PictureSource) -> Picture:
    """Return the picture of a run's attempts a second.

    Args:
        source: tables `attempts`, `injected`, `breakers` and `waves`; `limits` of the scenario.
    """
    starts = starts_of(source)
    where = f"{source.name}, seed {source.seed}"
    if not starts.total.any():
        return empty_picture("No attempt started", where)
    with styled():
        figure = picture(_BOTTOM_IN + _PANEL_IN + _ABOVE_IN, starts_title(starts), f"{where}. {_explained(starts)}")
        time = TimeAxis(source, WIDTH_IN - _LEFT_IN - MARGIN_IN)
        axes = place(figure, _LEFT_IN, _BOTTOM_IN, time.width_in, _PANEL_IN)
        draw_starts(axes, starts, source, time)
        handles = key(starts, source)
        columns = len(handles) if len(handles) < _ONE_LINE else (len(handles) + 1) // 2
        axes.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.0, -0.17), ncols=columns)
    return figure


def starts_title(starts: Starts) -> str:
    """Return what the starts show, in plain words.

    Args:
        starts: some.
    """
    top = int(starts.total.argmax())
    when = duration(float(starts.edges[top]))
    given_up = float(starts.given_up.sum() / starts.total.sum())
    if given_up > 0.0:
        return (
            f"{percent(given_up)} of all attempts were given up in a queue, at most {_most(starts.given_up)} a second"
        )
    title = f"Up to {_most(starts.total)} attempts a second started, {when} into the run"
    again = float(starts.retries[top] / starts.total[top])
    refused = float(starts.refused[top] / starts.total[top])
    if refused > 0.0:
        return f"{title}; limits refused {percent(refused)} of them"
    return f"{title}; {percent(again)} of them were retries" if again > 0.0 else title


def _most(rates: Floats) -> str:
    return number(float(rates.max()))


def draw_starts(axes: Axes, starts: Starts, source: PictureSource, time: TimeAxis) -> None:
    """Draw the starts, the limits as lines and the faults as spans of time.

    Args:
        axes: empty.
        starts: in bins.
        source: tables `injected` and `breakers`, and the limits.
        time: of the width of the axes.
    """
    floor = np.zeros_like(starts.first)
    bands = ((starts.first, SKY), (starts.retries, VERMILLION), (starts.refused, PALE_NAVY), (starts.given_up, NAVY))
    for values, color in bands:
        axes.stairs(floor + values, starts.edges, baseline=floor, fill=True, color=color, linewidth=0.0, zorder=2)
        floor = floor + values
    most = float(starts.total.max())
    for _, rate in drawn_limits(source):
        axes.axhline(rate, color=INK, linewidth=1.0, linestyle="dashed", zorder=3)
        most = max(most, min(rate, 3.0 * float(starts.total.max())))
    for row in range(len(source.column("injected", "kind"))):
        begins, ends = source.column("injected", "from")[row], source.column("injected", "to")[row]
        axes.axvspan(begins, time.end_s if ends is None else min(ends, time.end_s), color=YELLOW, alpha=0.45, zorder=1)
        axes.axvline(begins, color=NAVY, linewidth=0.7, zorder=1.5)
    _mark_breakers(axes, source, time)
    axes.set_ylim(0.0, 1.06 * most)
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.set_ylabel("attempts a second")
    axes.grid(axis="y", color=RULE, linewidth=0.5)
    axes.set_axisbelow(True)
    time.dress(axes)
    time.mark_waves(axes)
    _name_faults(axes, source, time)


def _mark_breakers(axes: Axes, source: PictureSource, time: TimeAxis) -> None:
    """Draw a strip above the picture where some breaker was open, and paler where one was half open."""
    columns = (source.column("breakers", name) for name in ("state", "from", "to"))
    for state, begins, ends in zip(*columns, strict=True):
        if state in _BREAKERS:
            until = time.end_s if ends is None else min(ends, time.end_s)
            axes.axvspan(begins, until, *_STRIP, color=_BREAKERS[state], linewidth=0.0, clip_on=False, zorder=2)


def _name_faults(axes: Axes, source: PictureSource, time: TimeAxis) -> None:
    free_from = -1.0
    for kind, agents, begins in zip(
        *(source.column("injected", name) for name in ("kind", "agents", "from")), strict=True
    ):
        ids = json.loads(agents)
        told = f"{kind}" + (f": {shown(ids[0])}{f' +{len(ids) - 1}' if len(ids) > 1 else ''}" if ids else "")
        if begins >= free_from and begins + 0.4 * time.per_inch() <= time.end_s:
            axes.annotate(told, (begins, 1.0), xytext=(2.0, -9.0), textcoords="offset points",
                          xycoords=("data", "axes fraction"), size=SMALL, color=NAVY)  # fmt: skip
            free_from = begins + (0.075 * len(told) + 0.1) * time.per_inch()


def key(starts: Starts, source: PictureSource) -> list[Patch | Line2D]:
    """Return what the colours mean, of what there is."""
    handles: list[Patch | Line2D] = [Patch(color=SKY, label="first attempts")]
    if starts.retries.any():
        handles.append(Patch(color=VERMILLION, label="retries"))
    if starts.refused.any():
        handles.append(Patch(color=PALE_NAVY, label="refused by a limit"))
    if starts.given_up.any():
        handles.append(Patch(color=NAVY, label="given up in a queue (time-out)"))
    if source.column("injected", "kind"):
        handles.append(Patch(color=YELLOW, alpha=0.45, label="faults put in"))
    states = set(source.column("breakers", "state"))
    handles += [
        Patch(color=color, label=f"breaker {state.replace('_', ' ')} (above)")
        for state, color in _BREAKERS.items()
        if state in states
    ]
    names = [f"{shown(name)} ({number(rate)}/s)" for name, rate in drawn_limits(source)]
    if names:
        handles.append(Line2D([], [], color=INK, linestyle="dashed", linewidth=1.0, label=f"limit: {', '.join(names)}"))
    return handles


def _explained(starts: Starts) -> str:
    width = duration(float(starts.edges[1] - starts.edges[0]))
    also = ", or were given up before they began" if starts.given_up.any() else ""
    return f"Attempts that got past the gates or were refused by a rate limit{also}, in steps of {width}."
