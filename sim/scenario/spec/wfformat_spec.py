"""A recorded workflow in WfFormat."""

from typing import Literal

from pydantic import Field

from sim.scenario.spec.distribution_spec import TimeDistribution
from sim.scenario.spec.outcome_spec import ByOutcome
from sim.scenario.spec.run_effect_spec import OfRuns
from sim.scenario.spec.shape_spec import DurationShape
from sim.scenario.values.file_path import FilePath
from sim.scenario.values.frozen_spec import KindSpec
from sim.scenario.values.quantities import Probability


class WfFormatWorkload(KindSpec):
    """Tasks of a workflow that was executed and recorded in WfFormat 1.5, one wave.

    >>> WfFormatWorkload(path="montage.json").predicted_success
    1.0
    """

    kind: Literal["wfformat"] = "wfformat"
    path: FilePath = Field(description="The file, WfFormat 1.5, relative to the scenario file.")
    duration: DurationShape | None = Field(
        None, description="Shape of service times around the recorded ones; absent: constant."
    )
    duration_by_outcome: ByOutcome = None
    run_effect: OfRuns = None
    predicted_success: Probability = Field(
        1.0,
        description="Predicted chance of success of every task, 0..1: the format records executions that completed.",
    )
    hand_off: TimeDistribution | None = Field(
        None,
        description="Seconds from a task's end until its result is at another agent, one draw an edge; absent: none.",
    )
