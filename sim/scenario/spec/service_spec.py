"""How long synthetic tasks take: a distribution with its mean, or beside `size` a shape around each task's own."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, TypeAdapter, ValidationInfo

from sim.scenario.reading.located import at
from sim.scenario.spec.distribution_spec import Distribution, ServiceDistribution
from sim.scenario.spec.shape_spec import DurationShape
from sim.scenario.values.frozen_spec import Spec
from sim.scenario.values.quantities import shown

_DISTRIBUTION: TypeAdapter[Distribution] = TypeAdapter(ServiceDistribution)
_SHAPE: TypeAdapter[DurationShape] = TypeAdapter(DurationShape)
_SHAPES = ("constant", "exponential", "lognormal", "gamma", "weibull")
WHY_A_SHAPE = (
    "`size` says how long a task takes on average, and `duration` beside it only how its attempts scatter around that"
)


def _distribution_or_shape(value: object, info: ValidationInfo) -> Distribution | DurationShape:
    # A `size` that is wrong itself is not in the data, and was meant all the same.
    if info.data.get("size", True) is None:
        return _DISTRIBUTION.validate_python(value)
    return _shape(value)


def _shape(value: object) -> DurationShape:
    written = value.model_dump() if isinstance(value, Spec) else value
    if not isinstance(written, Mapping):
        raise ValueError(
            f"{shown(written)} is a mean; {WHY_A_SHAPE}: write a shape such as {{kind: lognormal, cv: 0.4}}"
        )
    kind = written.get("kind")
    for key in ("mean", "value"):
        if key in written:
            raise at(f"{kind}.{key}", written[key], f"{WHY_A_SHAPE}: leave the {key} out")
    if kind in ("uniform", "triangular", "beta", "empirical"):
        raise at(
            f"{kind}.kind",
            kind,
            f"{WHY_A_SHAPE}: {kind} has its own mean; expected {', '.join(_SHAPES[:-1])} or {_SHAPES[-1]}",
        )
    return _SHAPE.validate_python(written)


def duration_of_a_type(value: object, info: ValidationInfo) -> Distribution | DurationShape | None:
    """The duration that is written for a type: a shape beside a size, else whichever it looks like.

    Whether the workload's own keys go with it, is seen where both are known.
    """
    if value is None:
        return None
    if info.data.get("size", True) is not None:
        return _shape(value)
    written = value.model_dump() if isinstance(value, Spec) else value
    has_no_mean = (
        isinstance(written, Mapping) and written.get("kind") in _SHAPES and not written.keys() & {"mean", "value"}
    )
    return _SHAPE.validate_python(written) if has_no_mean else _DISTRIBUTION.validate_python(value)


_Either: Any = ServiceDistribution | DurationShape
DurationBesideSize = Annotated[
    Distribution | DurationShape, BeforeValidator(_distribution_or_shape, json_schema_input_type=_Either)
]
