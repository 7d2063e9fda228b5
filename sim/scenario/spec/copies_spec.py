"""Copies of attempts that take long: hedges, whose losers are cancelled, and leases, whose losers run on."""

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from sim.scenario.values.frozen_spec import Spec
from sim.scenario.values.quantities import MAX_SECONDS, Whole, parse_duration, shown

_PERCENTILE = re.compile(r"p(\d{1,2}(?:\.\d{1,6})?)")


def _time_or_percentile(value: object) -> float | str:
    if isinstance(value, str) and value.startswith("p"):
        found = _PERCENTILE.fullmatch(value)
        if found is None or float(found[1]) <= 0.0:
            raise ValueError(f"{shown(value)} is no percentile; expected one such as p95, above p0 and below p100")
        return value
    seconds = parse_duration(value)
    if not 0.0 < seconds <= MAX_SECONDS:
        raise ValueError(f"{shown(value)} is not more than 0; expected a duration, or a percentile such as p95")
    return seconds


_Time = {"type": "number", "exclusiveMinimum": 0, "maximum": MAX_SECONDS}
After = Annotated[
    Any,
    BeforeValidator(_time_or_percentile),
    WithJsonSchema({"anyOf": [_Time, {"type": "string", "pattern": "^p[0-9]|^[0-9.]+ *[a-z]*$"}]}),
]


class CopiesSpec(Spec):
    """When a second try at a task is begun beside the first, and what becomes of those that lose.

    >>> CopiesSpec(after="p95").percentile, CopiesSpec(after="30s").after
    (0.95, 30.0)
    """

    after: After = Field(
        description="Copy n begins when the original has been in service for n times this: a duration, or a percentile"
        " of what it is expected to take, such as `p95`."
    )
    at_most: Annotated[Whole, Field(ge=1, le=100)] = Field(1, description="Copies of an attempt at most.")
    where: Literal["other", "any"] = Field(
        "other", description="Which agents may take a copy: any but that of the original (`other`), or all (`any`)."
    )
    losers: Literal["cancel", "run"] = Field(
        "cancel",
        description="The others when one succeeds: they end with class `cancelled` (`cancel`: hedging), or "
        "those in service are served to their end although nobody waits for them (`run`: leases).",
    )

    @property
    def percentile(self) -> float | None:
        """The percentile as a share 0..1; None where `after` is a time."""
        return float(self.after[1:]) / 100.0 if isinstance(self.after, str) else None
