"""`profile`: a Poisson stream whose rate follows a plan, such as the hours of a day."""

from collections.abc import Iterator, Mapping
from itertools import count
from math import fsum, inf
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from sim.scenario.reading.located import at
from sim.scenario.spec.arrival_forms import RateOrNone, RateStream, Stay, Until
from sim.scenario.values.frozen_spec import Spec
from sim.scenario.values.quantities import Flag, PositiveSeconds, Seconds, shown

MAX_STEPS = 10_000
LEAST_PERIOD_S = 0.001


class RateStep(Spec):
    """From when on which rate holds.

    >>> RateStep(at="100s", rate=25).at
    100.0
    """

    at: Seconds = Field(description="Seconds after the wave's start, or a duration; the first step is at 0.")
    rate: RateOrNone = Field(description="Tasks a second from then on; may be 0.")
    label: Flag = Field(False, description="Whether the step is a surge, put in on purpose.")


def _from_pair(value: object) -> object:
    if isinstance(value, Spec | Mapping):
        return value
    if isinstance(value, list | tuple) and len(value) == 2:
        return {"at": value[0], "rate": value[1]}
    raise ValueError(f"{shown(value)} is no step; expected [at, rate], such as [100s, 25], or {{at, rate, label}}")


_Pair: Any = Annotated[list[Seconds | RateOrNone], Field(min_length=2, max_length=2)] | RateStep
Step = Annotated[RateStep, BeforeValidator(_from_pair, json_schema_input_type=_Pair)]


class ProfileArrivals(RateStream):
    """Tasks of a wave come as a Poisson stream whose rate changes at given times.

    >>> spike = ProfileArrivals(steps=[[0, 2], ["100s", 25], ["110s", 2]])
    >>> spike.expected_by(120.0)  # 100 * 2 + 10 * 25 + 10 * 2
    470.0
    """

    kind: Literal["profile"] = "profile"
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=MAX_STEPS)] = Field(
        description="When the rate changes, and to what: [at, rate] or {at, rate, label}, in order of time; the first"
        " at 0. Without `period` the last rate lasts."
    )
    period: Annotated[PositiveSeconds, Field(ge=LEAST_PERIOD_S)] | None = Field(
        None, description="Seconds, or a duration, after which the steps begin anew; absent: never."
    )
    until: Until = None

    @model_validator(mode="after")
    def _times_ascend(self) -> Self:
        if self.steps[0].at != 0.0:
            raise at("steps.0.at", self.steps[0].at, f"is at {self.steps[0].at:g} s; the first step begins at 0")
        for number in range(1, len(self.steps)):
            before, now = self.steps[number - 1].at, self.steps[number].at
            if now <= before:
                raise at(f"steps.{number}.at", now, f"is at {now:g} s, not after the step before it ({before:g} s)")
        if self.period is not None and self.period <= self.steps[-1].at:
            raise at("period", self.period, f"{self.period:g} s is not after the last step ({self.steps[-1].at:g} s)")
        return self

    @model_validator(mode="after")
    def _tasks_come(self) -> Self:
        if not any(step.rate for step in self.steps):
            raise at("steps", None, "no task ever comes; at least one rate must be more than 0")
        if self.period is None and self.until is None and self.steps[-1].rate == 0.0:
            raise at("steps", None, "the last rate is 0 and lasts: the stream ends there; say so with `until`")
        return self

    def rate_steps(self, stay: Stay) -> Iterator[tuple[float, float]]:
        """The steps, over and over where there is a period; nothing is drawn."""
        del stay
        for number in count() if self.period is not None else range(1):
            begins = number * (self.period or 0.0)
            for step in self.steps:
                yield begins + step.at, step.rate

    def expected_by(self, seconds: float) -> float:
        """The integral of the rate."""
        if self.period is None:
            return self._within(seconds)
        whole, rest = divmod(seconds, self.period)
        return whole * self._within(self.period) + self._within(rest)

    def _within(self, seconds: float) -> float:
        ends = [*(step.at for step in self.steps[1:]), inf]
        lengths = (min(seconds, end) - step.at for step, end in zip(self.steps, ends, strict=True))
        return fsum(step.rate * max(0.0, length) for step, length in zip(self.steps, lengths, strict=True))


ARRIVALS = ProfileArrivals
