"""A table of tasks in a file of one's own."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, WithJsonSchema

from sim.scenario.reading.messages import nearest
from sim.scenario.spec.outcome_spec import ByOutcome
from sim.scenario.spec.run_effect_spec import OfRuns
from sim.scenario.spec.shape_spec import DurationShape
from sim.scenario.values.file_path import FilePath
from sim.scenario.values.frozen_map import FrozenMap
from sim.scenario.values.frozen_spec import KindSpec
from sim.scenario.values.quantities import Probability, Text, check_unicode, shown

TASK_COLUMNS = (
    "task_id", "agent_id", "wave", "priority", "risk", "confidence", "approved", "predicted_success",
    "expected_duration", "release_offset", "type", "deadline", "timeout", "depends_on", "input_tokens",
    "output_tokens",
)  # fmt: skip
"""What a column of a table of tasks may mean."""
OTHER_NAMES = {
    "task": "task_id", "agent": "agent_id", "seconds": "expected_duration", "arrival_s": "release_offset",
}  # fmt: skip
"""Other names of these, as tables of attempts have them."""
MOST_COLUMNS = 10_000


def _a_value(value: object) -> str | float | bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and len(value) <= 1000:
        check_unicode(value)
        return value
    if isinstance(value, int | float) and abs(value) <= 1e15:
        return value
    raise ValueError(f"{shown(value)} is no value of a table; expected a text, a number or true/false")


_ColumnName = Annotated[Text, Field(min_length=1, max_length=1000)]
_Value = Annotated[Any, AfterValidator(_a_value), WithJsonSchema({"type": ["string", "number", "boolean"]})]
Where = Annotated[
    FrozenMap[_ColumnName, _Value],
    Field(max_length=MOST_COLUMNS),
    WithJsonSchema({"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}}),
]


def column_map(columns: tuple[str, ...], other_names: Mapping[str, str]) -> object:
    """The type of a mapping from columns of a file to ours.

    Args:
        columns: what they may mean.
        other_names: other names of these.
    """
    known = (*columns, *other_names)

    def check(given: FrozenMap[str, str]) -> FrozenMap[str, str]:
        for column, ours in given.items():
            if ours not in known:
                near = nearest(ours, known)
                hint = f"did you mean {near!r}?" if near else f"expected one of {', '.join(known)}"
                raise ValueError(f"{shown(ours)}, for the column {shown(column)}, is no column of ours; {hint}")
        meant = [other_names.get(ours, ours) for ours in given.values()]
        twice = next((ours for ours in meant if meant.count(ours) > 1), None)
        if twice is not None:
            raise ValueError(f"two columns are to be {twice!r}; expected one")
        return given

    schema = {"type": "object", "additionalProperties": {"type": "string", "enum": list(known)}}
    return Annotated[
        FrozenMap[_ColumnName, Text], Field(max_length=len(known)), AfterValidator(check), WithJsonSchema(schema)
    ]


_TaskMap: Any = column_map(TASK_COLUMNS, OTHER_NAMES)


class TableWorkload(KindSpec):
    """Tasks from a table in a CSV, JSONL or Parquet file, a line a task, or a task on one agent.

    >>> TableWorkload(path="jobs.csv", map={"job": "task_id"}, where={"night": 3}).map["job"]
    'task_id'
    """

    kind: Literal["table"] = "table"
    path: FilePath = Field(
        description="The file, relative to the scenario file; .csv, .jsonl (or .ndjson) or .parquet."
    )
    map: _TaskMap = Field(
        FrozenMap({}), description="Column of the file: what it means here. Columns with our names need no line."
    )
    where: Where = Field(
        FrozenMap({}), description="Column of the file: the value that a line must have there to count."
    )
    duration: DurationShape | None = Field(
        None, description="Shape of service times around the expected ones; absent: constant."
    )
    duration_by_outcome: ByOutcome = None
    run_effect: OfRuns = None
    on_deadline: Literal["keep", "drop"] = Field(
        "keep",
        description="What a task's `deadline` does: it is a measure only (`keep`), or the task fails with class "
        "`deadline` and its attempts are withdrawn (`drop`).",
    )
    predicted_success: Probability = Field(
        1.0, description="Predicted chance of success, 0..1, of every task where the table has no column of it."
    )
