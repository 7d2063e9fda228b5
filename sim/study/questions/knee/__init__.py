"""From which size of fleet on more agents no longer pay in throughput."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sim.study.kind import StudyKind
from sim.study.questions.knee.answer import KneeAnswer
from sim.study.questions.knee.chart import knee_charts
from sim.study.questions.knee.report import page

if TYPE_CHECKING:
    from sim.report.figures.picture import Picture


def _pictures(found: KneeAnswer, _: Path) -> "Mapping[str, Picture]":
    from sim.study.questions.knee.picture import knee_picture

    return {"knee": knee_picture(found)}


KIND = StudyKind(
    KneeAnswer,
    lambda it, names: page(it.found, it.command, it.notes, names),
    _pictures,
    lambda found, _: knee_charts(found),
    ("knee",),
)
