"""The shape of a duration whose mean comes from elsewhere: `kind` and coefficient of variation."""

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.spec.distribution_spec import Constant, Cv, Distribution, Exponential, Gamma, Lognormal, Weibull
from sim.scenario.values.frozen_spec import KindSpec


class ConstantShape(KindSpec):
    """No variation at all.

    >>> ConstantShape().with_mean(30.0)
    Constant(kind='constant', value=30.0)
    """

    kind: Literal["constant"] = "constant"

    def with_mean(self, mean: float) -> Distribution:
        """The distribution of this shape with the given mean in seconds."""
        return Constant(value=mean)


class ExponentialShape(KindSpec):
    """Memoryless durations.

    >>> ExponentialShape().with_mean(30.0).mean
    30.0
    """

    kind: Literal["exponential"] = "exponential"

    def with_mean(self, mean: float) -> Distribution:
        """The distribution of this shape with the given mean in seconds."""
        return Exponential(mean=mean)


class LognormalShape(KindSpec):
    """Lognormal durations.

    >>> LognormalShape(cv=0.4).with_mean(30.0)
    Lognormal(kind='lognormal', mean=30.0, cv=0.4)
    """

    kind: Literal["lognormal"] = "lognormal"
    cv: Cv = Field(description="Coefficient of variation: standard deviation / mean.")

    def with_mean(self, mean: float) -> Distribution:
        """The distribution of this shape with the given mean in seconds."""
        return Lognormal(mean=mean, cv=self.cv)


class GammaShape(KindSpec):
    """Gamma distributed durations.

    >>> GammaShape(cv=0.4).with_mean(30.0).mean
    30.0
    """

    kind: Literal["gamma"] = "gamma"
    cv: Cv = Field(description="Coefficient of variation: standard deviation / mean.")

    def with_mean(self, mean: float) -> Distribution:
        """The distribution of this shape with the given mean in seconds."""
        return Gamma(mean=mean, cv=self.cv)


class WeibullShape(KindSpec):
    """Weibull distributed durations.

    >>> WeibullShape(cv=0.4).with_mean(30.0).mean
    30.0
    """

    kind: Literal["weibull"] = "weibull"
    cv: Cv = Field(description="Coefficient of variation: standard deviation / mean.")

    def with_mean(self, mean: float) -> Distribution:
        """The distribution of this shape with the given mean in seconds."""
        return Weibull(mean=mean, cv=self.cv)


DurationShape = Annotated[
    ConstantShape | ExponentialShape | LognormalShape | GammaShape | WeibullShape,
    Field(discriminator="kind"),
]
