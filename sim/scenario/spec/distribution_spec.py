"""Distributions, told apart by `kind`: of times (seconds), and of shares (within 0..1).

A bare number or duration where a distribution is allowed is the constant; for times between failures
and of repairs it is the exponential with that mean.
"""

from collections.abc import Callable, Mapping
from math import fsum, sqrt
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator

from sim.document.quantity import exact_duration
from sim.scenario.values.frozen_spec import KindSpec, Spec
from sim.scenario.values.quantities import Number, PositiveSeconds, Probability, Seconds

# The narrowest shape that is still a distribution, and the widest that a mean can still describe.
Cv = Annotated[Number, Field(ge=0.001, le=100)]
MAX_VALUES = 40_000
# Shorter means between events are a model of something else, and would fill the run with them.
MIN_EVENT_MEAN = 0.001
MIN_SERVICE_MEAN = 1e-6


class Constant(KindSpec):
    """Always the same value.

    >>> Constant(value="30s").mean
    30.0
    """

    kind: Literal["constant"] = "constant"
    value: Seconds = Field(description="The value; seconds or a duration where it is a time.")

    @property
    def mean(self) -> float:
        """The expected value."""
        return self.value


class Uniform(KindSpec):
    """Every value between `low` and `high` alike.

    >>> Uniform(low=10, high="1min").mean
    35.0
    """

    kind: Literal["uniform"] = "uniform"
    low: Seconds = Field(description="The least value; seconds or a duration where it is a time.")
    high: Seconds = Field(description="The greatest value, not less than `low`.")

    @field_validator("high")
    @classmethod
    def _high_is_not_below_low(cls, high: float, info: ValidationInfo) -> float:
        return not_below(high, info, "low")

    @property
    def mean(self) -> float:
        """The expected value."""
        return (self.low + self.high) / 2


class Exponential(KindSpec):
    """Memoryless times with the given mean.

    >>> Exponential(mean="4h").mean
    14400.0
    """

    kind: Literal["exponential"] = "exponential"
    mean: PositiveSeconds = Field(description="The mean; seconds or a duration.")


class Lognormal(KindSpec):
    """Times whose logarithm is normal, given by mean and coefficient of variation.

    >>> Lognormal(mean="30s", cv=0.4).cv
    0.4
    """

    kind: Literal["lognormal"] = "lognormal"
    mean: PositiveSeconds = Field(description="The mean; seconds or a duration.")
    cv: Cv = Field(description="Coefficient of variation: standard deviation / mean.")


class Gamma(KindSpec):
    """Gamma distributed times, given by mean and coefficient of variation.

    >>> Gamma(mean=30, cv=0.5).mean
    30.0
    """

    kind: Literal["gamma"] = "gamma"
    mean: PositiveSeconds = Field(description="The mean; seconds or a duration.")
    cv: Cv = Field(description="Coefficient of variation: standard deviation / mean.")


class Weibull(KindSpec):
    """Weibull distributed times, given by mean and coefficient of variation.

    >>> Weibull(mean=30, cv=0.5).mean
    30.0
    """

    kind: Literal["weibull"] = "weibull"
    mean: PositiveSeconds = Field(description="The mean; seconds or a duration.")
    cv: Cv = Field(description="Coefficient of variation: standard deviation / mean.")


class Triangular(KindSpec):
    """Values between `low` and `high`, most often near `mode`.

    >>> Triangular(low=10, mode=20, high=60).mean
    30.0
    """

    kind: Literal["triangular"] = "triangular"
    low: Seconds = Field(description="The least value; seconds or a duration where it is a time.")
    mode: Seconds = Field(description="The most frequent value, between `low` and `high`.")
    high: Seconds = Field(description="The greatest value, not less than `mode`.")

    @field_validator("mode")
    @classmethod
    def _mode_is_not_below_low(cls, mode: float, info: ValidationInfo) -> float:
        return not_below(mode, info, "low")

    @field_validator("high")
    @classmethod
    def _high_is_not_below_mode(cls, high: float, info: ValidationInfo) -> float:
        return not_below(high, info, "mode")

    @property
    def mean(self) -> float:
        """The expected value."""
        return (self.low + self.mode + self.high) / 3


class Beta(KindSpec):
    """Values within 0..1, given by mean and standard deviation.

    >>> Beta(mean=0.85, sd=0.05).sd
    0.05
    """

    kind: Literal["beta"] = "beta"
    mean: Annotated[Number, Field(gt=0, lt=1)] = Field(description="The mean, between 0 and 1.")
    sd: Annotated[Number, Field(ge=1e-6, lt=0.5)] = Field(
        description="Standard deviation; sd**2 must be less than mean * (1 - mean)."
    )

    @field_validator("sd")
    @classmethod
    def _sd_is_possible(cls, sd: float, info: ValidationInfo) -> float:
        mean = info.data.get("mean")
        if mean is not None and sd * sd >= mean * (1 - mean):
            limit = sqrt(mean * (1 - mean))
            raise ValueError(f"{sd} is too large: with mean {mean} it must be less than {limit:.6g}")
        return sd


