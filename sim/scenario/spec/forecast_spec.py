"""How far the forecasts of a scenario are to be trusted: what became of them where they could be checked."""

from typing import Annotated

from pydantic import Field

from sim.scenario.values.frozen_map import FrozenMap
from sim.scenario.values.frozen_spec import Spec
from sim.scenario.values.quantities import Number, Text, Whole

Share = Annotated[Number, Field(ge=0, le=1)]


class MetricTrust(Spec):
    """What became of the forecasts of one metric.

    >>> MetricTrust(held=18, parts=18, error=0.04, bias=-0.01, width=0.3).held
    18
    """

    held: Annotated[Whole, Field(ge=0)] = Field(description="Parts whose value lay in its interval of 95 %.")
    parts: Annotated[Whole, Field(ge=1)] = Field(description="Parts that were forecast.")
    error: Annotated[Number, Field(ge=0)] | None = Field(
        None, description="Median distance of the forecast from what came, as a share of that; absent: it was 0."
    )
    bias: Number | None = Field(None, description="Mean of forecast / what came, less 1; absent: it was 0.")
    width: Annotated[Number, Field(ge=0)] | None = Field(
        None, description="Median width of the intervals, as a share of what came; absent: it was 0."
    )


class ForecastSpec(Spec):
    """Forecasts of parts of the record that a scenario was fitted to, each from the rest of it.

    >>> ForecastSpec(tested="each of 5 runs from the others").stalled
    0
    """

    tested: Annotated[Text, Field(max_length=1000)] = Field(description="What was forecast from what, in words.")
    stalled: Annotated[Whole, Field(ge=0)] = Field(
        0, description="Parts with a time in which nothing ran, which no scenario explains; not among the parts below."
    )
    metrics: Annotated[FrozenMap[Text, MetricTrust], Field(max_length=1000)] = Field(
        FrozenMap({}), description="What became of the forecasts, by metric."
    )
