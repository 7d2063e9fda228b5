"""Tasks of an instance of expected times, as the benchmarks of mapping heuristics are published."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from sim.scenario.spec.outcome_spec import ByOutcome
from sim.scenario.spec.run_effect_spec import OfRuns
from sim.scenario.spec.shape_spec import DurationShape
from sim.scenario.values.frozen_spec import KindSpec
from sim.scenario.values.quantities import Number, Text, shown


def _a_file(path: str) -> str:
    if not path.strip() or "\0" in path:
        raise ValueError(f"{shown(path)} is not a path; expected a file, relative to the scenario file")
    return path


class EtcWorkload(KindSpec):
    """Independent tasks with an expected time on each agent, read from a file of Braun's format.

    >>> EtcWorkload(path="u_c_hihi.0").predicted_success
    1.0
    """

    kind: Literal["etc"] = "etc"
    path: Annotated[Text, Field(max_length=4096), AfterValidator(_a_file)] = Field(
        description="The file, relative to the scenario file: a line `tasks machines`, then the expected times in"
        " seconds, task by task. The fleet needs one agent a machine."
    )
    predicted_success: Annotated[Number, Field(ge=0, le=1)] = Field(
        1.0, description="Predicted chance of success of every task, 0..1, of which the file says nothing."
    )
    duration: DurationShape | None = Field(
        None, description="Shape of service times around the expected ones; absent: constant."
    )
    duration_by_outcome: ByOutcome = None
    run_effect: OfRuns = None
