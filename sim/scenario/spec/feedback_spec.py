"""Feedback into later waves, and what metrics leave out."""

from pydantic import Field

from sim.scenario.values.frozen_spec import Spec
from sim.scenario.values.quantities import Flag, PositiveSeconds, Seconds


class FeedbackSpec(Spec):
    """Whether later waves are assigned with what earlier ones taught.

    >>> FeedbackSpec().learning
    False
    """

    learning: Flag = Field(False, description="Close the loop: learn from each wave for the next.")


class MetricsSpec(Spec):
    """What metrics leave out.

    >>> MetricsSpec(warmup="5min").warmup
    300.0
    """

    warmup: Seconds = Field(
        0.0,
        description="Tasks released earlier count in no mean, and throughput, utilisation and availability are those of"
        " the time behind it; in seconds or as a duration.",
    )
    peak_window: PositiveSeconds = Field(
        1.0, description="Window in which the most starts of attempts are counted, `peak_starts`."
    )
