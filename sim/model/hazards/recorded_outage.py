"""What a recorded outage does to the attempts that its agent serves: they go on after it, as they did.

An attempt that the outage ended is recorded with the seconds until then, and so ends by itself in that instant.
"""

from simpy import Event

from sim.model.attempt import Attempt
from sim.model.hazards.breakdown import Breakdown
from sim.scenario import OnBreakdown

ROUNDING_S = 1e-6
"""Times of a log are rounded: an attempt that ended with the outage may seem to have that much left."""


class RecordedOutage(Breakdown):
    """The hazard of an agent whose record says that it was down."""

    def __init__(self) -> None:
        super().__init__(OnBreakdown.RESUME)

    def strike(self, attempt: Attempt) -> Event | None:
        """Return what an attempt waits for before it goes on; None where it has ended with the outage."""
        if attempt.length_s - attempt.worked_s <= ROUNDING_S:
            return None
        return super().strike(attempt)
