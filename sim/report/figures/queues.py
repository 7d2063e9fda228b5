"""Queue lengths over virtual time: a strip an agent, or of a larger fleet the total and how agents differ."""

from typing import NamedTuple

from sim.document.quantity import count, duration, percent
from sim.report.figures.picture import MARGIN_IN, Picture, empty_picture, picture, place
from sim.report.figures.queue_band import draw_band
from sim.report.figures.queue_strips import Strip, draw_strips, strips_height
from sim.report.figures.source import Floats, PictureSource
from sim.report.figures.style import WIDTH_IN, styled
from sim.report.figures.text import shown
from sim.report.figures.time_axis import TimeAxis

MOST_STRIPS = 12
_BOTTOM_IN, _WAVES_IN = 0.5, 0.3
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
    when = duration(float(queues.at[top]))
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
    strips = [Strip(shown(agent_id), queues.by_agent[:, a]) for a, (agent_id, _) in enumerate(source.agents)]
    if queues.manager.any():
        strips.insert(0, Strip("manager", queues.manager))
    height = strips_height(strips)
    figure = picture(_BOTTOM_IN + height + _WAVES_IN, title, subtitle)
    draw_strips(figure, source, queues.at, strips, _BOTTOM_IN + height)
    return figure


def _band(source: PictureSource, queues: Queues, title: str, subtitle: str) -> Picture:
    figure = picture(_BOTTOM_IN + 2 * _PANEL_IN + 0.35 + _WAVES_IN, title, subtitle)
    left_in = 0.95
    time = TimeAxis(source, WIDTH_IN - left_in - 1.45 - MARGIN_IN)
    above = place(figure, left_in, _BOTTOM_IN + _PANEL_IN + 0.35, time.width_in, _PANEL_IN)
    below = place(figure, left_in, _BOTTOM_IN, time.width_in, _PANEL_IN)
    draw_band(above, below, queues.at, queues.total, queues.manager, queues.by_agent, time)
    return figure
