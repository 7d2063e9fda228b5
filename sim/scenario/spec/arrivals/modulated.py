"""`modulated`: a Poisson stream whose rate changes by chance, as that of bursts does."""

from collections.abc import Iterator
from itertools import count
from math import fsum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.scenario.reading.located import at
from sim.scenario.spec.arrival_forms import RateOrNone, RateStream, Stay, Until
from sim.scenario.spec.distribution_spec import MIN_EVENT_MEAN
from sim.scenario.values.quantities import PositiveSeconds

MAX_STATES = 1000
MeanStay = Annotated[PositiveSeconds, Field(ge=MIN_EVENT_MEAN)]


class ModulatedArrivals(RateStream):
    """Tasks of a wave come as a Poisson stream that stays in each state for an exponential time, one after another.

    With two states, one of them slow, this is a stream of bursts. It begins in the first state, and the first follows
    the last.

    Source: Fischer and Meier-Hellstern, "The Markov-modulated Poisson process (MMPP) cookbook", Performance Evaluation
    18, 1993 (there the next state may be drawn too).

    >>> bursts = ModulatedArrivals(rates=[0.1, 5], stays=["10min", "1min"])
    >>> round(bursts.mean_rate, 4)  # (0.1 * 600 + 5 * 60) / 660
    0.5455
    """

    kind: Literal["modulated"] = "modulated"
    rates: Annotated[tuple[RateOrNone, ...], Field(min_length=1, max_length=MAX_STATES)] = Field(
        description="Tasks a second in each state; some may be 0. The wave starts in the first."
    )
    stays: Annotated[tuple[MeanStay, ...], Field(min_length=1, max_length=MAX_STATES)] = Field(
        description="Mean time in each state, exponential, in seconds or as durations; one for each rate."
    )
    until: Until = None

    @model_validator(mode="after")
    def _states_fit(self) -> Self:
        if len(self.stays) != len(self.rates):
            raise at("stays", None, f"{len(self.stays)} stays for {len(self.rates)} rates; give one for each")
        if not any(self.rates):
            raise at("rates", None, "no task ever comes; at least one rate must be more than 0")
        return self

    def rate_steps(self, stay: Stay) -> Iterator[tuple[float, float]]:
        """The states in turn, each from where the one before ends."""
        now = 0.0
        for number in count():
            state = number % len(self.rates)
            yield now, self.rates[state]
            now += self.stays[state] * stay(number)

    @property
    def mean_rate(self) -> float:
        """Tasks a second in the long run."""
        return fsum(rate * stay for rate, stay in zip(self.rates, self.stays, strict=True)) / fsum(self.stays)

    def expected_by(self, seconds: float) -> float:
        """Seconds * the mean rate in the long run; where a stream is cut short its first state counts for more."""
        return seconds * self.mean_rate


ARRIVALS = ModulatedArrivals
