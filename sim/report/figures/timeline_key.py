"""The key of a timeline: only what occurs in it."""

from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.report.figures.attempt_kinds import COLORS
from sim.report.figures.kinds import NAMES, Kind, kinds_of, refused_by
from sim.report.figures.lanes import Lane
from sim.report.figures.picture import Picture
from sim.report.figures.source import PictureSource
from sim.report.figures.style import INK, NAVY, WIDTH_IN
from sim.report.figures.time_shares import held_at_limits, orphaned
from sim.report.figures.timeline_links import EDGE_WIDTH, TIMEOUT_MARKER, edges, timed_out
from sim.report.figures.timeline_marks import OUTAGE_HATCH, REFUSAL_MARKER
from sim.report.figures.timeline_work import WorkDrawn


def draw_key(
    figure: Picture, source: PictureSource, lanes: Sequence[Lane], drawn: WorkDrawn, left: float, bottom: float
) -> None:
    """Draw the key in one line above the lanes.

    Args:
        figure: the timeline.
        source: tables `attempts` and `outages`.
        lanes: of the agents that are shown.
        drawn: how the attempts were drawn.
        left: of the key, in inches.
        bottom: of the key, in inches.
    """
    handles = key_handles(source, {lane.agent_id for lane in lanes}, drawn)
    if drawn is WorkDrawn.ATTEMPTS and edges(source, lanes):
        handles.append(Line2D([], [], color=INK, linewidth=EDGE_WIDTH, alpha=0.6, label="waits for"))
    figure.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(left / WIDTH_IN, bottom / figure.get_figheight()),
        ncols=max(1, len(handles)),
        borderaxespad=0.0,
        borderpad=0.1,
        handlelength=1.4,
        handletextpad=0.5,
        columnspacing=1.3,
    )


def key_handles(source: PictureSource, agents: set[str], drawn: WorkDrawn) -> list[Artist]:
    """Return what the key of a timeline explains: only what is there.

    Args:
        source: tables `attempts` and `outages`.
        agents: ids of those that are shown.
        drawn: how the attempts were drawn.
    """
    attempts = source.tables["attempts"]
    mine = [agent_id in agents for agent_id in attempts["agent_id"]]
    kinds = {kind for kind, shown in zip(kinds_of(source).tolist(), mine, strict=True) if shown}
    since, until = orphaned(source)
    if any(was and shown for was, shown in zip((until > since).tolist(), mine, strict=True)):
        kinds.add(Kind.ORPHANED)
    since, until = held_at_limits(source)
    if any(was and shown for was, shown in zip((until > since).tolist(), mine, strict=True)):
        kinds.add(Kind.HELD)
    handles: list[Artist] = [
        Patch(facecolor=color, edgecolor="none", label=NAMES[kind]) for kind, color in COLORS.items() if kind in kinds
    ]
    waited = any(backoff and shown for backoff, shown in zip(attempts["backoff"], mine, strict=True))
    if waited and drawn is WorkDrawn.ATTEMPTS:
        handles.append(Line2D([], [], color=INK, linewidth=1.2, label="back-off before a retry"))
    refusals = refused_by(source, agents)
    if refusals is not None and drawn is WorkDrawn.ATTEMPTS:
        label = f"refused by {refusals}"
        handles.append(Line2D([], [], color=INK, marker=REFUSAL_MARKER, markersize=4.0, linestyle="none", label=label))
    if drawn is WorkDrawn.ATTEMPTS and timed_out(source, agents):
        mark = Line2D([], [], color=INK, marker=TIMEOUT_MARKER, markersize=4.5, linestyle="none", label="time was up")
        handles.append(mark)
    if agents.intersection(source.column("outages", "agent_id")):
        handles.append(Patch(facecolor="white", edgecolor=NAVY, hatch=OUTAGE_HATCH, linewidth=0.6, label="agent down"))
    return handles
