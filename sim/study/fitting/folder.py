"""The folder of a fit: scenario, its data, what was found, report and picture; whole or not at all."""

import csv
from pathlib import Path
from typing import Any

import numpy as np

from sim.document.blocks import Picture
from sim.document.html.page import html_page
from sim.document.markdown import markdown
from sim.fit.page import page
from sim.fit.plain_answer import content
from sim.fit.scenario_data import scenario_data
from sim.fit.session import Fitted
from sim.record.files import write_json
from sim.report.figures.service_times import service_times_picture
from sim.report.links import PAGE_FILE
from sim.report.manifest import MANIFEST_FILE, library_versions, listed_files
from sim.report.publish import staged
from sim.scenario.reading.yaml_writer import to_yaml
from sim.version import __version__

SCENARIO_FILE, ANSWER_FILE, REPORT_FILE = "scenario.yaml", "fit.json", "report.md"
FIT_FORMAT = "buddy-sim fit"
PICTURE = "service-times"


def write_fit(
    fitted: Fitted, name: str, seed: int, directory: Path, command: str, plots: bool = True, html: bool = True
) -> None:
    """Write the result folder of a fit.

    Args:
        fitted: what was read and found.
        name: of the scenario.
        seed: of the scenario.
        directory: an existing one is replaced only when it is an earlier result and holds nothing else.
        command: that repeats it, for the report.
        plots: draw model beside record too.
        html: write the report as an HTML page too.

    Raises:
        OutputRefused: the folder holds other things, or cannot be written.
        OSError: a write failed; a previous result is intact.
    """
    with staged(directory) as stage:
        data = scenario_data(fitted.estimates, name, seed, None if fitted.outages is None else fitted.outages.fleet)
        (stage / SCENARIO_FILE).write_text(to_yaml(data), encoding="utf-8", newline="\n")
        _write_arrivals(fitted, data, stage)
        write_json(stage / ANSWER_FILE, content(fitted))
        pictures = _draw(fitted, stage) if plots else []
        blocks = page(name, fitted, command, pictures)
        (stage / REPORT_FILE).write_text(markdown(blocks), encoding="utf-8", newline="\n")
        if html:
            drawn = {picture.path: (stage / picture.path).read_bytes() for picture in pictures}
            (stage / PAGE_FILE).write_text(html_page(blocks, drawn), encoding="utf-8", newline="\n")
        write_json(stage / MANIFEST_FILE, _manifest(name, seed, command, stage))


def _write_arrivals(fitted: Fitted, data: dict[str, Any], stage: Path) -> None:
    arrivals = data["workload"].get("arrivals", {})
    if arrivals.get("kind") != "file":
        return
    queued = np.sort(fitted.record.queued_s[np.isfinite(fitted.record.queued_s)])
    with (stage / arrivals["path"]).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([arrivals["column"]])
        writer.writerows([repr(float(moment - queued[0]))] for moment in queued)


def _draw(fitted: Fitted, stage: Path) -> list[Picture]:
    from sim.report.figures.picture import png

    figure = service_times_picture(fitted.record.served_s, fitted.record.cut_off, fitted.estimates.times)
    (stage / "plots").mkdir()
    (stage / "plots" / f"{PICTURE}.png").write_bytes(png(figure))
    return [Picture("Model beside record", f"plots/{PICTURE}.png")]


def _manifest(name: str, seed: int, command: str, stage: Path) -> dict[str, Any]:
    return {
        "format": FIT_FORMAT,
        "format_version": 1,
        "name": name,
        "command": command,
        "seed": seed,
        "versions": {"buddy-sim": __version__, **library_versions()},
        "files": listed_files(stage),
    }
