"""Agents' timeline: who worked on what and when, what failed, and what stood still."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from sim.document.quantity import count, percent
from sim.report.figures.kinds import Kind, kinds_of
from sim.report.figures.lanes import MOST_LANES, Lane, chosen_agents, lanes_of, total_height
from sim.report.figures.picture import MARGIN_IN, Picture, empty_picture, picture, place
from sim.report.figures.source import PictureSource
from sim.report.figures.style import MUTED, RULE, SMALL, TEXT, WIDTH_IN, styled
from sim.report.figures.text import shown, text_width
from sim.report.figures.time_axis import TimeAxis
from sim.report.figures.time_spent import timeline_title
from sim.report.figures.timeline_key import draw_key
from sim.report.figures.timeline_links import draw_edges, draw_timeouts
from sim.report.figures.timeline_marks import draw_backoffs, draw_outages, draw_refusals
from sim.report.figures.timeline_work import WorkDrawn, draw_work, how_drawn
from sim.report.run_time import busy_shares

_BOTTOM_IN = 0.5
_KEY_IN = 0.2
_WAVES_IN = 0.24  # for the numbers of the waves
_BUSY_IN = 0.55  # right of the lanes


def timeline_picture(source: PictureSource) -> Picture:
    """Return the timeline of a run's agents.

    A lane an agent (40 of a larger fleet: those that ended a wave, and the busiest), a row a slot; in it the
    attempts, before each its wait at a limit, below it the back-off before the next one, above it a mark where it was
    refused, a cross where its time was up, a line from each task to those that wait for it, and hatched where the agent
    was down. Where the attempts are too many to be told apart, the rows show how each stretch of time was spent.

    Args:
        source: tables `attempts`, `tasks`, `outages` and `waves`.
    """
    agents = chosen_agents(source)
    where = f"{source.name}, seed {source.seed}"
    if not source.column("attempts", "task_id") and not source.column("outages", "agent_id"):
        return empty_picture("No attempt was made", where)
    lanes = lanes_of(agents)
    with styled():
        left_in = max(text_width(shown(lane.agent_id), _label_size(lane)) for lane in lanes) + MARGIN_IN + 0.1
        width = WIDTH_IN - left_in - _BUSY_IN - MARGIN_IN
        time = TimeAxis(source, width)
        height = total_height(lanes)
        drawn = how_drawn(lanes, source, time)
        subtitle = f"{where}. {_explained(source, time, drawn)}"
        figure = picture(_BOTTOM_IN + height + _WAVES_IN + _KEY_IN, timeline_title(source), subtitle)
        axes = place(figure, left_in, _BOTTOM_IN, width, height)
        draw_lanes(axes, lanes, source, time, drawn)
        draw_key(figure, source, lanes, drawn, left_in, _BOTTOM_IN + height + _WAVES_IN)
        return figure


def draw_lanes(axes: Axes, lanes: Sequence[Lane], source: PictureSource, time: TimeAxis, drawn: WorkDrawn) -> None:
    """Draw the lanes of some agents.

    Args:
        axes: empty.
        lanes: of the agents that are shown; at least one.
        source: tables `attempts`, `outages` and `waves`.
        time: of the width of the axes.
        drawn: how the attempts are drawn.
    """
    axes.set_ylim(total_height(lanes) + 0.02, -0.01)
    time.dress(axes)
    time.mark_waves(axes)
    _dress(axes, lanes, source, time)
    draw_work(axes, lanes, source, time, drawn)
    if drawn is WorkDrawn.ATTEMPTS:
        draw_backoffs(axes, lanes, source, time)
        draw_refusals(axes, lanes, source, time)
        draw_edges(axes, lanes, source)
        draw_timeouts(axes, lanes, source, time)
    draw_outages(axes, lanes, source, time)


def _explained(source: PictureSource, time: TimeAxis, drawn: WorkDrawn) -> str:
    made = count(len(source.column("attempts", "task_id")), "attempt")
    tasks = count(len(source.column("tasks", "task_id")), "task")
    text = f"{count(len(source.agents), 'agent')}, {tasks}, {made} in {time.told()}. Busy: share of the run."
    if len(source.agents) > MOST_LANES:
        text += f" Shown are the {MOST_LANES} that ended a wave or worked most."
    if drawn is WorkDrawn.SHARES:
        text += " Heights are shares of time: single attempts would blur."
        refused = int((kinds_of(source) == Kind.REFUSED).sum())
        text += f" {count(refused, 'refusal')} not shown." if refused else ""
    return text


def _label_size(lane: Lane) -> float:
    return TEXT if lane.height >= 0.19 else SMALL


def _dress(axes: Axes, lanes: Sequence[Lane], source: PictureSource, time: TimeAxis) -> None:
    """Name the lanes, and say on the right how much of its time each agent worked."""
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.set_yticks([])
    for lane in lanes:
        axes.axhspan(lane.top, lane.top + lane.height, facecolor="#EBEBEB", zorder=0.5)
        for slot in range(1, lane.slots if lane.row > 0.04 else 1):
            axes.axhline(lane.top + slot * lane.row, color=RULE, linewidth=0.4, zorder=0.8)
    beside = axes.get_yaxis_transform()
    inch = 1.0 / time.width_in
    busy = busy_shares(source.agents, source.tables)
    for lane in lanes:
        middle, size = lane.top + lane.height / 2, _label_size(lane)
        axes.text(
            -0.08 * inch, middle, shown(lane.agent_id), transform=beside, size=size, ha="right", va="center_baseline"
        )
        share = percent(busy[lane.agent_id])
        axes.text(1.0 + 0.5 * inch, middle, share, transform=beside, size=size, ha="right", va="center_baseline")
    axes.text(
        1.0 + 0.5 * inch, -0.06, "busy", transform=beside, size=SMALL, color=MUTED, ha="right", va="bottom"
    )  # fmt: skip
