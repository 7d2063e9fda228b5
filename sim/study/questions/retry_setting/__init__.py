"""Which retry setting is the cheapest that meets requirements."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sim.study.kind import StudyKind
from sim.study.questions.retry_setting.answer import RetryAnswer
from sim.study.questions.retry_setting.chart import retry_charts
from sim.study.questions.retry_setting.report import page

if TYPE_CHECKING:
    from sim.report.figures.picture import Picture


def _pictures(found: RetryAnswer, _: Path) -> "Mapping[str, Picture]":
    from sim.study.questions.retry_setting.picture import retry_picture

    return {"retry-setting": retry_picture(found)}


KIND = StudyKind(
    RetryAnswer,
    lambda it, names: page(it.found, it.command, it.notes, names),
    _pictures,
    lambda found, _: retry_charts(found),
    ("retry-setting",),
)
