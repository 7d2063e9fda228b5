"""The page of a study: verdict, chart, price, and the rest behind headings; with the pictures that no chart shows."""

from collections.abc import Sequence
from pathlib import Path

from sim.document.html.page import html_page
from sim.report.html.placing import after_the_opening
from sim.report.links import PLOTS
from sim.study.kind import StudyKind, StudyRecord


def study_html(kind: StudyKind, record: StudyRecord, folder: Path, pictures: Sequence[str] = ()) -> str:
    """Return the report of a study as one HTML file: the same record and tables give the same bytes.

    Args:
        kind: of the study.
        record: of the study.
        folder: with its tables, and `plots/`.
        pictures: names of those that lie in `plots/`.
    """
    shown = [name for name in pictures if name not in kind.drawn]
    content = {f"{PLOTS}/{name}.png": (folder / PLOTS / f"{name}.png").read_bytes() for name in shown}
    blocks = list(kind.page(record, shown))
    return html_page(after_the_opening(blocks, kind.charts(record.found, folder)), content)
