"""Where tasks come from, told apart by `kind`."""

from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
)

from sim.scenario.spec.etc_spec import EtcWorkload
from sim.scenario.spec.outcome_spec import ByOutcome
from sim.scenario.spec.own_settings import OwnSettings
from sim.scenario.spec.replay_spec import ReplayWorkload
from sim.scenario.spec.run_effect_spec import OfRuns
from sim.scenario.spec.shape_spec import DurationShape
from sim.scenario.spec.synthetic_spec import SyntheticWorkload
from sim.scenario.spec.table_spec import TableWorkload
from sim.scenario.spec.wfformat_spec import WfFormatWorkload
from sim.scenario.values.frozen_spec import KindSpec
from sim.scenario.values.plugin_reference import MAX_LENGTH
from sim.scenario.values.quantities import Text, shown


def _a_path(path: str) -> str:
    if not path.strip() or "\0" in path:
        raise ValueError(f"{shown(path)} is not a path; expected a folder, relative to the scenario file")
    return path


class Phase20Workload(KindSpec):
    """Tasks predicted by Phase 20, read from its files.

    >>> Phase20Workload(path="../data").duration is None
    True
    """

    kind: Literal["phase20"] = "phase20"
    path: Annotated[Text, Field(max_length=4096), AfterValidator(_a_path)] = Field(
        description="Folder of the files, relative to the scenario file; flat, or a tree wave_X/agent_Y/."
    )
    duration: DurationShape | None = Field(
        None, description="Shape of service times around the predicted ones; absent: constant."
    )
    duration_by_outcome: ByOutcome = None
    run_effect: OfRuns = None


class PluginWorkload(OwnSettings, KindSpec):
    """Tasks from a source of one's own; any other key is a setting of the source.

    >>> PluginWorkload(source="./mine.py:NIGHTLY", tasks=20).settings
    {'tasks': 20.0}
    """

    model_config = ConfigDict(extra="allow")

    kind: Literal["plugin"] = "plugin"
    source: Annotated[Text, Field(min_length=1, max_length=MAX_LENGTH)] = Field(
        description="The source: `./mine.py:NAME`, relative to the scenario file, or the name of an installed one."
    )
    path: Annotated[Text, Field(max_length=MAX_LENGTH), AfterValidator(_a_path)] | None = Field(
        None, description="File or folder that the source reads, relative to the scenario file."
    )
    duration: DurationShape | None = Field(
        None, description="Shape of service times around those of the source; absent: constant."
    )
    duration_by_outcome: ByOutcome = None
    run_effect: OfRuns = None


Workload = Annotated[
    SyntheticWorkload
    | Phase20Workload
    | EtcWorkload
    | TableWorkload
    | WfFormatWorkload
    | ReplayWorkload
    | PluginWorkload,
    Field(discriminator="kind"),
]
