"""What a study found, as its folder keeps it: the report and the pictures are made from it, now or later, alike."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sim.study.questions
from sim.document.html.chart import Chart
from sim.document.markdown import markdown
from sim.measures.comparison.result import Comparison
from sim.measures.sensitivity.assessment import Sensitivity
from sim.plugins.package import discover
from sim.record.files import write_bytes, write_json, write_text
from sim.report.comparison.markdown import comparison_page
from sim.report.html.comparison import DRAWN, comparison_charts
from sim.report.html.sensitivity import sensitivity_charts
from sim.report.links import PAGE_FILE, PLOTS
from sim.report.sensitivity.markdown import sensitivity_page
from sim.study.html import study_html
from sim.study.kind import StudyKind, StudyRecord
from sim.work.tables import RUNS, TRAJECTORIES

if TYPE_CHECKING:
    from sim.report.figures.picture import Picture

RECORD, REPORT = "found.json", "report.md"


def write_record(folder: Path, record: StudyRecord, plots: bool, html: bool = True) -> None:
    """Write what was found, the pictures and the report into a folder that holds the tables already.

    Args:
        folder: where to.
        record: of the study.
        plots: draw the pictures too.
        html: write the report as an HTML page too.

    Raises:
        OSError: a write failed.
    """
    from pydantic import TypeAdapter

    kind = kinds()[record.kind]
    found = TypeAdapter(kind.type).dump_python(record.found, mode="json")
    write_json(
        folder / RECORD,
        {"kind": record.kind, "command": record.command, "notes": list(record.notes), "found": found},
    )
    write_study_page(folder, record, plots, html)


def write_study_page(folder: Path, record: StudyRecord, plots: bool, html: bool = True) -> list[str]:
    """Write the pictures, from the tables as they were written, and the report; return the pictures' names."""
    names: list[str] = []
    if plots:
        from sim.report.figures.picture import png

        for name, picture in kinds()[record.kind].pictures(record.found, folder).items():
            write_bytes(folder / PLOTS / f"{name}.png", png(picture))
            names.append(name)
    write_text(folder / REPORT, study_report(record, names))
    if html:
        write_text(folder / PAGE_FILE, study_html(kinds()[record.kind], record, folder, names))
    return names


def study_report(record: StudyRecord, pictures: Sequence[str] = ()) -> str:
    """Return the report of a study as Markdown: the same record gives the same text.

    Args:
        record: of the study.
        pictures: names of those that lie in plots/ beside the report.
    """
    return markdown(kinds()[record.kind].page(record, pictures))


def record_of(content: Mapping[str, Any]) -> StudyRecord:
    """Return a record that was written.

    Args:
        content: of its file.

    Raises:
        ValueError, KeyError, TypeError: it is none.
    """
    from pydantic import TypeAdapter

    kind = kinds()[content["kind"]]
    found: Any = TypeAdapter(kind.type).validate_python(content["found"])
    return StudyRecord(content["kind"], found, str(content["command"]), tuple(map(str, content["notes"])))


def _comparison_pictures(found: Comparison, folder: Path) -> "Mapping[str, Picture]":
    import pandas as pd

    from sim.report.figures.comparison.study import study_pictures

    return study_pictures(found, pd.read_parquet(folder / TRAJECTORIES), pd.read_parquet(folder / RUNS))


def _comparison_charts(found: Comparison, folder: Path) -> Sequence[Chart]:
    if not _sweeps_numbers(folder / RUNS):
        return comparison_charts(found)
    import pandas as pd

    return comparison_charts(found, pd.read_parquet(folder / RUNS))


def _sweeps_numbers(runs: Path) -> bool:
    """Whether any key that is swept may be a number: pandas is imported only for the chart of such a one."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pq.read_schema(runs)
    keys = schema.names[schema.names.index("name") + 1 : schema.names.index("replication")]
    types = [schema.field(key).type for key in keys]
    return any(pa.types.is_integer(kind) or pa.types.is_floating(kind) for kind in types)


def _sensitivity_picture(found: Sensitivity, _: Path) -> "Mapping[str, Picture]":
    from sim.report.figures.sensitivity import sensitivity_picture

    return {"sensitivity": sensitivity_picture(found)}


_OF_MANY_RUNS: Mapping[str, StudyKind] = {
    "comparison": StudyKind(
        Comparison,
        lambda it, names: comparison_page(it.found, it.command, it.notes, names),
        _comparison_pictures,
        _comparison_charts,
        DRAWN,
    ),
    "sensitivity": StudyKind(
        Sensitivity,
        lambda it, names: sensitivity_page(it.found, it.command, names),
        _sensitivity_picture,
        lambda found, _: sensitivity_charts(found),
        ("sensitivity",),
    ),
}


@cache
def kinds() -> Mapping[str, StudyKind]:
    """Return every kind of study by its name; each folder of `sim.study.questions` binds one as KIND.

    >>> list(kinds())
    ['comparison', 'sensitivity', 'knee', 'retry-setting', 'smallest-fleet']
    """
    found = discover(sim.study.questions, "KIND", StudyKind)
    return {**_OF_MANY_RUNS, **{name.replace("_", "-"): kind for name, kind in found}}
