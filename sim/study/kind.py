"""What a study found, and what a kind of study must say of itself to be kept, told and drawn."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.document.blocks import Block
from sim.document.html.chart import Chart

if TYPE_CHECKING:
    from sim.report.figures.picture import Picture


@dataclass(frozen=True)
class StudyRecord:
    """A study that is done.

    Args:
        kind: the name of the command that did it; a sweep is a comparison.
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
        page: (record, names of its pictures) -> blocks of its report.
        pictures: (what was found, the folder with its tables) -> pictures by name.
        charts: (what was found, the folder with its tables) -> charts of its page; the first shows the verdict.
        drawn: names of the pictures that the charts show too.
    """

    type: type
    page: Callable[[StudyRecord, Sequence[str]], Iterable[Block]]
    pictures: "Callable[[Any, Path], Mapping[str, Picture]]"
    charts: Callable[[Any, Path], Sequence[Chart]] = lambda found, folder: ()  # noqa: ARG005
    drawn: tuple[str, ...] = ()
