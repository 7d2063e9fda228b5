"""The folder of forecasts put to the test: report, numbers and picture; whole or not at all."""

from collections.abc import Sequence
from pathlib import Path

from sim.document.blocks import Picture
from sim.document.html.page import html_page
from sim.document.markdown import markdown
from sim.record.files import write_json
from sim.report.links import PAGE_FILE
from sim.report.manifest import MANIFEST_FILE, library_versions, listed_files
from sim.report.publish import staged
from sim.study.forecasting.holding_out import HeldOut
from sim.study.forecasting.page import drawn, page, plain
from sim.version import __version__

FORECAST_FILE, REPORT_FILE = "forecast.json", "report.md"
FORECAST_FORMAT = "buddy-sim forecast"
PICTURE = "forecasts"


def write_forecast(
    held_out: HeldOut,
    name: str,
    notes: Sequence[str],
    seed: int,
    directory: Path,
    command: str,
    plots: bool = True,
    html: bool = True,
) -> None:
    """Write the result folder.

    Args:
        held_out: what was forecast, and what that was worth.
        name: of the record.
        notes: how it was read, in sentences.
        seed: of the simulated runs.
        directory: an existing one is replaced only when it is an earlier result and holds nothing else.
        command: that repeats it, for the report.
        plots: draw the forecasts too.
        html: write the report as an HTML page too.

    Raises:
        OutputRefused: the folder holds other things, or cannot be written.
        OSError: a write failed; a previous result is intact.
    """
    with staged(directory) as stage:
        write_json(stage / FORECAST_FILE, plain(held_out.trust, held_out.forecasts))
        pictures = draw_forecasts(held_out, stage) if plots else []
        report = page(name, held_out.trust, held_out.forecasts, notes, command, pictures)
        (stage / REPORT_FILE).write_text(markdown(report), encoding="utf-8", newline="\n")
        if html:
            shown = {picture.path: (stage / picture.path).read_bytes() for picture in pictures}
            (stage / PAGE_FILE).write_text(html_page(report, shown), encoding="utf-8", newline="\n")
        manifest = {
            "format": FORECAST_FORMAT,
            "format_version": 1,
            "name": name,
            "command": command,
            "seed": seed,
            "versions": {"buddy-sim": __version__, **library_versions()},
            "files": listed_files(stage),
        }
        write_json(stage / MANIFEST_FILE, manifest)


def draw_forecasts(held_out: HeldOut, stage: Path) -> list[Picture]:
    """Write the picture of the forecasts into plots/; return it as a block.

    Args:
        held_out: what was forecast.
        stage: the folder.
    """
    from sim.report.figures.picture import png

    figure = drawn(held_out.forecasts, held_out.trust)
    if figure is None:
        return []
    (stage / "plots").mkdir(exist_ok=True)
    (stage / "plots" / f"{PICTURE}.png").write_bytes(png(figure))
    return [Picture("Forecasts beside what came", f"plots/{PICTURE}.png")]
