"""The folder `plots/` of a result: its pictures, as PNG files."""

from pathlib import Path

from sim.record.faults import stack
from sim.record.files import write_bytes
from sim.report.figures.source import PictureSource
from sim.report.links import PLOTS

NAMES = ("health", "timeline", "queues", "calibration")


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
    for name in NAMES:
        try:
            from sim.report.figures.gallery import drawn

            content = drawn(name, source)
        except Exception as error:  # noqa: BLE001  # whatever it is, it concerns this picture only
            failures.append(f"{PLOTS}/{name}.png: {type(error).__name__}: {error}; it is left out\n{stack(error)}")
        else:
            write_bytes(directory / PLOTS / f"{name}.png", content)
    return failures
