"""The columns of a file under our names: mapped, filtered, and checked value by value."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isfinite
from typing import TypeVar

from sim.scenario.reading.messages import described, nearest
from sim.scenario.values.quantities import shown
from sim.workload.phase20_fields import text
from sim.workload.phase20_files import printable
from sim.workload.phase20_rows import Place
from sim.workload.problem_list import ProblemList
from sim.workload.table_file import RawTable, columns_listed

T = TypeVar("T")
_TRUE = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
_MOST_SHOWN = 5
_TYPE_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Columns:
    """Some rows of a table, by our names for its columns.

    Args:
        table: as it stands in the file, with the rows that count.
        column_of: our name: the column of the file.
        problems: takes what is wrong with a value.
    """

    def __init__(self, table: RawTable, column_of: Mapping[str, str], problems: ProblemList) -> None:
        self._table = table
        self._column_of = column_of
        self._problems = problems

    def __len__(self) -> int:
        return len(self._table)

    def __contains__(self, name: str) -> bool:
        return name in self._column_of

    def names(self) -> frozenset[str]:
        """Return our names for which there is a column."""
        return frozenset(self._column_of)

    def ignored(self) -> list[str]:
        """Return the columns of the file that mean nothing here."""
        used = set(self._column_of.values())
        return [printable(column) for column in self._table.columns if column not in used]

    def place(self, row: int) -> Place:
        """Return where a row stands."""
        return Place(self._table.shown, self._table.line[row])

    def blame(self, row: int, name: str, message: str) -> None:
        """Note what is wrong with a value, under the name that the file has for its column."""
        self._problems.add(*self.place(row), printable(self._column_of.get(name, name)), message)

    def take(self, name: str, check: Callable[[object], T], default: T, required: str | None = None) -> list[T]:
        """Return a column's checked values; the default where one is wrong, or missing.

        Args:
            name: our name.
            check: returns the value, or raises ValueError with what it is and what was expected.
            default: in place of what is missing.
            required: what a value would be; a gap in a column that is there is then a problem.
        """
        column = self._column_of.get(name)
        if column is None:
            return [default] * len(self)
        found = []
        for row, value in enumerate(self._table.columns[column]):
            if value is None:
                if required is not None:
                    self.blame(row, name, f"is missing; expected {required}")
                found.append(default)
                continue
            try:
                found.append(check(value))
            except ValueError as error:
                self.blame(row, name, str(error))
                found.append(default)
        return found


def columns_of(
    table: RawTable,
    names: Sequence[str],
    other_names: Mapping[str, str],
    mapped: Mapping[str, str],
    where: Mapping[str, object],
    problems: ProblemList,
) -> Columns | None:
    """Return a table's columns by our names, and the rows that `where` asks for; None where that cannot be done.

    A column that stands in `where` has done its part there: it means something here only where `map` says so.

    Args:
        table: as it stands in the file.
        names: what a column may mean.
        other_names: other names of these: ours.
        mapped: column of the file: what it means.
        where: column of the file: the value that counts.
        problems: takes what is wrong.
    """
    for key, columns in (("map", mapped), ("where", where)):
        for column in columns:
            if column not in table.columns:
                problems.add(None, None, f"workload.{key}", f"{_no_column(column, table)}")
    if any(column not in table.columns for column in (*mapped, *where)):
        return None
    column_of: dict[str, str] = {}
    for column, ours in _meanings(table, names, other_names, mapped, where):
        first = column_of.setdefault(ours, column)
        if first != column:
            both = f"the columns {shown(printable(first))} and {shown(printable(column))} both mean {ours!r}"
            problems.add(None, None, "workload.map", f"{both}; say here which of them counts")
            return None
    rows = _rows_that_count(table, where)
    if not rows and len(table):
        problems.add(None, None, "workload.where", _no_row(table, where))
        return None
    return Columns(table if len(rows) == len(table) else table.rows(rows), column_of, problems)


def _no_column(column: str, table: RawTable) -> str:
    near = nearest(column, table.columns)
    hint = f"did you mean {near!r}?" if near else f"it has {columns_listed(table)}"
    return f"{table.shown} has no column {shown(column)}; {hint}"


def _meanings(
    table: RawTable,
    names: Sequence[str],
    other_names: Mapping[str, str],
    mapped: Mapping[str, str],
    where: Mapping[str, object],
) -> Iterator[tuple[str, str]]:
    """Yield each column that means something, and what: those that are mapped before those that bear our names."""
    for column, ours in mapped.items():
        yield column, other_names.get(ours, ours)
    taken = {other_names.get(ours, ours) for ours in mapped.values()}
    for column in table.columns:
        ours = other_names.get(column, column)
        if column not in mapped and column not in where and ours in names and ours not in taken:
            yield column, ours


def _rows_that_count(table: RawTable, where: Mapping[str, object]) -> list[int]:
    rows = list(range(len(table)))
    for column, wanted in where.items():
        values = table.columns[column]
        rows = [row for row in rows if is_same(values[row], wanted)]
    return rows


def is_same(value: object, wanted: object) -> bool:
    """Whether a value of a file is what a scenario asks for; in a text file a number is its text.

    >>> is_same("3", 3), is_same("3.0", 3), is_same("droid", "droid"), is_same(None, "droid"), is_same("true", True)
    (True, True, True, False, True)
    """
    if value == wanted:
        return not isinstance(value, bool) or isinstance(wanted, bool)
    if not isinstance(value, str):
        return isinstance(wanted, str) and not isinstance(value, bool | None) and str(value) == wanted
    if isinstance(wanted, bool):
        return value.strip().lower() == ("true" if wanted else "false")
    if isinstance(wanted, int | float):
        try:
            return number_in(value) == wanted
        except ValueError:
            return False
    return False


def _no_row(table: RawTable, where: Mapping[str, object]) -> str:
    """Return which values there are, column by column, where no row has all that are asked for."""
    found = []
    for column, wanted in where.items():
        values = list(dict.fromkeys(shown(value) for value in table.columns[column]))
        more = " .." if len(values) > _MOST_SHOWN else ""
        found.append(f"{shown(column)}: {shown(wanted)} (there are {', '.join(values[:_MOST_SHOWN])}{more})")
    return f"no row of {table.shown} has {', '.join(found)}"


def number_in(written: str) -> float:
    """Return the number that a text is, a whole one where it is written so; ValueError says what else it is.

    >>> number_in(" 1.5e3 "), number_in("17")
    (1500.0, 17)
    """
    if written.isdecimal() and written.isascii() and len(written) < 16:
        return int(written)
    try:
        found = float(written)
    except ValueError:
        raise ValueError(f"{described(written)}; expected a number") from None
    if not isfinite(found) or "_" in written:
        raise ValueError(f"{shown(written)} is not a finite number")
    return found


def read_as_number(check: Callable[[object], T]) -> Callable[[object], T]:
    """Return the check of a number for values that may stand in a text file.

    >>> from sim.workload.phase20_fields import whole
    >>> read_as_number(whole(1, 3))("2")
    2
    """
    return lambda value: check(number_in(value) if isinstance(value, str) else value)


def truth(value: object) -> bool:
    """Return a truth value: true or false, 1 or 0, yes or no; ValueError says what else it is.

    >>> truth("yes"), truth(0)
    (True, False)
    """
    if isinstance(value, bool):
        return value
    found = _TRUE.get(str(value).strip().lower())
    if found is None:
        raise ValueError(f"{described(value)}; expected true or false")
    return found


def type_name(value: object) -> str:
    """Return the name of a type of task: letters, digits, _ and -; ValueError says what else a value is.

    >>> type_name("code-review")
    'code-review'
    """
    found = name(value)
    if not _TYPE_NAME.fullmatch(found):
        raise ValueError(f"{shown(found)} is no name of a type; expected letters, digits, _ and -")
    return found


def name(value: object) -> str:
    """Return a text, or a whole number as one: ids are numbers in many tables.

    >>> name(17), name("a b")
    ('17', 'a b')
    """
    return text(str(value) if isinstance(value, int) and not isinstance(value, bool) else value)
