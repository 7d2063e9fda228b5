"""Tokens of tasks: how many an attempt reads and writes, and the distributions that numbers of them are drawn from."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from sim.scenario.spec.distribution_spec import (
    MAX_VALUES,
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
from sim.scenario.values.frozen_spec import Spec
from sim.scenario.values.quantities import Number

MAX_TOKENS = 1e12

Tokens = Annotated[Number, Field(ge=0, le=MAX_TOKENS)]
_Mean = Annotated[Number, Field(gt=0, le=MAX_TOKENS)]


class TokenConstant(Constant):
    """Always the same number.

    >>> TokenConstant(value=1500).mean
    1500.0
    """

    value: Tokens = Field(description="The number of tokens, 0 or more.")


class TokenUniform(Uniform):
    """Every number between `low` and `high` alike.

    >>> TokenUniform(low=500, high=1500).mean
    1000.0
    """

    low: Tokens = Field(description="The least number of tokens.")
    high: Tokens = Field(description="The greatest number of tokens, not less than `low`.")


class TokenExponential(Exponential):
    """Exponential numbers with the given mean.

    >>> TokenExponential(mean=800).mean
    800.0
    """

    mean: _Mean = Field(description="The mean number of tokens.")


class TokenLognormal(Lognormal):
    """Numbers whose logarithm is normal.

    >>> TokenLognormal(mean=800, cv=1.5).mean
    800.0
    """

    mean: _Mean = Field(description="The mean number of tokens.")


class TokenGamma(Gamma):
    """Gamma distributed numbers.

    >>> TokenGamma(mean=800, cv=0.5).cv
    0.5
    """

    mean: _Mean = Field(description="The mean number of tokens.")


class TokenWeibull(Weibull):
    """Weibull distributed numbers.

    >>> TokenWeibull(mean=800, cv=0.5).cv
    0.5
    """

    mean: _Mean = Field(description="The mean number of tokens.")


class TokenTriangular(Triangular):
    """Numbers between `low` and `high`, most often near `mode`.

    >>> TokenTriangular(low=100, mode=200, high=600).mean
    300.0
    """

    low: Tokens = Field(description="The least number of tokens.")
    mode: Tokens = Field(description="The most frequent number of tokens, between `low` and `high`.")
    high: Tokens = Field(description="The greatest number of tokens, not less than `mode`.")


class TokenEmpirical(Empirical):
    """One of the given numbers, each as likely.

    >>> TokenEmpirical(values=(100, 300)).mean
    200.0
    """

    values: tuple[Tokens, ...] = Field(
        min_length=1, max_length=MAX_VALUES, description="The numbers of tokens, each as likely."
    )


AnyTokens = (
    TokenConstant
    | TokenUniform
    | TokenExponential
    | TokenLognormal
    | TokenGamma
    | TokenWeibull
    | TokenTriangular
    | TokenEmpirical
)
_Numbers = Annotated[AnyTokens, Field(discriminator="kind")]
_NumbersIn: Any = Tokens | _Numbers
# Where a number of tokens is drawn: a bare number is that constant.
TokenDistribution = Annotated[_Numbers, BeforeValidator(bare("constant", "value"), json_schema_input_type=_NumbersIn)]


class TokensSpec(Spec):
    """What every attempt at a task reads and writes, one draw of each a task.

    >>> TokensSpec(input=1200, output={"kind": "lognormal", "mean": 300, "cv": 1}).output.mean
    300.0
    """

    input: TokenDistribution = Field(
        TokenConstant(value=0.0), description="Tokens read in an attempt, one draw a task."
    )
    output: TokenDistribution = Field(
        TokenConstant(value=0.0), description="Tokens written in an attempt, one draw a task."
    )
