"""How long synthetic tasks take: a distribution with its mean, or beside `size` a shape around each task's own."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, TypeAdapter, ValidationInfo

from sim.scenario.distribution_spec import Distribution, ServiceDistribution
from sim.scenario.frozen_spec import Spec
from sim.scenario.located import at
from sim.scenario.quantities import shown
from sim.scenario.shape_spec import DurationShape

_DISTRIBUTION: TypeAdapter[Distribution] = TypeAdapter(ServiceDistribution)
_SHAPE: TypeAdapter[DurationShape] = TypeAdapter(DurationShape)
_SHAPES = ("constant", "exponential", "lognormal", "gamma", "weibull")
_WHY = (
    "`size` says how long a task takes on average, and `duration` beside it only how its attempts scatter around that"
)


def _distribution_or_shape(value: object, info: ValidationInfo) -> Distribution | DurationShape:
    # A `size` that is wrong itself is not in the data, and was meant all the same.
    if info.data.get("size", True) is None:
        return _DISTRIBUTION.validate_python(value)
    written = value.model_dump() if isinstance(value, Spec) else value
    if not isinstance(written, Mapping):
        raise ValueError(f"{shown(written)} is a mean; {_WHY}: write a shape such as {{kind: lognormal, cv: 0.4}}")
    kind = written.get("kind")
    for key in ("mean", "value"):
        if key in written:
            raise at(f"{kind}.{key}", written[key], f"{_WHY}: leave the {key} out")
    if kind in ("uniform", "triangular", "beta", "empirical"):
        raise at(
            f"{kind}.kind",
            kind,
            f"{_WHY}: {kind} has its own mean; expected {', '.join(_SHAPES[:-1])} or {_SHAPES[-1]}",
        )
    return _SHAPE.validate_python(written)


_Either: Any = ServiceDistribution | DurationShape
DurationBesideSize = Annotated[
    Distribution | DurationShape, BeforeValidator(_distribution_or_shape, json_schema_input_type=_Either)
]
