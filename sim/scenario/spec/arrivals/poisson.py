"""`poisson`: tasks come at random, at one rate."""

from typing import Literal

from pydantic import ConfigDict, Field

from sim.scenario.spec.arrival_forms import Rate, RenewalStream, Until
from sim.scenario.spec.distribution_spec import Distribution, Exponential
from sim.scenario.values.frozen_spec import Spec


class PoissonArrivals(RenewalStream):
    """Tasks of a wave are released one after another, with exponential times between them.

    >>> PoissonArrivals(rate=0.5).times_between.mean
    2.0
    """

    # It may be left out, unlike that of the others.
    model_config = ConfigDict(json_schema_extra=Spec.model_config["json_schema_extra"])

    kind: Literal["poisson"] = "poisson"
    rate: Rate = Field(description="Tasks a second.")
    until: Until = None

    @property
    def times_between(self) -> Distribution:
        """Exponential with the mean 1 / rate."""
        return Exponential(mean=1.0 / self.rate)


ARRIVALS = PoissonArrivals
