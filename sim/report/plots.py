"""The folder `plots/` of a result: its pictures, as PNG files."""

from collections.abc import Mapping
from pathlib import Path

from sim.record.faults import stack
from sim.record.files import write_bytes
from sim.record.outcomes import RATE_LIMITED
from sim.record.tables import Columns
from sim.report.figures.source import PictureSource
from sim.report.links import PLOTS

NAMES = ("health", "timeline", "queues", "calibration", "graph", "starts")
"""Every picture that a run may have."""


def names_of(tables: Mapping[str, Columns]) -> list[str]:
    """Return the names of a run's pictures.

    That of the graph only where tasks wait for others, that of the starts only where faults were put in, a limit has
    refused an attempt, or a circuit breaker has moved.

    Args:
        tables: of the run.
    """
    left_out = set()
    if not any(tables["tasks"]["depends_on"]):
        left_out.add("graph")
    refused = RATE_LIMITED.code in tables["attempts"]["error_class"]
    if not (refused or tables["injected"]["kind"] or tables["breakers"]["state"]):
        left_out.add("starts")
    return [name for name in NAMES if name not in left_out]


def pictures_in(directory: Path) -> list[str]:
    """Return the names of the pictures of a run that lie in its result folder."""
    return [name for name in NAMES if (directory / PLOTS / f"{name}.png").is_file()]


def write_plots(directory: Path, source: PictureSource) -> list[str]:
    """Draw every picture of a run into `plots/` of its result folder.

    A picture that cannot be drawn is left out: a finished run is not lost for want of one.

    Args:
        directory: the result folder.
        source: the run.

    Returns:
        For each picture that was left out, the lines that say why.

    Raises:
        OSError: a file could not be written.
    """
    failures = []
    for name in names_of(source.tables):
        try:
            from sim.report.figures.gallery import drawn

            content = drawn(name, source)
        except Exception as error:  # noqa: BLE001  # whatever it is, it concerns this picture only
            failures.append(f"{PLOTS}/{name}.png: {type(error).__name__}: {error}; it is left out\n{stack(error)}")
        else:
            write_bytes(directory / PLOTS / f"{name}.png", content)
    return failures
