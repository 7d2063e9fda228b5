"""What whole runs have of their own: one is slow from beginning to end, another succeeds more often."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from sim.scenario.spec.distribution_spec import bare
from sim.scenario.spec.factor_spec import AnyFactor
from sim.scenario.values.frozen_spec import KindSpec, Spec
from sim.scenario.values.quantities import Number

MAX_SHIFT_SD = 10.0


class RunShift(KindSpec):
    """What a run adds, to the logarithm of its times or to the logit of its chances: normal, or Student's t.

    >>> RunShift(sd=0.05).freedom is None
    True
    """

    kind: Literal["shift"] = "shift"
    sd: Annotated[Number, Field(ge=0, le=MAX_SHIFT_SD)] = Field(
        description="Standard deviation of the shift; beside `freedom` the scale of Student's t."
    )
    freedom: Annotated[Number, Field(ge=1, le=1e6)] | None = Field(
        None, description="Degrees of freedom where few runs said how far runs lie apart; absent: the shift is normal."
    )


Shift = Annotated[RunShift, BeforeValidator(bare("shift", "sd"), json_schema_input_type=Number | RunShift)]
_Factors = Annotated[RunShift | AnyFactor, Field(discriminator="kind")]
_FactorsIn: Any = Number | _Factors
RunFactor = Annotated[_Factors, BeforeValidator(bare("shift", "sd"), json_schema_input_type=_FactorsIn)]


class RunEffect(Spec):
    """How runs differ as wholes, beyond the luck of their attempts: one draw a replication each.

    >>> RunEffect(duration=0.05).duration
    RunShift(kind='shift', sd=0.05, freedom=None)
    """

    duration: RunFactor | None = Field(
        None,
        description="What multiplies every service time of a run: a number is the standard deviation of its logarithm"
        " (median 1); else a distribution of the factor. No planner knows it.",
    )
    success: Shift | None = Field(
        None,
        description="What is added to the logit of every true chance of a run: a number is its standard deviation.",
    )


OfRuns = Annotated[
    RunEffect | None, Field(description="How runs differ as wholes, one draw a replication; absent: not at all.")
]
