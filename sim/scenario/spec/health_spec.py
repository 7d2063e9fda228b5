"""The health score's weights."""

from collections.abc import Mapping
from math import fsum

from pydantic import Field, field_validator

from sim.scenario.values.frozen_spec import Spec
from sim.scenario.values.quantities import Probability


class HealthWeights(Spec):
    """The weight of each metric in the health score; all four, adding up to 1.

    >>> HealthWeights(success_rate=0.4, availability=0.2, accuracy=0.2, load_balance=0.2).accuracy
    0.2
    """

    success_rate: Probability = Field(description="Weight of the success rate, 0..1.")
    availability: Probability = Field(description="Weight of the availability, 0..1.")
    accuracy: Probability = Field(description="Weight of the accuracy, 0..1.")
    load_balance: Probability = Field(description="Weight of the load balance, 0..1.")


class HealthSpec(Spec):
    """How the health score is put together.

    >>> HealthSpec().weights.success_rate
    0.4
    """

    weights: HealthWeights = Field(
        HealthWeights(success_rate=0.4, availability=0.2, accuracy=0.2, load_balance=0.2),
        description="Weights of the four metrics, all given together, adding up to 1.",
    )

    @field_validator("weights", mode="before")
    @classmethod
    def _all_four(cls, weights: object) -> object:
        if isinstance(weights, Mapping) and weights:
            names = tuple(HealthWeights.model_fields)
            missing = [name for name in names if name not in weights]
            if missing and set(weights) <= set(names):
                raise ValueError(f"give all four weights ({', '.join(names)}); missing: {', '.join(missing)}")
        return weights

    @field_validator("weights")
    @classmethod
    def _add_up(cls, weights: HealthWeights) -> HealthWeights:
        total = fsum((weights.success_rate, weights.availability, weights.accuracy, weights.load_balance))
        if abs(total - 1) > 1e-9:
            raise ValueError(f"the weights add up to {total:g}; they must add up to 1")
        return weights
