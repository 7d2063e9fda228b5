"""Types of synthetic tasks: how many there are of each, and in what they differ from the others."""

import re
from math import fsum
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Field

from sim.scenario.spec.distribution_spec import Distribution, ServiceDistribution, ShareDistribution, TimeDistribution
from sim.scenario.spec.service_spec import duration_of_a_type
from sim.scenario.spec.shape_spec import DurationShape
from sim.scenario.spec.token_spec import TokensSpec
from sim.scenario.values.frozen_map import FrozenMap
from sim.scenario.values.frozen_spec import Spec
from sim.scenario.values.quantities import PositiveSeconds, Text, shown
from sim.scenario.values.weights import PriorityWeights, RiskWeights, Weight

MAX_TYPES = 1000
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


def _a_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{shown(name)} is no name of a type; expected letters, digits, _ and -, at most 64")
    return name


TypeName = Annotated[Text, AfterValidator(_a_name)]
_EitherIn: Any = ServiceDistribution | DurationShape


class TypeSpec(Spec):
    """One type of tasks; each key but `share` replaces that of the workload, as a whole, for tasks of this type.

    >>> TypeSpec(share=0.2, predicted_success=0.6).predicted_success.mean
    0.6
    """

    share: Weight = Field(description="Weight of the type: its part of the tasks is this over the sum of all.")
    size: ServiceDistribution | None = Field(None, description="See `workload.size`; absent: as there.")
    duration: (
        Annotated[Distribution | DurationShape, BeforeValidator(duration_of_a_type, json_schema_input_type=_EitherIn)]
        | None
    ) = Field(None, description="See `workload.duration`: a shape beside a size, here or there; absent: as there.")
    predicted_success: ShareDistribution | None = Field(
        None, description="See `workload.predicted_success`; absent: as there."
    )
    confidence: ShareDistribution | None = Field(None, description="See `workload.confidence`; absent: as there.")
    priority: PriorityWeights | None = Field(None, description="See `workload.priority`; absent: as there.")
    risk: RiskWeights | None = Field(None, description="See `workload.risk`; absent: as there.")
    deadline: TimeDistribution | None = Field(None, description="See `workload.deadline`; absent: as there.")
    tokens: TokensSpec | None = Field(None, description="See `workload.tokens`; absent: as there.")
    timeout: PositiveSeconds | None = Field(None, description="See `retry.timeout`; absent: as there.")


class Columns(NamedTuple):
    """What the columns of tasks are drawn from, besides their times."""

    predicted_success: ShareDistribution
    confidence: ShareDistribution | None
    priority: PriorityWeights
    risk: RiskWeights
    deadline: TimeDistribution | None
    tokens: TokensSpec | None


def _some_share(types: FrozenMap[str, TypeSpec]) -> FrozenMap[str, TypeSpec]:
    if not types:
        raise ValueError("there is no type; give at least one, or leave the key out")
    if len(types) > MAX_TYPES:
        raise ValueError(f"{len(types)} types are more than {MAX_TYPES}")
    if not fsum(spec.share for spec in types.values()) > 0:
        raise ValueError("the shares add up to 0; at least one must be more than 0")
    return types


Types = Annotated[FrozenMap[TypeName, TypeSpec], AfterValidator(_some_share)]
