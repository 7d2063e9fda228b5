"""`renewal`: independent times between tasks, of any distribution."""

from typing import Literal

from pydantic import Field

from sim.scenario.spec.arrival_forms import RenewalStream, Until
from sim.scenario.spec.distribution_spec import Distribution, ServiceDistribution


class RenewalArrivals(RenewalStream):
    """Tasks of a wave are released one after another, with independent times of one distribution between them.

    >>> RenewalArrivals(gap={"kind": "gamma", "mean": "2s", "cv": 3}).expected_by(60.0)
    30.0
    """

    kind: Literal["renewal"] = "renewal"
    gap: ServiceDistribution = Field(
        description="Time from one task to the next, and from the wave's start to the first; in seconds or as a"
        " duration. A bare number is that constant."
    )
    until: Until = None

    @property
    def times_between(self) -> Distribution:
        """The gap."""
        return self.gap


ARRIVALS = RenewalArrivals