class Empirical(KindSpec):
    """One of the given values, each as likely.

    >>> Empirical(values=(10, "20s", 60)).mean
    30.0
    """

    kind: Literal["empirical"] = "empirical"
    values: tuple[Seconds, ...] = Field(
        min_length=1,
        max_length=MAX_VALUES,
        description="The values, each as likely; seconds or durations where they are times.",
    )

    @property
    def mean(self) -> float:
        """The expected value."""
        return fsum(self.values) / len(self.values)


class ShareConstant(Constant):
    """A constant within 0..1.

    >>> ShareConstant(value=0.85).mean
    0.85
    """

    value: Probability = Field(description="The value, 0..1.")


class ShareUniform(Uniform):
    """A uniform distribution within 0..1.

    >>> ShareUniform(low=0.5, high=1).mean
    0.75
    """

    low: Probability = Field(description="The least value, 0..1.")
    high: Probability = Field(description="The greatest value, 0..1, not less than `low`.")


class ShareTriangular(Triangular):
    """A triangular distribution within 0..1.

    >>> ShareTriangular(low=0, mode=0.5, high=1).mean
    0.5
    """

    low: Probability = Field(description="The least value, 0..1.")
    mode: Probability = Field(description="The most frequent value, 0..1.")
    high: Probability = Field(description="The greatest value, 0..1, not less than `mode`.")


class ShareEmpirical(Empirical):
    """One of the given values within 0..1, each as likely.

    >>> ShareEmpirical(values=(0.5, 1.0)).mean
    0.75
    """

    values: tuple[Probability, ...] = Field(
        min_length=1, max_length=MAX_VALUES, description="The values, 0..1, each as likely."
    )


def not_below(value: float, info: ValidationInfo, other: str) -> float:
    """The value, when it is not less than the field `other` that was validated before it; else ValueError."""
    floor = info.data.get(other)
    if floor is not None and value < floor:
        raise ValueError(f"{value} is less than {other} ({floor})")
    return value


def bare(kind: str, key: str) -> Callable[[object], object]:
    """A validator that turns a bare number or duration into the distribution `kind` with that `key`.

    >>> bare("constant", "value")(30), bare("constant", "value")({"kind": "beta"})
    ({'kind': 'constant', 'value': 30}, {'kind': 'beta'})
    """

    def turn(value: object) -> object:
        if isinstance(value, Spec):
            # Python code may hand a Uniform where its narrower sibling for shares is needed.
            return value.model_dump()
        if isinstance(value, Mapping):
            return value
        return {"kind": kind, key: value}

    return turn


def _mean_at_least(least: float) -> Callable[["Distribution"], "Distribution"]:
    def check(distribution: "Distribution") -> "Distribution":
        if distribution.mean < least:
            raise ValueError(
                f"the mean is {exact_duration(distribution.mean)}; it must be at least {exact_duration(least)}"
            )
        return distribution

    return check


Distribution = Constant | Uniform | Exponential | Lognormal | Gamma | Weibull | Triangular | Beta | Empirical
_Times = Annotated[Distribution, Field(discriminator="kind")]
_Shares = Annotated[ShareConstant | ShareUniform | ShareTriangular | Beta | ShareEmpirical, Field(discriminator="kind")]
_TimesIn: Any = Seconds | _Times
_EventsIn: Any = PositiveSeconds | _Times
_SharesIn: Any = Probability | _Shares

# Where a time is drawn: a bare number is that constant.
TimeDistribution = Annotated[_Times, BeforeValidator(bare("constant", "value"), json_schema_input_type=_TimesIn)]
# As above, for service times: their shape is taken relative to the mean.
ServiceDistribution = Annotated[
    _Times,
    AfterValidator(_mean_at_least(MIN_SERVICE_MEAN)),
    BeforeValidator(bare("constant", "value"), json_schema_input_type=_TimesIn),
]
# Times between failures, and of repairs: a bare number is the exponential with that mean.
EventDistribution = Annotated[
    _Times,
    AfterValidator(_mean_at_least(MIN_EVENT_MEAN)),
    BeforeValidator(bare("exponential", "mean"), json_schema_input_type=_EventsIn),
]
# Probabilities and other numbers within 0..1: only kinds that cannot leave it.
ShareDistribution = Annotated[_Shares, BeforeValidator(bare("constant", "value"), json_schema_input_type=_SharesIn)]
