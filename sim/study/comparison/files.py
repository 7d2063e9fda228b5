"""The files of a study's result: a row a run, the differences, the report, the manifest; whole or not at all."""

from pathlib import Path

from sim.document.text import given
from sim.measures.comparison.result import Comparison, difference_rows
from sim.record.files import write_json, write_parquet
from sim.report.publish import staged
from sim.report.trust import trust_notes
from sim.study.comparison.compare import ComparisonStudy
from sim.study.kind import StudyRecord
from sim.study.manifest import write_study_manifest
from sim.study.record import write_record
from sim.work.columns import DIFFERENCES as DIFFERENCE_COLUMNS
from sim.work.columns import types
from sim.work.run_folders import write_run_folders
from sim.work.tables import write_study_tables

DIFFERENCES = "differences.parquet"
RUN_FOLDERS = "runs"

_DIFFERENCE_TYPES = types(DIFFERENCE_COLUMNS)


def write_comparison(
    study: ComparisonStudy,
    directory: Path,
    command: str,
    plots: bool = True,
    folders: bool = False,
    html: bool = True,
) -> None:
    """Write a comparison's result folder.

    Args:
        study: the comparison, run.
        directory: an existing one is replaced only when it is an earlier result and holds nothing else.
        command: that repeats it, for the report.
        plots: draw pictures too.
        html: write the report as an HTML page too.
        folders: write the result folder of every run too.

    Raises:
        OutputRefused: the folder holds other things, or cannot be written.
        OSError: a write failed; a previous result is intact.
    """
    with staged(directory) as stage:
        write_study_tables(stage, study.plan, study.stop.replications, study.store, study.stop.outcome.lost)
        _write_differences(stage, study.comparison)
        write_json(stage / "comparison.json", study.comparison.content())
        write_record(stage, StudyRecord("comparison", study.comparison, command, notes_of(study)), plots, html)
        if folders:
            write_run_folders(stage / RUN_FOLDERS, study.plan, study.stop.replications, study.store)
        write_study_manifest(stage, study.plan, study.stop.replications, command)


def notes_of(study: ComparisonStudy) -> tuple[str, ...]:
    """Return what a reader of a comparison should know: why it ended, and which code of one's own took part."""
    own = (
        f"The {plugin.what} {given(plugin.named)} is {given(plugin.place, 200)}; content hash {plugin.sha256}."
        for plugin in study.plan.plugins
    )
    trust = dict.fromkeys(note for point in study.plan.points for note in trust_notes(point.scenario))
    return (*study.stop.notes, *own, *trust)


def _write_differences(directory: Path, comparison: Comparison) -> None:
    rows = [row for entry in comparison.metrics for row in difference_rows(entry)]
    columns = {name: [row[name] for row in rows] for name in _DIFFERENCE_TYPES}
    write_parquet(directory / DIFFERENCES, columns, _DIFFERENCE_TYPES)
