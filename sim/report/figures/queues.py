"""Queue lengths over virtual time: a strip an agent, or of a larger fleet the total and how agents differ."""

from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.report.figures.picture import MARGIN_IN, Picture, empty_picture, picture, place
from sim.report.figures.queue_band import draw_band
from sim.report.figures.source import Floats, PictureSource
from sim.report.figures.style import INK, MUTED, RULE, SKY, SMALL, TEXT, WIDTH_IN, styled
from sim.report.figures.text import shown, text_width
from sim.report.figures.thinning import stairs, thinned
from sim.report.figures.time_axis import TimeAxis, time_unit
from sim.report.quantity import count, duration, number, percent

MOST_STRIPS = 12
_HEADING = "waiting tasks"
_STRIP_IN, _GAP_IN, _BOTTOM_IN, _WAVES_IN = 0.42, 0.14, 0.5, 0.3
_PEAK_IN = 0.75  # right of the strips
_PANEL_IN = 1.9


class Queues(NamedTuple):
    """Sampled queue lengths: rows are samples, columns agents."""

    at: Floats  # virtual seconds
    by_agent: Floats
    total: Floats  # the manager's queue included
    manager: Floats


def queues_picture(source: PictureSource) -> Picture:
    """Return the picture of a run's queues.

    Up to twelve agents have a strip each, all on one scale, with the manager's queue first where tasks waited in it. Of
    a larger fleet the picture shows all waiting tasks, and the median, the 10 to 90 % band and the longest of the
    agents' queues.

    Args:
        source: tables `samples` and `waves`.
    """
    queues = queues_of(source)
    where = f"{source.name}, seed {source.seed}"
    if not queues.at.size:
        return empty_picture("No queue was sampled: the run ended before the first sample", where)
    subtitle = f"{where}. {_explained(source, queues)}"
    with styled():
        if len(source.agents) <= MOST_STRIPS:
            return _strips(source, queues, queues_title(source, queues), subtitle)
        return _band(source, queues, queues_title(source, queues), subtitle)


def queues_of(source: PictureSource) -> Queues:
    """Return the sampled queue lengths.

    Args:
        source: table `samples`: a row for the system and one for each agent, sample by sample.
    """
    agents = len(source.agents)
    lengths = source.numbers("samples", "queue_length").reshape(-1, agents + 1)
    at = source.numbers("samples", "at").reshape(-1, agents + 1)[:, 0]
    # The first row of each sample is the system's.
    return Queues(at, lengths[:, 1:], lengths[:, 0], lengths[:, 0] - lengths[:, 1:].sum(axis=1))


def queues_title(source: PictureSource, queues: Queues) -> str:
    """Return what the queues show, in plain words.

    Args:
        source: whose samples they are.
        queues: at least one sample.
    """
    top = int(queues.total.argmax())
    if queues.total[top] <= 0:
        return "No task waited at any sample"
    unit = time_unit(source.end_s())
    when = f"{number(float(queues.at[top]) / unit.seconds)} {unit.name}"
    title = f"At most {count(int(queues.total[top]), 'task')} waited, {when} into the run"
    longest = int(queues.by_agent.max(axis=0).argmax())
    peak = int(queues.by_agent[:, longest].max())
    if queues.manager.max() >= peak:
        return f"{title}; up to {int(queues.manager.max())} of them at the manager"
    return f"{title}; the longest queue was {peak}, at {shown(source.agents[longest][0])}"


def _explained(source: PictureSource, queues: Queues) -> str:
    interval = float(queues.at[0])
    empty = percent(float((queues.total == 0).mean()))
    text = f"{count(len(source.agents), 'agent')}, sampled every {duration(interval)}"
    if not queues.total.any():
        return f"{text}."
    text += f"; all queues were empty in {empty} of samples"
    return f"{text}." if queues.manager.any() else f"{text}; none waited at the manager."


def _strips(source: PictureSource, queues: Queues, title: str, subtitle: str) -> Picture:
    rows = [(shown(agent_id), queues.by_agent[:, a]) for a, (agent_id, _) in enumerate(source.agents)]
    if queues.manager.any():
        rows.insert(0, ("manager", queues.manager))
    height = len(rows) * (_STRIP_IN + _GAP_IN)
    figure = picture(_BOTTOM_IN + height + _WAVES_IN, title, subtitle)
    most = max(1.0, *(float(lengths.max()) for _, lengths in rows))
    numbers = 0.25 + text_width(f"{most:.0f}", SMALL)  # of the axis
    names = max(text_width(_HEADING, SMALL), *(text_width(name) for name, _ in rows))
    left = MARGIN_IN + names + numbers
    time = TimeAxis(source, WIDTH_IN - left - _PEAK_IN - MARGIN_IN)
    for place_from_top, (name, lengths) in enumerate(rows):
        bottom = _BOTTOM_IN + height - (place_from_top + 1) * (_STRIP_IN + _GAP_IN) + _GAP_IN
        axes = place(figure, left, bottom, time.width_in, _STRIP_IN)
        _strip(axes, queues.at, lengths, most, time)
        time.dress(axes, numbered=place_from_top == len(rows) - 1)
        time.mark_waves(axes, labelled=place_from_top == 0)
        _name_strip(axes, name, lengths, time, numbers, heading=place_from_top == 0)
    return figure


def _strip(axes: Axes, at: Floats, lengths: Floats, most: float, time: TimeAxis) -> None:
    x, y = thinned(*stairs(at, lengths, time.end_s))
    axes.fill_between(x, 0.0, y, facecolor=SKY, linewidth=0.0, zorder=2)
    axes.plot(x, y, color=INK, linewidth=0.8, zorder=2.5)
    axes.set_ylim(0.0, most * 1.08)
    ticks = [tick for tick in MaxNLocator(2, integer=True).tick_values(0.0, most) if tick <= most]
    axes.set_yticks(ticks)
    axes.grid(axis="y", color=RULE, linewidth=0.5)
    axes.set_axisbelow(True)


def _name_strip(axes: Axes, name: str, lengths: Floats, time: TimeAxis, numbers: float, heading: bool) -> None:
    inch = 1.0 / time.width_in
    inside = axes.transAxes
    axes.text(-numbers * inch, 0.5, name, transform=inside, size=TEXT, ha="right", va="center_baseline")
    told = f"{int(lengths.max())} / {lengths.mean():.1f}"
    axes.text(1.0 + _PEAK_IN * inch, 0.5, told, transform=inside, size=TEXT, ha="right", va="center_baseline")
    if heading:
        small: dict[str, Any] = {"transform": inside, "size": SMALL, "color": MUTED, "va": "bottom"}
        axes.text(1.0 + _PEAK_IN * inch, 1.08, "most / mean", ha="right", **small)
        axes.text(-numbers * inch, 1.08, _HEADING, ha="right", **small)


def _band(source: PictureSource, queues: Queues, title: str, subtitle: str) -> Picture:
    figure = picture(_BOTTOM_IN + 2 * _PANEL_IN + 0.35 + _WAVES_IN, title, subtitle)
    left = 0.95
    time = TimeAxis(source, WIDTH_IN - left - 1.45 - MARGIN_IN)
    above = place(figure, left, _BOTTOM_IN + _PANEL_IN + 0.35, time.width_in, _PANEL_IN)
    below = place(figure, left, _BOTTOM_IN, time.width_in, _PANEL_IN)
    draw_band(above, below, queues.at, queues.total, queues.manager, queues.by_agent, time)
    return figure
