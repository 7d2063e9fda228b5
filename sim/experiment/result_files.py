"""The result folder of a run: every file of it, made from what the run left."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.experiment.finished_run import FinishedRun
from sim.observe.monitoring_files import write_monitoring
from sim.observe.routing import write_signals
from sim.observe.trajectory import Trajectories, trajectories
from sim.record.collector import collector_paused
from sim.record.files import write_json, write_parquet, write_text
from sim.record.input_file import InputFile
from sim.record.paths import agent_file
from sim.record.phase_rows import write_execution_tasks, write_task_assignments
from sim.record.result import RunResult
from sim.record.rows import WaveEnded, WaveStarted
from sim.record.tables import TABLES
from sim.report.figures.source import source_of
from sim.report.gather import report_facts
from sim.report.links import PAGE_FILE
from sim.report.manifest import write_manifest
from sim.report.markdown import REPORT_FILE, render_report
from sim.report.plots import pictures_in, write_plots
from sim.report.publish import staged
from sim.report.read_result import SUMMARY_FILE
from sim.version import __version__

MOST_FOLDERS = 20_000
"""Waves times agents: of more the files of each agent in each wave are left out, which would be three times as many."""


@dataclass(frozen=True)
class Writers:
    """Who writes what the specification gives to its components; each takes the result folder."""

    folders: Callable[[Path], None]  # of phases, and of each agent in each wave
    assignments: Callable[[Path], None]
    tasks: Callable[[Path], None]
    monitoring: Callable[[Path], None]
    signals: Callable[[Path], None]
    report: Callable[[Sequence[str]], str]  # names of the pictures to show -> Markdown


def publish(
    finished: FinishedRun,
    directory: Path,
    plots: bool,
    tell: Callable[[str], None] | None = None,
    writers: Writers | None = None,
    html: bool = True,
) -> None:
    """Write every output file of a run into its folder, whole or not at all.

    Args:
        finished: what the run left.
        directory: the result folder.
        plots: whether pictures are drawn too.
        tell: hears of what was left out: pictures that could not be drawn, too many files.
        writers: the components, where they are still there; else what the run left is written by itself.
        html: whether the report is written as an HTML page too.

    Raises:
        OutputRefused: the folder holds other things, or cannot be written; nothing was changed.
        OSError: a write failed; a previous result is intact.
    """
    with staged(directory) as stage, collector_paused():
        failures = write_run(stage, finished, plots, writers or writers_of(finished), html)
    if tell is not None:
        for failure in failures:
            tell(failure)


def write_run(directory: Path, finished: FinishedRun, plots: bool, writers: Writers, html: bool = True) -> list[str]:
    """Write every output file; the manifest last, since it lists every other.

    Args:
        directory: an empty folder.
        finished: what the run left.
        plots: whether pictures are drawn too.
        writers: of the files that the specification gives to its components, and of the report.
        html: whether the report is written as an HTML page too.

    Returns:
        What was left out, and why: pictures that could not be drawn, too many files. It stands in run.log too.

    Raises:
        OSError: a file could not be written.
    """
    failures = _write_phases(directory, finished, writers)
    failures += _write_record(directory, finished.result, plots, writers, html)
    write_text(directory / "run.log", "".join(f"{entry}\n" for entry in (*finished.run_log, *failures)))
    scenario, source = finished.scenario, finished.scenario.source
    inputs = [InputFile(source.name, source.sha256, used=True)] if source is not None else []
    replication = finished.summary.replication
    write_manifest(
        directory,
        scenario,
        scenario.seed,
        replication,
        __version__,
        [*inputs, *finished.inputs],
        finished.notes,
        finished.plugins,
        finished.engine,
    )
    return failures


def ways(finished: FinishedRun) -> Trajectories:
    """Return where the metrics of the waves are heading."""
    return trajectories(finished.healths, [end.tasks for end in finished.log.of(WaveEnded)])


def writers_of(finished: FinishedRun) -> Writers:
    """Return what writes a run from what it left."""
    healths = finished.healths
    return Writers(
        folders=lambda directory: make_folders(directory, finished),
        assignments=lambda directory: write_task_assignments(directory, finished.log, finished.utc),
        tasks=lambda directory: write_execution_tasks(directory, finished.log, finished.utc),
        monitoring=lambda directory: write_monitoring(directory, finished.agent_metrics, healths, ways(finished)),
        signals=lambda directory: write_signals(directory, finished.signals),
        report=lambda pictures: render_report(report_facts(finished.result, pictures)),
    )


def _write_phases(directory: Path, finished: FinishedRun, writers: Writers) -> list[str]:
    folders = len(finished.log.of(WaveStarted)) * len(finished.log.agent_ids)
    writers.signals(directory)
    if folders > MOST_FOLDERS:
        write_monitoring(directory, (), finished.healths, ways(finished))
        told = f"they would fill {folders:,} folders, more than {MOST_FOLDERS:,}; tables/ holds every row"
        return [f"the files of each agent in each wave are left out: {told}"]
    writers.folders(directory)
    writers.assignments(directory)
    writers.tasks(directory)
    writers.monitoring(directory)
    return []


def _write_record(directory: Path, result: RunResult, plots: bool, writers: Writers, html: bool) -> list[str]:
    for name, columns in result.tables.items():
        write_parquet(directory / "tables" / f"{name}.parquet", columns, TABLES[name].types)
    failures = write_plots(directory, source_of(result.scenario, result.tables)) if plots else []
    write_json(directory / SUMMARY_FILE, result.summary)
    write_text(directory / REPORT_FILE, writers.report(pictures_in(directory)))
    if html:
        from sim.report.html.run_page import run_page

        write_text(directory / PAGE_FILE, run_page(result))
    return failures


def make_folders(directory: Path, finished: FinishedRun) -> None:
    """Make the folders of the phases, and one of each agent in each wave that began."""
    for phase in ("phase16", "phase18", "phase20"):
        (directory / phase).mkdir(parents=True, exist_ok=True)
    for row in finished.log.of(WaveStarted):
        for agent_id in finished.log.agent_ids:
            (directory / agent_file(row.wave, agent_id, "")).mkdir(parents=True, exist_ok=True)
