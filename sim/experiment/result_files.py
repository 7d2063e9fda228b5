"""The files of a result that belong to no component: tables, summary, report, run log and manifest."""

from collections.abc import Sequence
from pathlib import Path

from sim import __version__
from sim.record.columns import TABLES
from sim.record.files import write_json, write_parquet, write_text
from sim.record.log import RunLog
from sim.record.tables import tables
from sim.record.views import Phase21ExecutionResult, SystemHealth
from sim.report.figures.source import source_of
from sim.report.manifest import Input, write_manifest
from sim.report.plots import write_plots
from sim.scenario import Scenario
from sim.workload.source import Workload

REPORT = "PHASE_21_AUTONOMOUS_EXECUTION.md"
SUMMARY = "phase21_execution_summary.json"


def write_record(
    directory: Path,
    log: RunLog,
    healths: Sequence[SystemHealth],
    result: Phase21ExecutionResult,
    report: str,
    run_log: Sequence[str],
    scenario: Scenario,
    workload: Workload,
    plots: bool,
) -> list[str]:
    """Write what belongs to the run as a whole; the manifest last, since it lists every other file.

    Args:
        directory: the result folder; the components' files are in it already.
        log: the run's log.
        healths: the health after each wave.
        result: the run's summary.
        report: the report as Markdown.
        run_log: lines of run.log.
        scenario: what was simulated.
        workload: the tasks, with the files that they came from.
        plots: whether pictures are drawn too.

    Returns:
        For each picture that could not be drawn, the lines that say why; they stand in run.log too.

    Raises:
        OSError: a file could not be written.
    """
    record = tables(log, healths)
    for name, columns in record.items():
        types = {column.name: column.type for column in TABLES[name]}
        write_parquet(directory / "tables" / f"{name}.parquet", columns, types)
    failures = write_plots(directory, source_of(scenario, record)) if plots else []
    write_json(directory / SUMMARY, result)
    write_text(directory / REPORT, report)
    write_text(directory / "run.log", "".join(f"{line}\n" for line in (*run_log, *failures)))
    source = scenario.source
    inputs = [Input(source.name, source.sha256, used=True)] if source is not None else []
    inputs += [Input(file.path, file.sha256, file.used) for file in workload.inputs]
    write_manifest(directory, scenario, scenario.seed, result.replication, __version__, inputs)
    return failures
