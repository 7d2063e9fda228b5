"""The forms that a stream of arrivals can have; each kind of `workload.arrivals` is one of them.

A kind says in its file, without drawing anything, how it takes its form: which times lie between tasks, or which rate
holds from when on. How a form becomes moments stands in `sim/workload/arrivals/`.
"""

from abc import abstractmethod
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from sim.scenario.spec.distribution_spec import Distribution
from sim.scenario.values.frozen_spec import KindSpec
from sim.scenario.values.quantities import Number, PositiveSeconds

MAX_RATE = 1e6
LEAST_RATE = 1e-9
Rate = Annotated[Number, Field(ge=LEAST_RATE, le=MAX_RATE)]
RateOrNone = Annotated[Number, Field(ge=0, le=MAX_RATE)]
Until = Annotated[
    PositiveSeconds | None,
    Field(description="Seconds after the wave's start at which the stream ends; absent: with `tasks_per_wave`."),
]
Stay = Callable[[int], float]
"""Number of a stay, from 0 -> how many times its mean it lasts, an exponential draw."""


class Stream(KindSpec):
    """What every kind of arrivals has."""

    if TYPE_CHECKING:
        until: Until  # each kind has it, behind its own keys
    knows_its_number: ClassVar[bool] = False  # of tasks, so that nothing else need say it

    @abstractmethod
    def expected_by(self, seconds: float) -> float:
        """The mean number of tasks up to a time after the wave's start, as far as it is known without drawing."""


class RenewalStream(Stream):
    """Tasks come one after another, with independent times between them."""

    @property
    @abstractmethod
    def times_between(self) -> Distribution:
        """The times between a task and the next, and up to the first."""

    def expected_by(self, seconds: float) -> float:
        """Seconds / mean time between tasks."""
        return seconds / self.times_between.mean


class RateStream(Stream):
    """Tasks come as a Poisson stream whose rate changes in steps."""

    @abstractmethod
    def rate_steps(self, stay: Stay) -> Iterator[tuple[float, float]]:
        """When each rate begins, in seconds after the wave's start, and the rate in tasks a second; the first at 0.

        Args:
            stay: gives the draws, where the times are a matter of luck.

        Returns:
            Steps in order of time, without end where the rate goes on changing; the last one lasts.
        """


class RecordedStream(Stream):
    """Tasks come when a file says."""

    if TYPE_CHECKING:
        path: str
        column: str
