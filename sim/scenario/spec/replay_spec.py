"""Recorded attempts, played back or asked what if."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from sim.scenario.spec.shape_spec import ConstantShape
from sim.scenario.spec.table_spec import Where, column_map
from sim.scenario.values.file_path import FilePath
from sim.scenario.values.frozen_map import FrozenMap
from sim.scenario.values.frozen_spec import KindSpec, Spec
from sim.scenario.values.quantities import Probability

ATTEMPT_COLUMNS = (
    "task", "agent", "start", "end", "seconds", "outcome", "queued", "attempt", "error", "type", "priority",
    "predicted_success", "depends_on", "input_tokens", "output_tokens",
)  # fmt: skip
"""What a column of a table of attempts may mean."""
OTHER_NAMES = {
    "task_id": "task", "agent_id": "agent", "queued_at": "queued", "started_at": "start", "ended_at": "end",
    "served": "seconds", "succeeded": "outcome", "error_class": "error",
}  # fmt: skip
"""Other names of these, as a result's own table of attempts has them."""

RECORDED = "recorded"
"""The strategy under which a record is played back: that of a replay whose scenario names none."""

_AttemptMap: Any = column_map(ATTEMPT_COLUMNS, OTHER_NAMES)


class ReplayWorkload(KindSpec):
    """Tasks whose attempts were recorded: where and when each started, how long it took, and how it ended.

    >>> ReplayWorkload(path="attempts.csv", where={"run": 2}).predicted_success
    1.0
    """

    kind: Literal["replay"] = "replay"
    path: FilePath = Field(
        description="The file of attempts, relative to the scenario file; .csv, .jsonl (or .ndjson) or .parquet."
    )
    outages: FilePath | None = Field(
        None, description="File of the times in which agents were down (columns agent, start, end); absent: none."
    )
    map: _AttemptMap = Field(
        FrozenMap({}), description="Column of the file: what it means here. Columns with our names need no line."
    )
    where: Where = Field(
        FrozenMap({}), description="Column of the file: the value that a line must have there to count."
    )
    predicted_success: Probability = Field(
        1.0, description="Predicted chance of success, 0..1, of every task where the table has no column of it."
    )

    @property
    def duration(self) -> ConstantShape | None:
        """The shape of service times around the recorded ones: none, what is recorded is what happens."""
        return None


def played_back(scenario: object) -> dict[str, Any] | None:
    """The data of a scenario whose record is played back, with the strategy that does so; None for any other scenario.

    >>> played_back({"workload": {"kind": "replay", "path": "a.csv"}})["assignment"]
    {'strategy': 'recorded'}
    """
    if not isinstance(scenario, Mapping):
        return None
    workload, assignment = scenario.get("workload"), scenario.get("assignment", {})
    kind = workload.get("kind") if isinstance(workload, Mapping) else getattr(workload, "kind", None)
    written = assignment.written() if isinstance(assignment, Spec) else assignment
    if kind != "replay" or not isinstance(written, Mapping) or "strategy" in written:
        return None
    return {**scenario, "assignment": {**written, "strategy": RECORDED}}
