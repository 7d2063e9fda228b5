"""The result folder of a question: the answer, a row a run, report, picture, manifest; whole or not at all."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.experiment.knee import KneeStudy
from sim.experiment.question_runs import Runs
from sim.experiment.retry_setting import RetryStudy
from sim.experiment.smallest_fleet import FleetStudy
from sim.experiment.study_files import REPORT, write_study_manifest
from sim.experiment.study_runs import part
from sim.experiment.study_tables import write_study_tables
from sim.record.files import write_bytes, write_json, write_text
from sim.report.publish import staged
from sim.report.questions import knee, retry_setting, smallest_fleet

if TYPE_CHECKING:
    from sim.report.figures.picture import Picture

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

    def pictures() -> "Mapping[str, Picture]":
        from sim.report.figures.questions.smallest_fleet import fleet_picture

        return {"smallest-fleet": fleet_picture(study.answer)}

    answer = study.answer
    report = smallest_fleet.render(answer, command, _how_many(study.runs))
    _write(study.runs, answer.content(), report, pictures if plots else None, directory, command)


def write_knee(study: KneeStudy, directory: Path, command: str, plots: bool = True) -> None:
    """Write the result folder of `knee`; see `write_fleet`."""

    def pictures() -> "Mapping[str, Picture]":
        from sim.report.figures.questions.knee import knee_picture

        return {"knee": knee_picture(study.answer)}

    report = knee.render(study.answer, command, _how_many(study.runs))
    _write(study.runs, study.answer.content(), report, pictures if plots else None, directory, command)


def write_retry(study: RetryStudy, directory: Path, command: str, plots: bool = True) -> None:
    """Write the result folder of `retry-setting`; see `write_fleet`."""

    def pictures() -> "Mapping[str, Picture]":
        from sim.report.figures.questions.retry_setting import retry_picture

        return {"retry-setting": retry_picture(study.answer)}

    report = retry_setting.render(study.answer, command, _how_many(study.runs))
    _write(study.runs, study.answer.content(), report, pictures if plots else None, directory, command)


def _how_many(runs: Runs) -> list[str]:
    missing = f" {len(runs.lost)} of them are missing; `--resume` computes them." if runs.lost else ""
    return [f"It took {runs.total} runs, on common random numbers.{missing}"]


def _write(
    runs: Runs,
    content: Mapping[str, Any],
    report: str,
    pictures: "Callable[[], Mapping[str, Picture]] | None",
    directory: Path,
    command: str,
) -> None:
    asked = runs.asked()
    plan, replications = part(runs.plan, asked), [runs.reached[point] for point in asked]
    with staged(directory) as stage:
        write_study_tables(stage, plan, replications, runs.store, runs.lost)
        write_json(stage / ANSWER, content)
        write_text(stage / REPORT, report)
        if pictures is not None:
            from sim.report.figures.picture import png

            for name, picture in pictures().items():
                write_bytes(stage / "plots" / f"{name}.png", png(picture))
        write_study_manifest(stage, plan, max(replications), command)
