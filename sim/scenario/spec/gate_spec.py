"""The safety gates that are asked before every attempt."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from sim.scenario.values.frozen_spec import Spec
from sim.scenario.values.plugin_reference import MAX_LENGTH
from sim.scenario.values.quantities import Flag, Probability, Seconds, Text, shown

Member = Annotated[Text, Field(min_length=1, max_length=MAX_LENGTH)]
Pattern = Annotated[Text, Field(min_length=1, max_length=1000)]


def _all_or_list(value: object) -> object:
    if value == "all" or isinstance(value, list | tuple):
        return value
    raise ValueError(f"{shown(value)} is not a list; expected all, or a list of task ids and globs such as [task_1_*]")


def _text_or_list(value: object) -> str:
    return "text" if isinstance(value, str) else "list"


Approvals = Annotated[
    Annotated[Literal["all"], Tag("text")] | Annotated[tuple[Pattern, ...], Field(max_length=100_000), Tag("list")],
    Discriminator(_text_or_list),
    BeforeValidator(_all_or_list, json_schema_input_type=Literal["all"] | tuple[Pattern, ...]),
]


class GateSpec(Spec):
    """Settings of the safety gates.

    >>> GateSpec(approve=["task_1_*"]).approve
    ('task_1_*',)
    """

    require_approval: Flag = Field(False, description="MEDIUM risk needs approval too.")
    min_predicted_success: Probability = Field(0.1, description="A task predicted below this is rejected, 0..1.")
    transient_refusal_rate: Probability = Field(
        0.0, description="Chance that an attempt is deferred for no reason of its own, 0..1."
    )
    approve: Approvals = Field((), description="Approved tasks: `all`, or a list of task ids and globs.")
    also: Annotated[tuple[Member, ...], Field(max_length=100)] = Field(
        (),
        description="Gates of your own, asked besides the others at the place of their `order`: `./mine.py:NAME`, "
        "relative to the scenario file, or names of installed ones.",
    )
    block_on_anomaly: Flag = Field(False, description="An open HIGH anomaly blocks its agent for `cooldown`.")
    cooldown: Seconds = Field(60.0, description="Time before a blocked agent may probe, in seconds or as a duration.")
