"""How the world differs from the predictions, and what the predictions mean."""

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.spec.factor_spec import FactorConstant, FactorDistribution
from sim.scenario.values.frozen_spec import Spec
from sim.scenario.values.quantities import Flag, Number, Probability

Logit = Annotated[Number, Field(ge=-100, le=100)]


class TruthSpec(Spec):
    """What makes the true chance of success another than the predicted one.

    >>> TruthSpec(bias=-0.5).noise
    0.0
    """

    bias: Logit = Field(0.0, description="Added to every logit: negative where planners are too hopeful.")
    noise: Annotated[Number, Field(ge=0, le=100)] = Field(
        0.0, description="Standard deviation of a normal term, one a task, on the logit."
    )
    drift: Logit = Field(0.0, description="Added to the logit once more in every wave after the first.")
    dispersion: Annotated[Number, Field(ge=0, lt=1)] = Field(
        0.0,
        description="How much tasks differ in difficulty, whatever was predicted: a chance varies around its m by a"
        " beta distribution of variance dispersion * m * (1 - m), and attempts of a task share it. 0: not at all.",
    )
    shared: Probability = Field(
        1.0,
        description="How much of the difficulty is the task's own, the same for every agent; the rest is drawn for each"
        " pair of task and agent. Used beside `dispersion`.",
    )


class PredictionSpec(Spec):
    """What predictions mean, and how far predicted durations are from the true ones.

    >>> PredictionSpec().meaning, PredictionSpec(duration_error=2).duration_error.mean
    ('attempt', 2.0)
    """

    meaning: Literal["attempt", "task"] = Field(
        "attempt", description="`attempt`: one attempt succeeds; `task`: the task does, with all its retries."
    )
    duration_error: FactorDistribution = Field(
        FactorConstant(value=1.0),
        description="Predicted / true duration of a task, one draw a task; above 1: predicted too long.",
    )
    knows_skill: Flag = Field(
        False,
        description="Predictions are of each agent: its `skill` in a task's type moves them as it moves the truth.",
    )
    shown: Literal["belief", "truth"] = Field(
        "belief",
        description="What the planner is shown: what it believes, or the `truth` (each task's true chance and mean"
        " time). The difference between the two is the regret of not knowing.",
    )
