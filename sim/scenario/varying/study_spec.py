"""What a study file says: a scenario, what varies around it, and how often each point is run."""

from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema

from sim.scenario.spec.spec import MAX_SEED
from sim.scenario.values.frozen_map import FrozenMap
from sim.scenario.values.frozen_spec import Spec
from sim.scenario.values.quantities import Text, Whole

MAX_REPLICATIONS = 1_000_000
MAX_DESIGN_POINTS = 10_000

_Axes = Annotated[
    FrozenMap[str, Any],
    WithJsonSchema(
        {
            "type": "object",
            "additionalProperties": {
                "description": "A value, a list of values, a range such as `2..16 step 2`, or alternatives by name."
            },
        }
    ),
]


class DesignSpec(Spec):
    """Points spread over the ranges of a study, in place of all combinations.

    >>> DesignSpec(kind="sobol", points=64).seed
    0
    """

    kind: Literal["latin_hypercube", "sobol"] = Field(
        "latin_hypercube", description="How points are spread: `latin_hypercube`, or `sobol` (a power of 2 of them)."
    )
    points: Annotated[Whole, Field(ge=1, le=MAX_DESIGN_POINTS)] = Field(description="How many points.")
    seed: Annotated[Whole, Field(ge=0, le=MAX_SEED)] = Field(0, description="Seed of the spread, 0..2**63-1.")


class SensitivitySpec(Spec):
    """How `sensitivity` finds out which axes matter.

    >>> SensitivitySpec(method="sobol").points
    128
    """

    method: Literal["morris", "sobol"] = Field(
        "morris",
        description="`morris`: mean effects, from few runs; `sobol`: shares of the variance, from many.",
    )
    trajectories: Annotated[Whole, Field(ge=2, le=MAX_DESIGN_POINTS)] = Field(
        20, description="Of `morris`: walks through the axes, one point more than axes each."
    )
    points: Annotated[Whole, Field(ge=2, le=MAX_DESIGN_POINTS)] = Field(
        128, description="Of `sobol`: size of the two samples, a power of 2; two more than axes times as many are run."
    )
    seed: Annotated[Whole, Field(ge=0, le=MAX_SEED)] = Field(0, description="Seed of the design, 0..2**63-1.")


class StudySpec(Spec):
    """A study: the scenario, the axes around it, and what is asked.

    >>> StudySpec(scenario="four-agents.yaml", vary={"retry.max_retries": "0..4"}, replications=20).where
    ()
    """

    scenario: Annotated[Text, Field(min_length=1, max_length=4096)] = Field(
        description="The scenario file, relative to the study file."
    )
    vary: _Axes = Field(FrozenMap({}), description="Axes, all combined: key of the scenario and its values.")
    zip: tuple[_Axes, ...] = Field((), description="Axes whose keys change together: as many values for each key.")
    where: tuple[Annotated[Text, Field(max_length=1000)], ...] = Field(
        (), description="What must hold of a point, such as `fleet.agents.0.count * fleet.agents.0.capacity <= 16`."
    )
    replications: Annotated[Whole, Field(ge=1, le=MAX_REPLICATIONS)] | None = Field(
        None, description="Runs of each point; absent: as many as the command does by itself."
    )
    metrics: tuple[Annotated[Text, Field(min_length=1, max_length=64)], ...] = Field(
        (), description="The metrics asked for; absent: the main ones."
    )
    seed: Annotated[Whole, Field(ge=0, le=MAX_SEED)] | None = Field(
        None, description="Seed of every random draw, 0..2**63-1; absent: the scenario's."
    )
    design: DesignSpec | None = Field(None, description="Points spread over the ranges; absent: all combinations.")
    sensitivity: SensitivitySpec | None = Field(
        None, description="What the command `sensitivity` does with the axes; `sweep` does not look at it."
    )
    baseline: Annotated[Text, Field(min_length=1, max_length=400)] | None = Field(
        None, description="Name of the point that the others are compared to."
    )
    primary: Annotated[Text, Field(min_length=1, max_length=64)] | None = Field(
        None, description="The metric that decides, if no other is shown to be worse; absent: none does."
    )
