"""Retries of failed attempts."""

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.choices import RetryStrategy
from sim.scenario.frozen_spec import Spec
from sim.scenario.quantities import Number, Probability, Seconds, Whole
from sim.scenario.truth_spec import Logit

MAX_RETRIES = 9_999
"""A task makes at most 10,000 attempts: more have no random numbers of their own, since copies draw from there on."""


class RetrySpec(Spec):
    """When a failed attempt is repeated, and after which delay.

    >>> RetrySpec(strategy="linear_backoff").max_retries
    3
    """

    strategy: RetryStrategy = Field(
        RetryStrategy.EXPONENTIAL_BACKOFF,
        description="Delay before retry r = 1, 2, ..: `exponential_backoff` base * factor^(r-1), "
        "`linear_backoff` base * r, or `no_retry`.",
    )
    max_retries: Annotated[Whole, Field(ge=0, le=MAX_RETRIES)] = Field(
        3, description="Retries a task at most, 0..9999: a task makes at most 10,000 attempts."
    )
    base: Seconds | None = Field(
        None, description="First delay, in seconds or as a duration; absent: 1 s exponential, 2 s linear."
    )
    factor: Annotated[Number, Field(ge=1, le=1000)] = Field(
        2.0, description="Growth of the exponential delay from one retry to the next."
    )
    max_delay: Seconds | None = Field(
        None, description="No delay is longer, in seconds or as a duration; absent: no limit."
    )
    retry_penalty: Probability = Field(
        0.0, description="Each further attempt's chance of success is multiplied by 1 - this, 0..1."
    )
    feedback: Logit = Field(
        0.0,
        description="Added to the logit of the chance of success for each earlier attempt whose own outcome was failure"
        " (not by a breakdown or a refusal): above 0 where failing teaches, below 0 where it leads astray.",
    )
    failure_point: Literal["end", "uniform"] = Field(
        "end", description="A failed attempt takes its whole service time (`end`) or a `uniform` share of it."
    )
