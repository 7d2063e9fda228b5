"""The result folder of a question: the answer, a row a run, report, picture, manifest; whole or not at all."""

from pathlib import Path

from sim.measures.questions.fleet_answer import FleetAnswer
from sim.measures.questions.knee_answer import KneeAnswer
from sim.measures.questions.retry_answer import RetryAnswer
from sim.record.files import write_json
from sim.report.publish import staged
from sim.study.manifest import write_study_manifest
from sim.study.questions.knee.asking import KneeStudy
from sim.study.questions.retry_setting.asking import RetryStudy
from sim.study.questions.runs import Runs
from sim.study.questions.smallest_fleet.asking import FleetStudy
from sim.study.record import StudyRecord, write_record
from sim.work.runs import part
from sim.work.tables import write_study_tables

ANSWER = "answer.json"


def write_fleet(study: FleetStudy, directory: Path, command: str, plots: bool = True) -> None:
    """Write the result folder of `smallest-fleet`.

    Args:
        study: answered.
        directory: an existing one is replaced only when it is an earlier result and holds nothing else.
        command: that repeats it, for the report.
        plots: draw a picture too.

    Raises:
        OutputRefused: the folder holds other things, or cannot be written.
        OSError: a write failed; a previous result is intact.
    """
    _write("smallest-fleet", study.answer, study.runs, directory, command, plots)


def write_knee(study: KneeStudy, directory: Path, command: str, plots: bool = True) -> None:
    """Write the result folder of `knee`; see `write_fleet`."""
    _write("knee", study.answer, study.runs, directory, command, plots)


def write_retry(study: RetryStudy, directory: Path, command: str, plots: bool = True) -> None:
    """Write the result folder of `retry-setting`; see `write_fleet`."""
    _write("retry-setting", study.answer, study.runs, directory, command, plots)


def _how_many(runs: Runs) -> str:
    missing = f" {len(runs.lost)} of them are missing; `--resume` computes them." if runs.lost else ""
    return f"It took {runs.total} runs, on common random numbers.{missing}"


def _write(
    kind: str,
    answer: FleetAnswer | KneeAnswer | RetryAnswer,
    runs: Runs,
    directory: Path,
    command: str,
    plots: bool,
) -> None:
    asked = runs.asked()
    plan, replications = part(runs.plan, asked), [runs.reached[point] for point in asked]
    with staged(directory) as stage:
        write_study_tables(stage, plan, replications, runs.store, runs.lost)
        write_json(stage / ANSWER, answer.content())
        write_record(stage, StudyRecord(kind, answer, command, (_how_many(runs),)), plots)
        write_study_manifest(stage, plan, max(replications), command)
