"""Retries of failed attempts."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.scenario.reading.located import at
from sim.scenario.spec.truth_spec import Logit
from sim.scenario.values.choices import Jitter, RetryStrategy
from sim.scenario.values.frozen_spec import Spec
from sim.scenario.values.quantities import Flag, Number, PositiveSeconds, Probability, Seconds, Whole

MAX_RETRIES = 9_999
"""A task makes at most 10,000 attempts: more have no random numbers of their own, since copies draw from there on."""


Where = Literal["same", "other", "any", "tier"]


class RetryBudgetSpec(Spec):
    """How many retries the fleet may make, as a share of what it attempts.

    >>> RetryBudgetSpec(share=0.1, window="10s").min_retries
    0
    """

    share: Annotated[Number, Field(ge=0, le=1000)] = Field(
        description="Retries in the `window`, and those now in back-off, as a share of the attempts that began service."
    )
    window: PositiveSeconds = Field(description="Over which both are counted, in seconds or as a duration.")
    min_retries: Annotated[Whole, Field(ge=0, le=1_000_000_000)] = Field(
        0, description="Retries in the window that are allowed besides."
    )


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
    delays: tuple[Seconds, ...] | None = Field(
        None,
        min_length=1,
        max_length=1000,
        description="The delay before each retry, the last one again and again; in place of `base` and `factor`.",
    )
    jitter: Jitter = Field(
        Jitter.NONE,
        description="How a delay d is scattered, U being uniform: `full` U*d, `equal` d/2 + U*d/2, `decorrelated` base"
        " + U*(3*previous - base), at most `max_delay` (it needs both); `none`.",
    )
    timeout: PositiveSeconds | None = Field(
        None,
        description="Time-out of an attempt, in seconds or as a duration: it ends then with class `timeout` and may be "
        "tried again; absent: none.",
    )
    timeout_from: Literal["start", "queued"] = Field(
        "start",
        description="What the time-out counts: seconds worked since the service began (`start`), or time since the "
        "attempt joined the queue that it is in (`queued`).",
    )
    orphans: Literal["cancel", "serve"] = Field(
        "cancel",
        description="What becomes of an attempt at its time-out: its slot is free, or it leaves the queue (`cancel`), "
        "or the agent serves it to its end although nobody waits for it (`serve`).",
    )
    where: Where = Field(
        "same",
        description="Where a retry goes: to the `same` agent; by the manager, after the back-off, to any `other` or to "
        "`any`; or to the next `tier`, tasks starting in the lowest that accepts them.",
    )
    hold_slot: Flag = Field(
        False,
        description="The next attempt starts in the same slot, which is taken meanwhile; beside `where: same` only.",
    )
    retry_budget: RetryBudgetSpec | None = Field(
        None,
        description="Retries of the whole fleet at most; beyond it a task fails; absent: no limit.",
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

    @model_validator(mode="after")
    def _delays_fit(self) -> Self:
        """Refuse keys that would do nothing beside others, and a jitter that lacks what it is made from."""
        if self.delays is not None:
            if self.strategy is RetryStrategy.NO_RETRY:
                raise at("delays", self.delays, "are never waited for: `no_retry` makes no retry")
            for name in ("base", "factor"):
                # Not whether it is written: a scenario with every default filled in says the same.
                if getattr(self, name) != type(self).model_fields[name].default:
                    told = "does nothing beside `delays`, which are the delays themselves; remove one of them"
                    raise at(name, getattr(self, name), told)
        if self.hold_slot and self.where != "same":
            raise at("hold_slot", True, f"needs `where: same`; with `where: {self.where}` the retry goes elsewhere")
        if self.jitter is Jitter.DECORRELATED:
            for name, value in (("base", self.base), ("max_delay", self.max_delay)):
                if value is None:
                    raise at(name, None, "is missing; `jitter: decorrelated` draws between `base` and `max_delay`")
        return self
