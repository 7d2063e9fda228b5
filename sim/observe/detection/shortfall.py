"""An agent that falls short of its predictions while the rest of the fleet does not.

A rate of 0.55 is no failure by the limit of 0.50, but where 0.85 was predicted something is wrong, with the agent or
with the planner. If the others fall short just as much, it is the planner: that is drift, and blaming the agents
would take a whole fleet out of service. So what is predicted for an agent is first multiplied by the share of their
predicted successes that the others had lately, where that is less than 1. Where there are no others, nothing is told.
"""

from functools import cache
from typing import NamedTuple

from sim.numerics import power
from sim.observe.detection.chart import Chart, likelihood_ratio, step
from sim.observe.detection.tally import Outcomes

ONE_IN = 8_000
"""At most one false alarm in so many healthy outcomes, on average."""
RECOVERED = 20.0
"""How much likelier "as expected" must be than "still short" before the condition counts as false."""
HALF_LIFE = 10.0
"""Outcomes of an agent after which an earlier one of it counts half as much in the share of the others."""
CREDIT = 2.0
"""Successes, as predicted, that the others are credited with: a few outcomes of theirs excuse nobody."""


class Lately(NamedTuple):
    """Outcomes of the recent past, older ones with less weight."""

    outcomes: float = 0.0
    predicted: float = 0.0
    observed: float = 0.0

    def minus(self, other: "Lately") -> "Lately":
        """Return these without others that are among them."""
        return Lately(self.outcomes - other.outcomes, self.predicted - other.predicted, self.observed - other.observed)

    def plus(self, other: "Lately") -> "Lately":
        """Return both together."""
        return Lately(self.outcomes + other.outcomes, self.predicted + other.predicted, self.observed + other.observed)


class Shortfall(NamedTuple):
    """What is known of one agent's successes beside those expected."""

    chart: Chart = Chart()
    lately: Lately = Lately()
    recovery: float | None = None  # evidence that it is over; None while no shortfall is reported


def evidence_needed(batch: int) -> float:
    """Return how much evidence an alarm takes, when looks are so many outcomes apart.

    Alarms then come at most once in so many looks on average, see `sim.observe.detection.chart`; never less than
    twenty to one, however rare the looks.

    >>> evidence_needed(5)
    1600.0
    """
    return max(ONE_IN / batch, 20.0)


def share_of(others: Lately, least: int) -> float | None:
    """Return which share of their predicted successes other agents had, at most 1; None where they had too few.

    Args:
        others: their outcomes lately.
        least: outcomes below which nothing can be said.

    >>> share_of(Lately(20.0, 16.0, 10.0), least=5)  # (10 + 2) / (16 + 2)
    0.6666666666666666
    """
    if others.outcomes < least:
        return None
    return min(1.0, (others.observed + CREDIT) / (others.predicted + CREDIT))


def look(shortfall: Shortfall, batch: Outcomes, share: float | None, at: float) -> Shortfall:
    """Return what is known after one more look.

    Args:
        shortfall: before it.
        batch: the agent's outcomes since its last look.
        share: of their predicted successes that the others had lately; None: the batch tells nothing.
        at: second of the look.
    """
    tasks, predicted, observed = batch
    keep = _kept(tasks)
    was = shortfall.lately
    lately = Lately(was.outcomes * keep + tasks, was.predicted * keep + predicted, was.observed * keep + observed)
    if share is None:
        return Shortfall(shortfall.chart, lately, shortfall.recovery)
    expected = Outcomes(tasks, predicted * share, observed)
    recovery = shortfall.recovery
    if recovery is not None:
        recovery = min(max(recovery, 1.0) / likelihood_ratio(expected), 1e9)
    return Shortfall(step(shortfall.chart, expected, at), lately, recovery)


def begun_anew(shortfall: Shortfall, at: float) -> Shortfall:
    """Return what is known where the evidence so far is to count no more."""
    return Shortfall(Chart(since_s=at), shortfall.lately)


@cache
def _kept(tasks: int) -> float:
    # The weight of what lies so many tasks back.
    return power(0.5, tasks / HALF_LIFE)
