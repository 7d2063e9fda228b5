"""The monitor: how often it looks, what it calls an anomaly, and what it aims for."""

from typing import Annotated

from pydantic import Field

from sim.scenario.values.frozen_spec import Spec
from sim.scenario.values.plugin_reference import MAX_LENGTH
from sim.scenario.values.quantities import Interval, Number, PositiveSeconds, Probability, Text, Whole


class ThresholdSpec(Spec):
    """Where a measure becomes an anomaly.

    >>> ThresholdSpec().imbalance
    1.5
    """

    agent_failure: Probability = Field(0.50, description="An agent's success rate below this, 0..1.")
    coordination: Probability = Field(0.40, description="(max load - min load) / max load above this, 0..1.")
    drift: Probability = Field(0.25, description="Prediction error above this, 0..1.")
    imbalance: Annotated[Number, Field(ge=1, le=1e6)] = Field(
        1.5, description="Max load / min load above this, 1 or more."
    )


class TargetSpec(Spec):
    """What each metric of a wave should reach.

    >>> TargetSpec().availability
    0.95
    """

    success_rate: Probability = Field(0.90, description="Completed / all tasks, at least; 0..1.")
    availability: Probability = Field(0.95, description="Up-time share of all agents, at least; 0..1.")
    prediction_error: Probability = Field(0.10, description="Prediction error, at most; 0..1.")
    accuracy: Probability = Field(0.90, description="1 - prediction error, at least; 0..1.")
    load_balance: Probability = Field(0.70, description="Least / greatest load, at least; 0..1.")
    confidence: Probability = Field(0.80, description="Mean predicted success, at least; 0..1.")


class MonitorSpec(Spec):
    """Sampling and detection on the virtual clock.

    >>> MonitorSpec(interval="1min").interval
    60.0
    """

    interval: Interval = Field(10.0, description="Time between samples, in seconds or as a duration; at least 1 ms.")
    detector: Annotated[Text, Field(min_length=1, max_length=MAX_LENGTH)] = Field(
        "statistical",
        description="The detector: `statistical` (asks for proof), `threshold` (raw rules), or one of your own: "
        "`./mine.py:NAME`, relative to the scenario file.",
    )
    window: PositiveSeconds = Field(
        300.0, description="Length of the window of sampled rates, in seconds or as a duration."
    )
    min_samples: Annotated[Whole, Field(ge=1, le=1_000_000)] = Field(
        5, description="A rate over fewer attempts raises no anomaly."
    )
    thresholds: ThresholdSpec = Field(ThresholdSpec(), description="Limits beyond which a measure is an anomaly.")
    targets: TargetSpec = Field(TargetSpec(), description="Targets that the report compares each metric with.")
