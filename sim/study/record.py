"""What a study found, as its folder keeps it: the report and the pictures are made from it, now or later, alike."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.measures.comparison.result import Comparison
from sim.measures.questions.fleet_answer import FleetAnswer
from sim.measures.questions.knee_answer import KneeAnswer
from sim.measures.questions.retry_answer import RetryAnswer
from sim.measures.sensitivity.assessment import Sensitivity
from sim.record.files import write_bytes, write_json, write_text
from sim.report.comparison.markdown import render_comparison
from sim.report.links import PLOTS
from sim.report.questions import knee, retry_setting, smallest_fleet
from sim.report.sensitivity.markdown import render_sensitivity
from sim.work.tables import RUNS, TRAJECTORIES

if TYPE_CHECKING:
    from sim.report.figures.picture import Picture

RECORD, REPORT = "found.json", "report.md"


@dataclass(frozen=True)
class StudyRecord:
    """A study that is done.

    Args:
        kind: a key of `KINDS`.
        found: what it came to, of that kind's type.
        command: that repeats it.
        notes: how it was run, a sentence each.
    """

    kind: str
    found: Any
    command: str
    notes: tuple[str, ...] = ()


class StudyKind(NamedTuple):
    """How one kind of study is kept, told and drawn.

    Args:
        type: of what it finds.
        report: (record, names of its pictures) -> Markdown.
        pictures: (what was found, the folder with its tables) -> pictures by name.
    """

    type: type
    report: Callable[[StudyRecord, Sequence[str]], str]
    pictures: "Callable[[Any, Path], Mapping[str, Picture]]"


def write_record(folder: Path, record: StudyRecord, plots: bool) -> None:
    """Write what was found, the pictures and the report into a folder that holds the tables already.

    Args:
        folder: where to.
        record: of the study.
        plots: draw the pictures too.

    Raises:
        OSError: a write failed.
    """
    from pydantic import TypeAdapter

    kind = KINDS[record.kind]
    found = TypeAdapter(kind.type).dump_python(record.found, mode="json")
    write_json(
        folder / RECORD,
        {"kind": record.kind, "command": record.command, "notes": list(record.notes), "found": found},
    )
    write_study_page(folder, record, plots)


def write_study_page(folder: Path, record: StudyRecord, plots: bool) -> list[str]:
    """Write the pictures, from the tables as they were written, and the report; return the pictures' names."""
    names: list[str] = []
    if plots:
        from sim.report.figures.picture import png

        for name, picture in KINDS[record.kind].pictures(record.found, folder).items():
            write_bytes(folder / PLOTS / f"{name}.png", png(picture))
            names.append(name)
    write_text(folder / REPORT, study_report(record, names))
    return names


def study_report(record: StudyRecord, pictures: Sequence[str] = ()) -> str:
    """Return the report of a study as Markdown: the same record gives the same text.

    Args:
        record: of the study.
        pictures: names of those that lie in plots/ beside the report.
    """
    return KINDS[record.kind].report(record, pictures)


def record_of(content: Mapping[str, Any]) -> StudyRecord:
    """Return a record that was written.

    Args:
        content: of its file.

    Raises:
        ValueError, KeyError, TypeError: it is none.
    """
    from pydantic import TypeAdapter

    kind = KINDS[content["kind"]]
    found: Any = TypeAdapter(kind.type).validate_python(content["found"])
    return StudyRecord(content["kind"], found, str(content["command"]), tuple(map(str, content["notes"])))


def _comparison_pictures(found: Comparison, folder: Path) -> "Mapping[str, Picture]":
    import pandas as pd

    from sim.report.figures.comparison.study import study_pictures

    return study_pictures(found, pd.read_parquet(folder / TRAJECTORIES), pd.read_parquet(folder / RUNS))


def _fleet_picture(found: FleetAnswer, _: Path) -> "Mapping[str, Picture]":
    from sim.report.figures.questions.smallest_fleet import fleet_picture

    return {"smallest-fleet": fleet_picture(found)}


def _knee_picture(found: KneeAnswer, _: Path) -> "Mapping[str, Picture]":
    from sim.report.figures.questions.knee import knee_picture

    return {"knee": knee_picture(found)}


def _retry_picture(found: RetryAnswer, _: Path) -> "Mapping[str, Picture]":
    from sim.report.figures.questions.retry_setting import retry_picture

    return {"retry-setting": retry_picture(found)}


def _sensitivity_picture(found: Sensitivity, _: Path) -> "Mapping[str, Picture]":
    from sim.report.figures.sensitivity import sensitivity_picture

    return {"sensitivity": sensitivity_picture(found)}


KINDS: Mapping[str, StudyKind] = {
    "comparison": StudyKind(
        Comparison, lambda it, names: render_comparison(it.found, it.command, it.notes, names), _comparison_pictures
    ),
    "smallest-fleet": StudyKind(
        FleetAnswer, lambda it, names: smallest_fleet.render(it.found, it.command, it.notes, names), _fleet_picture
    ),
    "knee": StudyKind(KneeAnswer, lambda it, names: knee.render(it.found, it.command, it.notes, names), _knee_picture),
    "retry-setting": StudyKind(
        RetryAnswer, lambda it, names: retry_setting.render(it.found, it.command, it.notes, names), _retry_picture
    ),
    "sensitivity": StudyKind(
        Sensitivity, lambda it, names: render_sensitivity(it.found, it.command, names), _sensitivity_picture
    ),
}
"""Every kind of study, by the command that does it (a sweep is a comparison)."""
