"""Distributions of a factor: a positive number without a unit, such as predicted / true duration."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from sim.scenario.spec.distribution_spec import (
    MAX_VALUES,
    Beta,
    Constant,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Triangular,
    Uniform,
    Weibull,
    bare,
)
from sim.scenario.values.quantities import Number

MAX_FACTOR = 1e6
LEAST_FACTOR = 1e-9
"""The least that a draw counts as: the least uniforms of a wide distribution come to 0, and E / 0 is no time."""

Factor = Annotated[Number, Field(gt=0, le=MAX_FACTOR)]
_Edge = Annotated[Number, Field(ge=0, le=MAX_FACTOR)]


class FactorConstant(Constant):
    """Always the same factor.

    >>> FactorConstant(value=1.5).mean
    1.5
    """

    value: Factor = Field(description="The factor, more than 0.")


class FactorUniform(Uniform):
    """Every factor between `low` and `high` alike.

    >>> FactorUniform(low=0.5, high=1.5).mean
    1.0
    """

    low: _Edge = Field(description="The least factor, 0 or more.")
    high: Factor = Field(description="The greatest factor, not less than `low`.")


class FactorExponential(Exponential):
    """Memoryless factors with the given mean.

    >>> FactorExponential(mean=1).mean
    1.0
    """

    mean: Factor = Field(description="The mean.")


class FactorLognormal(Lognormal):
    """Factors whose logarithm is normal.

    >>> FactorLognormal(mean=0.5, cv=0.4).mean
    0.5
    """

    mean: Factor = Field(description="The mean.")


class FactorGamma(Gamma):
    """Gamma distributed factors.

    >>> FactorGamma(mean=1, cv=0.5).cv
    0.5
    """

    mean: Factor = Field(description="The mean.")


class FactorWeibull(Weibull):
    """Weibull distributed factors.

    >>> FactorWeibull(mean=1, cv=0.5).cv
    0.5
    """

    mean: Factor = Field(description="The mean.")


class FactorTriangular(Triangular):
    """Factors between `low` and `high`, most often near `mode`.

    >>> FactorTriangular(low=0.5, mode=1, high=3).mean
    1.5
    """

    low: _Edge = Field(description="The least factor, 0 or more.")
    mode: _Edge = Field(description="The most frequent factor, between `low` and `high`.")
    high: Factor = Field(description="The greatest factor, not less than `mode`.")


class FactorEmpirical(Empirical):
    """One of the given factors, each as likely.

    >>> FactorEmpirical(values=(0.5, 1.0, 2.0)).mean
    1.1666666666666667
    """

    values: tuple[Factor, ...] = Field(
        min_length=1, max_length=MAX_VALUES, description="The factors, each more than 0 and as likely."
    )


AnyFactor = (
    FactorConstant
    | FactorUniform
    | FactorExponential
    | FactorLognormal
    | FactorGamma
    | FactorWeibull
    | FactorTriangular
    | Beta
    | FactorEmpirical
)
_Factors = Annotated[AnyFactor, Field(discriminator="kind")]
_FactorsIn: Any = Factor | _Factors
# Where a factor is drawn: a bare number is that constant.
FactorDistribution = Annotated[_Factors, BeforeValidator(bare("constant", "value"), json_schema_input_type=_FactorsIn)]
