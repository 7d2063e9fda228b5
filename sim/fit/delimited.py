"""Tables as text (CSV and its kin), read in parts by Arrow: separators found, torn lines counted."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from sim.fit.opened import AsUtf8, decoded, encoding_of, ending, opened
from sim.fit.reader import LogError

SEPARATORS = ",;\t|"
HEAD_BYTES = 1 << 20
BLOCK_BYTES, LARGEST_BLOCK = 4 << 20, 256 << 20
_COMMA = r"^\s*[+-]?\d+,\d+\s*$"
_NUMBER = r"^\s*[+-]?\d+(,\d+)?\s*$"


@dataclass(slots=True)
class Delimited:
    """A table of text.

    Attributes:
        path: of the file.
        names: of its columns.
        separator: between them.
        encoding: of its text.
        lines_in_values: quoted values go on over several lines.
        torn: lines that had too few or too many entries, so far.
        notes: what was found on the way, in sentences.
    """

    path: Path
    names: Sequence[str]
    separator: str
    encoding: str
    lines_in_values: bool = False
    torn: int = 0
    notes: list[str] = field(default_factory=list)

    def parts(self, wanted: Sequence[str]) -> Iterator[Any]:
        """Yield the columns that are wanted, as texts, part by part: Arrow's record batches.

        Everything stays text: 00017 is a task's name, and what looks like numbers for a megabyte may not be one.

        Args:
            wanted: names of columns.

        Raises:
            LogError: nothing of it can be read.
        """
        import pyarrow as pa

        block, seen = BLOCK_BYTES, 0
        while True:
            skip = seen
            try:
                for batch in self._batches(wanted, block):
                    rows = batch.num_rows
                    if skip:  # what a smaller block gave out already
                        batch, skip = batch.slice(min(skip, rows)), max(skip - rows, 0)
                    seen += batch.num_rows
                    if batch.num_rows:
                        yield self._with_points(batch)
                return
            except (pa.ArrowException, OSError, EOFError) as error:
                words = str(error).splitlines()[0]
                if "straddling" in words and block < LARGEST_BLOCK:
                    block *= 8
                elif seen:
                    self.notes.append(f"it breaks off after {seen} lines: {words}")
                    self.torn += 1
                    return
                else:
                    raise LogError(f"{self.path} is no CSV file that can be read: {words}") from error

    def _batches(self, wanted: Sequence[str], block: int) -> Iterator[Any]:
        import pyarrow as pa
        from pyarrow import csv as arrow_csv

        self.torn = 0
        text = AsUtf8(opened(self.path), self.encoding, whole_lines=not self.lines_in_values)
        types = dict.fromkeys(wanted, pa.string())
        with arrow_csv.open_csv(
            pa.PythonFile(text, mode="r"),
            arrow_csv.ReadOptions(block_size=block, use_threads=False),
            self._parsing(self.lines_in_values),
            arrow_csv.ConvertOptions(
                include_columns=wanted, column_types=types, strings_can_be_null=True, null_values=NOTHING
            ),
        ) as batches:
            yield from batches
        self.torn += text.open_lines
        if text.broken is not None:
            self.notes.append(f"the file breaks off ({text.broken}): what stands before is read")
            self.torn += 1
        if text.foreign:
            self.notes.append(f"{text.foreign} bytes are no UTF-8: read as Latin-1")

    def _parsing(self, lines_in_values: bool) -> Any:
        from pyarrow import csv as arrow_csv

        return arrow_csv.ParseOptions(
            delimiter=self.separator, invalid_row_handler=self._count, newlines_in_values=lines_in_values
        )

    def look_for_lines_in_values(self, first: bytes) -> None:
        """Decide whether quoted values go on over several lines, by which way more lines of the head can be read.

        One quote that is never closed would else take all that follows with it.

        Args:
            first: the first bytes of the file.
        """
        if first.count(b'"') < 2 or self.encoding != "utf-8":
            return
        head = first[: first.rfind(b"\n") + 1] or first
        over_lines, line_by_line = (AsUtf8(BytesIO(head), self.encoding, whole).read() for whole in (False, True))
        self.lines_in_values = self._rows(over_lines, True) > self._rows(line_by_line, False)

    def _rows(self, text: bytes, lines_in_values: bool) -> int:
        import pyarrow as pa
        from pyarrow import csv as arrow_csv

        reading = arrow_csv.ReadOptions(block_size=2 * HEAD_BYTES, use_threads=False)
        try:
            table = arrow_csv.read_csv(BytesIO(text), reading, self._parsing(lines_in_values))
            return int(table.num_rows)
        except pa.ArrowException:
            return -1

    def _count(self, row: Any) -> str:
        self.torn += 1 + str(row.text).count("\n")
        return "skip"

    def _with_points(self, batch: Any) -> Any:
        """Return a part with points for decimal commas: only where a comma cannot separate columns."""
        import pyarrow.compute as pc

        if self.separator == ",":
            return batch
        for place, name in enumerate(batch.schema.names):
            column = batch.column(place)
            if (
                pc.any(pc.match_substring_regex(column, _COMMA)).as_py()
                and pc.all(pc.match_substring_regex(column, _NUMBER)).as_py()
            ):
                note = f"commas in {name} are read as decimal points"
                if note not in self.notes:
                    self.notes.append(note)
                batch = batch.set_column(place, name, pc.replace_substring(column, ",", "."))
        return batch


NOTHING = ("", "NULL", "null", "NA", "N/A", "n/a", "NaN", "nan", "None", "none", "NaT", "-", "#N/A")
"""What a table writes where it says nothing."""


def delimited(path: Path) -> Delimited:
    """Return a table of text, its head looked at.

    Args:
        path: of the file.

    Raises:
        LogError: it is empty, has no names, or cannot be read.
    """
    import pyarrow as pa

    try:
        with opened(path) as stream:
            first: bytes = stream.read(HEAD_BYTES)
    except (OSError, pa.ArrowException) as error:
        raise LogError(f"{path} cannot be read: {str(error).splitlines()[0]}") from error
    lines = decoded(first).splitlines()
    if not lines or not any(line.strip() for line in lines):
        raise LogError(f"{path} is empty; expected a line with the names of columns")
    separator = "\t" if ending(path) == ".tsv" else _separator(lines[0])
    names = next(csv.reader(lines[:1], delimiter=separator), [])
    if len(set(names)) < len(names):
        raise LogError(f"{path} has two columns of one name; expected each name once")
    table = Delimited(path, names, separator, encoding_of(first))
    table.look_for_lines_in_values(first)
    return table


def _separator(head: str) -> str:
    """Return what separates the most names.

    >>> _separator("a;b;c,d"), _separator("task")
    (';', ',')
    """
    counts = [len(next(csv.reader([head], delimiter=one), [])) for one in SEPARATORS]
    return SEPARATORS[counts.index(max(counts))]
