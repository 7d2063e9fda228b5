"""Weights of priorities and of risk classes, from which each task draws its own."""

from math import fsum
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from sim.scenario.values.choices import Risk
from sim.scenario.values.frozen_map import FrozenMap
from sim.scenario.values.quantities import JsonObject, Number

K = TypeVar("K")
Weight = Annotated[Number, Field(ge=0, le=1e9)]


def _priority_from_text(key: object) -> object:
    # Keys of a YAML mapping are text.
    return int(key) if key in ("1", "2", "3") else key


def _some_weight(weights: FrozenMap[K, float]) -> FrozenMap[K, float]:
    if not fsum(weights.values()) > 0:
        raise ValueError("the weights add up to 0; at least one must be more than 0")
    return weights


def _weights_schema(*keys: str) -> WithJsonSchema:
    weight: JsonObject = {"type": "number", "minimum": 0, "maximum": 1e9}
    return WithJsonSchema(
        {
            "type": "object",
            "properties": dict.fromkeys(keys, weight),
            "additionalProperties": False,
            "minProperties": 1,
        }
    )


Priority = Annotated[Literal[1, 2, 3], BeforeValidator(_priority_from_text)]
PriorityWeights = Annotated[FrozenMap[Priority, Weight], AfterValidator(_some_weight), _weights_schema("1", "2", "3")]
RiskWeights = Annotated[
    FrozenMap[Risk, Weight], AfterValidator(_some_weight), _weights_schema(*(risk.value for risk in Risk))
]
