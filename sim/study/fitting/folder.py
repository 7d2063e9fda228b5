"""The folder of a fit: scenario, its data, what was found, report and picture; whole or not at all."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.document.blocks import Block
from sim.document.html.page import html_page
from sim.document.markdown import markdown
from sim.fit.inputs import inputs_of
from sim.fit.known_scenario import TASKS_FILE, write_tasks
from sim.fit.known_tasks import are_the_same, known_tasks
from sim.fit.page import page
from sim.fit.plain_answer import content
from sim.fit.scenario_data import scenario_data
from sim.fit.session import Fitted
from sim.record.files import write_json
from sim.report.links import PAGE_FILE
from sim.report.manifest import MANIFEST_FILE, library_versions, listed_files
from sim.report.publish import staged
from sim.scenario.reading.yaml_writer import to_yaml
from sim.study.fitting.pictures import draw
from sim.study.forecasting.folder import draw_forecasts
from sim.study.forecasting.holding_out import HeldOut
from sim.study.forecasting.page import blocks as test_blocks
from sim.study.forecasting.page import plain
from sim.version import __version__

SCENARIO_FILE, ANSWER_FILE, REPORT_FILE = "scenario.yaml", "fit.json", "report.md"
FIT_FORMAT = "buddy-sim fit"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of a fit.

    Attributes:
        name: of the scenario.
        seed: of the scenario.
        tasks: `same`: the recorded ones once more; `alike`: others like them; None: the same where runs repeat them.
        tested: forecasts that were put to the test; None: none were.
    """

    name: str
    seed: int
    tasks: str | None = None
    tested: HeldOut | None = None


def write_fit(
    fitted: Fitted, wanted: Wanted, directory: Path, command: str, plots: bool = True, html: bool = True
) -> None:
    """Write the result folder of a fit.

    Args:
        fitted: what was read and found.
        wanted: what of it becomes the scenario.
        directory: an existing one is replaced only when it is an earlier result and holds nothing else.
        command: that repeats it, for the report.
        plots: draw model beside record too.
        html: write the report as an HTML page too.

    Raises:
        OutputRefused: the folder holds other things, or cannot be written.
        OSError: a write failed; a previous result is intact.
    """
    with staged(directory) as stage:
        data = _scenario(fitted, wanted, stage)
        (stage / SCENARIO_FILE).write_text(to_yaml(data), encoding="utf-8", newline="\n")
        _write_arrivals(fitted, data, stage)
        tested = wanted.tested
        forecast = {} if tested is None else {"forecast": plain(tested.trust, tested.forecasts)}
        write_json(stage / ANSWER_FILE, {**content(fitted), "inputs": inputs_of(data, fitted.estimates), **forecast})
        pictures = draw(fitted, stage) if plots else []
        blocks = page(wanted.name, fitted, command, pictures, _tested(tested, stage, plots))
        (stage / REPORT_FILE).write_text(markdown(blocks), encoding="utf-8", newline="\n")
        if html:
            files = sorted((stage / "plots").iterdir()) if plots else []
            drawn = {f"plots/{file.name}": file.read_bytes() for file in files}
            (stage / PAGE_FILE).write_text(html_page(blocks, drawn), encoding="utf-8", newline="\n")
        write_json(stage / MANIFEST_FILE, _manifest(wanted.name, wanted.seed, command, stage))


def _scenario(fitted: Fitted, wanted: Wanted, stage: Path) -> dict[str, Any]:
    """Return the scenario as data; the table of its tasks is written where it has one."""
    same = wanted.tasks == "same" or (wanted.tasks is None and are_the_same(fitted.record, fitted.estimates))
    tasks = known_tasks(fitted.record, fitted.estimates) if same else None
    outages = None if fitted.outages is None else fitted.outages.fleet
    data = scenario_data(fitted.estimates, wanted.name, wanted.seed, outages, tasks)
    if tasks is not None:
        write_tasks(tasks, stage / TASKS_FILE)
    if wanted.tested is not None:
        data["forecast"] = wanted.tested.trust.model_dump(mode="json", exclude_defaults=True)
    return data


def _tested(tested: HeldOut | None, stage: Path, plots: bool) -> list[Block]:
    if tested is None:
        return []
    return test_blocks(tested.trust, tested.forecasts, draw_forecasts(tested, stage) if plots else [])


def _write_arrivals(fitted: Fitted, data: dict[str, Any], stage: Path) -> None:
    arrivals = data["workload"].get("arrivals", {})
    if arrivals.get("kind") != "file":
        return
    queued = np.sort(fitted.record.queued_s[np.isfinite(fitted.record.queued_s)])
    with (stage / arrivals["path"]).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([arrivals["column"]])
        writer.writerows([repr(float(moment - queued[0]))] for moment in queued)


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
