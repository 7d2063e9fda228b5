"""The report of a fit, read back from its folder: only where the manifest vouches for it."""

import hashlib
import json
from pathlib import Path

from sim.report.links import PAGE_FILE
from sim.report.manifest import MANIFEST_FILE
from sim.report.read_result import ResultUnreadable
from sim.study.fitting.folder import FIT_FORMAT, REPORT_FILE
from sim.study.forecasting.folder import FORECAST_FORMAT
from sim.study.replaying.folder import REPLAY_FORMAT


def is_fit_folder(directory: Path) -> bool:
    """Whether a folder is the result of a fit, of forecasts from a record or of a replay, by its manifest."""
    try:
        manifest = json.loads((directory / MANIFEST_FILE).read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and manifest.get("format") in (FIT_FORMAT, FORECAST_FORMAT, REPLAY_FORMAT)


def report_of_fit(directory: Path) -> str:
    """Return the report of a fit.

    Args:
        directory: its result folder.

    Raises:
        ResultUnreadable: the report is missing, or not the one that was written.
    """
    return _written(directory, REPORT_FILE)


def page_of_fit(directory: Path) -> str:
    """Return the report of a fit as the HTML page that was written with it: a folder of a fit does not hold the record.

    Args:
        directory: its result folder.

    Raises:
        ResultUnreadable: the page is missing, or not the one that was written.
    """
    return _written(directory, PAGE_FILE)


def _written(directory: Path, name: str) -> str:
    manifest = json.loads((directory / MANIFEST_FILE).read_bytes())
    listed = {row.get("path"): row.get("sha256") for row in manifest.get("files", ()) if isinstance(row, dict)}
    try:
        content = (directory / name).read_bytes()
    except OSError as error:
        raise ResultUnreadable(f"{directory / name}: cannot be read: {error.strerror}") from error
    if hashlib.sha256(content).hexdigest() != listed.get(name):
        raise ResultUnreadable(f"{directory / name}: is not the file that {MANIFEST_FILE} lists; do it again")
    return content.decode()
