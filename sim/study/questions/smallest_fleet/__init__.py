"""How few agents meet requirements, with confidence."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sim.study.kind import StudyKind
from sim.study.questions.smallest_fleet.answer import FleetAnswer
from sim.study.questions.smallest_fleet.chart import fleet_charts
from sim.study.questions.smallest_fleet.report import page

if TYPE_CHECKING:
    from sim.report.figures.picture import Picture


def _pictures(found: FleetAnswer, _: Path) -> "Mapping[str, Picture]":
    from sim.study.questions.smallest_fleet.picture import fleet_picture

    return {"smallest-fleet": fleet_picture(found)}


KIND = StudyKind(
    FleetAnswer,
    lambda it, names: page(it.found, it.command, it.notes, names),
    _pictures,
    lambda found, _: fleet_charts(found),
    ("smallest-fleet",),
)
