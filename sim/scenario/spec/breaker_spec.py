"""Circuit breakers: no more work for an agent, or through a limit, that keeps failing."""

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.values.frozen_spec import Spec
from sim.scenario.values.quantities import PositiveSeconds, Whole


class BreakerSpec(Spec):
    """When a breaker opens, for how long, and what closes it again.

    >>> BreakerSpec(after_failures=3, window="1min").open_for
    30.0
    """

    after_failures: Annotated[Whole, Field(ge=1, le=1_000_000)] = Field(
        description="Failures within the `window` at which it opens: by own outcome, and time-outs."
    )
    window: PositiveSeconds = Field(60.0, description="Over which failures are counted, in seconds or as a duration.")
    open_for: PositiveSeconds = Field(30.0, description="Time from opening until it is half open.")
    probes: Annotated[Whole, Field(ge=1, le=10_000)] = Field(
        1,
        description="Attempts under way at most while it is half open; so many successes close it, one failure opens "
        "it anew.",
    )
    when_open: Literal["wait", "fail"] = Field(
        "wait",
        description="Attempts while it is open: they stay in the queue (`wait`), or end in no time with class "
        "`breaker_open` once they have a slot (`fail`).",
    )
