"""`file`: tasks come when a file says, such as the record of a real stream."""

from math import inf
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.scenario.spec.arrival_forms import RecordedStream, Until
from sim.scenario.values.file_path import FilePath
from sim.scenario.values.quantities import Text


class FileArrivals(RecordedStream):
    """Tasks of a wave are released at the times of a column of a CSV file, line by line.

    >>> FileArrivals(path="requests.csv", column="arrival_s").until is None
    True
    """

    kind: Literal["file"] = "file"
    path: FilePath = Field(description="A CSV file with a line of names at its head, relative to the scenario file.")
    column: Annotated[Text, Field(min_length=1, max_length=1000)] = Field(
        description="The column that holds the times: seconds after the wave's start, ascending. A second wave goes on"
        " after the lines used."
    )
    until: Until = None
    knows_its_number: ClassVar[bool] = True

    def expected_by(self, seconds: float) -> float:
        """Not known before the file is read: as many as may be."""
        del seconds
        return inf


ARRIVALS = FileArrivals
