"""Faults that are put in on purpose: outages of groups of agents, and changes of what agents can do."""

from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import Field, create_model, model_validator

from sim.scenario.reading.located import at as located_at
from sim.scenario.spec.distribution_spec import EventDistribution
from sim.scenario.values.choices import Failover, OnBreakdown
from sim.scenario.values.file_path import FilePath
from sim.scenario.values.frozen_spec import Spec
from sim.scenario.values.quantities import Number, PositiveSeconds, Seconds, Text

MAX_OUTAGES = 1000
MAX_CHANGES = 10_000
LEAST_EVERY_S = 0.001
Glob = Annotated[Text, Field(min_length=1, max_length=200)]
Globs = Annotated[tuple[Glob, ...], Field(min_length=1, max_length=1000)]
_Factor = Annotated[Number, Field(ge=0, le=1000)]

if TYPE_CHECKING:

    class _Planned(Spec):
        agents: Globs | None = None
        at: Seconds | None = None

else:
    # `for` is a word of Python: a field of that name cannot be written as a class has it.
    _keys: dict[str, Any] = {
        "agents": (
            Globs | None,
            Field(None, description="Ids of agents, or patterns such as `claude_*`; all of them go down together."),
        ),
        "at": (
            Seconds | None,
            Field(None, description="Planned: when the outage begins, in seconds or as a duration."),
        ),
        "for": (PositiveSeconds | None, Field(None, description="Planned: how long it lasts.")),
    }
    _Planned = create_model("_Planned", __base__=Spec, __module__=__name__, **_keys)

_FORMS = {
    "planned": (("agents", "at", "for"), ("every",)),
    "drawn": (("agents", "mtbf", "mttr"), ("initial",)),
    "read": (("file",), ()),
}
"""What each form of an outage must have, and what it may have."""
_OF_EVERY_FORM = {"on_breakdown", "failover"}
_EXPECTED = "expected agents, at, for (and every), or agents, mtbf, mttr (and initial), or file"


class OutageSpec(_Planned):
    """Down-time that several agents have in common: planned, drawn for all of them at once, or read from a file.

    >>> outage = OutageSpec(**{"agents": ["claude_*"], "at": "1h", "for": "10min"})
    >>> outage.form, outage.length_s
    ('planned', 600.0)
    """

    every: Annotated[PositiveSeconds, Field(ge=LEAST_EVERY_S)] | None = Field(
        None, description="Planned: from start to start, where it comes again and again; more than `for`."
    )
    mtbf: EventDistribution | None = Field(
        None, description="Drawn: up-times; a bare number or duration is an exponential mean."
    )
    mttr: EventDistribution | None = Field(
        None, description="Drawn: lengths of the outages; a bare number or duration is an exponential mean."
    )
    initial: Literal["up", "stationary"] = Field(
        "up", description="Drawn: at time 0 all `up`, or state and residual time drawn (`stationary`)."
    )
    file: FilePath | None = Field(
        None,
        description="Read: a table (.csv, .jsonl, .parquet) with a line an outage: agent, start, end in seconds of the"
        " run, or as times, which count from the earliest.",
    )
    on_breakdown: OnBreakdown = Field(
        OnBreakdown.FAIL, description="The running attempts: `fail`, `restart` or `resume`, as for `breakdowns`."
    )
    failover: Failover = Field(Failover.WAIT, description="Queued work: `wait` or `reassign`, as for `breakdowns`.")

    @property
    def form(self) -> str:
        """Which of the three it is: planned, drawn or read."""
        if self.file is not None:
            return "read"
        return "drawn" if self.mtbf is not None else "planned"

    @property
    def length_s(self) -> float:
        """How long a planned outage lasts."""
        seconds: float = getattr(self, "for")
        return seconds

    @model_validator(mode="after")
    def _is_of_one_form(self) -> Self:
        given = {key for key in type(self).model_fields if getattr(self, key) is not None} - _OF_EVERY_FORM
        if self.initial == "up":  # said or not
            given.remove("initial")
        form = "read" if "file" in given else "drawn" if given & {"mtbf", "mttr", "initial"} else "planned"
        needed, allowed = _FORMS[form]
        for key in type(self).model_fields:
            if key in given and key not in (*needed, *allowed):
                raise located_at(key, getattr(self, key), f"does not go with an outage that is {form}; {_EXPECTED}")
        missing = [key for key in needed if key not in given]
        if missing:
            raise ValueError(f"without {' and '.join(missing)} it is no outage; {_EXPECTED}")
        if self.every is not None and self.every <= self.length_s:
            raise located_at("every", self.every, f"must be more than `for` ({self.length_s:g} s)")
        return self


class ChangeSpec(Spec):
    """A change of what agents can do: from a moment on, or step by step until another.

    >>> ChangeSpec(agents=["agent_0"], at="10min", speed=0.5, over="5min").factors
    {'speed': 0.5}
    """

    agents: Globs = Field(description="Ids of agents, or patterns such as `agent_*`.")
    at: Seconds = Field(description="When the change begins, in seconds or as a duration.")
    speed: Annotated[Number, Field(ge=1e-6, le=1e6)] | None = Field(
        None, description="Factor on the agent's own speed, unknown to the planner."
    )
    reliability: _Factor | None = Field(None, description="Factor on its own reliability, unknown to the planner.")
    capacity: _Factor | None = Field(
        None,
        description="Factor on its slots, rounded down: below 1 slots leak, above more come. A busy slot goes when its"
        " attempt ends.",
    )
    over: Seconds = Field(0.0, description="How long it takes to get there, linearly; 0: at once.")

    @property
    def factors(self) -> dict[str, float]:
        """What is changed: the factors by key."""
        values = {key: getattr(self, key) for key in CHANGED}
        return {key: value for key, value in values.items() if value is not None}

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.factors:
            raise ValueError(f"nothing is changed; expected one of {', '.join(CHANGED)}")
        return self


CHANGED = ("speed", "reliability", "capacity")
"""What a change can be of."""
