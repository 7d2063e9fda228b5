"""All pictures of a run, by name."""

from collections.abc import Callable, Mapping

from sim.report.figures.calibration import calibration_picture
from sim.report.figures.graph import graph_picture
from sim.report.figures.health import health_picture
from sim.report.figures.picture import Picture, png
from sim.report.figures.queues import queues_picture
from sim.report.figures.source import PictureSource
from sim.report.figures.starts import starts_picture
from sim.report.figures.timeline import timeline_picture

PICTURES: Mapping[str, Callable[[PictureSource], Picture]] = {
    "health": health_picture,
    "timeline": timeline_picture,
    "queues": queues_picture,
    "calibration": calibration_picture,
    "graph": graph_picture,
    "starts": starts_picture,
}


def drawn(name: str, source: PictureSource) -> bytes:
    """Return a picture as PNG; the same run gives the same bytes.

    Args:
        name: a key of `PICTURES`.
        source: the run.
    """
    return png(PICTURES[name](source))
