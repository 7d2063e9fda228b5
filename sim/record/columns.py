"""What a table is: its columns, each with what it means and where its value comes from, and the records of its rows.

Times are virtual seconds since the start of the run. A null stands for what does not exist, never for zero.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sim.record.log import RunLog
from sim.record.views import SystemHealth

R = TypeVar("R")

Columns = Mapping[str, Sequence[Any]]
"""A table that is filled: its columns by name."""


@dataclass(frozen=True)
class Column:
    """What a column of a table is."""

    name: str
    type: str  # an Arrow type
    unit: str | None
    meaning: str


@dataclass(frozen=True)
class RowColumn(Column, Generic[R]):
    """A column whose value in a row comes from the record behind the row."""

    value: Callable[[R], Any]


@dataclass(frozen=True)
class Table(Generic[R]):
    """One table of a run."""

    meaning: str  # what a row is
    records: Callable[[RunLog, Sequence[SystemHealth]], Iterable[R]]
    """(log, health after each wave) -> a record a row, in order"""
    columns: tuple[RowColumn[R], ...]

    @property
    def types(self) -> dict[str, str]:
        """Arrow type by name of the column, in order."""
        return {column.name: column.type for column in self.columns}

    def filled(self, log: RunLog, healths: Sequence[SystemHealth]) -> Columns:
        """Return the table of a run.

        Args:
            log: of the run.
            healths: the health after each wave.
        """
        records = list(self.records(log, healths))
        return {column.name: list(map(column.value, records)) for column in self.columns}
