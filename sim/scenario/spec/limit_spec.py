"""Limits that attempts share: so many requests, tokens or starts a time, so many at once."""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from sim.scenario.reading.located import Located, at
from sim.scenario.spec.agent_globs import unmatched
from sim.scenario.spec.breaker_spec import BreakerSpec
from sim.scenario.spec.fleet_spec import FleetSpec
from sim.scenario.spec.type_names import unknown_type
from sim.scenario.spec.type_spec import MAX_TYPES, TypeName
from sim.scenario.values.frozen_spec import Spec
from sim.scenario.values.quantities import Flag, Name, Number, PositiveSeconds, Text, Whole

MAX_LIMITS = 1_000
BURST_S = 60.0
STARTS_BURST_S = 1.0
Glob = Annotated[Text, Field(min_length=1, max_length=200)]
Rate = Annotated[Number, Field(gt=0, le=1e9)]


class BucketSpec(NamedTuple):
    """A token bucket: what it holds, how much of it comes a second, and how much it can hold."""

    of: Literal["requests", "tokens", "starts"]
    rate: float
    size: float


class LimitSpec(Spec):
    """One limit, shared by all attempts on the agents and of the types that it covers.

    >>> LimitSpec(name="provider", requests_per_min=600).buckets()
    (BucketSpec(of='requests', rate=10.0, size=600.0),)
    """

    name: Name = Field(description="Name of the limit, in tables and reports.")
    agents: Annotated[tuple[Glob, ...], Field(min_length=1, max_length=MAX_LIMITS)] | None = Field(
        None, description="Ids or globs of the agents that it covers, such as `claude_*`; absent: all."
    )
    types: Annotated[tuple[TypeName, ...], Field(min_length=1, max_length=MAX_TYPES)] | None = Field(
        None, description="Types of the tasks that it covers; absent: all."
    )
    requests_per_min: Rate | None = Field(None, description="Attempts a minute: a token bucket, full at the start.")
    tokens_per_min: Annotated[Number, Field(gt=0, le=1e15)] | None = Field(
        None, description="Tokens a minute, `workload.tokens` in and out: a token bucket, full at the start."
    )
    starts_per_s: Rate | None = Field(None, description="Attempts a second: another token bucket.")
    concurrent: Annotated[Whole, Field(ge=1, le=1_000_000)] | None = Field(
        None, description="Attempts at most in service at once."
    )
    burst: PositiveSeconds | None = Field(
        None,
        description="A bucket holds what is refilled in this time, and at least one request; absent: 60 s, for "
        "`starts_per_s` 1 s.",
    )
    when_short: Literal["fail", "wait", "queue"] = Field(
        "fail",
        description="Where it has not enough, an attempt fails at once, class `rate_limited` (`fail`), keeps its slot "
        "and waits for its turn (`wait`), or keeps its place in its queue while the slot takes other work (`queue`).",
    )
    retry_after: Flag = Field(
        False,
        description="With `fail`: the refusal says when there will be enough, and the back-off is longer by that.",
    )
    breaker: BreakerSpec | None = Field(
        None,
        description="A circuit breaker for all that it covers: it also counts its own refusals, class `rate_limited`. "
        "While it is open, attempts go back to their queues (`when_open: wait`), or end with class `breaker_open` "
        "(`fail`).",
    )

    @model_validator(mode="after")
    def _limits_something(self) -> Self:
        rates = (self.requests_per_min, self.tokens_per_min, self.starts_per_s)
        if all(key is None for key in (*rates, self.concurrent, self.breaker)):
            raise at(
                "name",
                self.name,
                "limits nothing; give it `requests_per_min`, `tokens_per_min`, `starts_per_s`, `concurrent` or a "
                "`breaker`",
            )
        if self.burst is not None and all(rate is None for rate in rates):
            raise at("burst", self.burst, "does nothing without a rate, whose bucket it fills")
        return self

    @property
    def sends_back(self) -> bool:
        """Whether attempts may have to go back to their queues."""
        return self.when_short == "queue" or (self.breaker is not None and self.breaker.when_open == "wait")

    def buckets(self) -> tuple[BucketSpec, ...]:
        """Return its buckets: of requests, of tokens, of starts."""
        burst_s = BURST_S if self.burst is None else self.burst
        starts_burst_s = STARTS_BURST_S if self.burst is None else self.burst
        found = []
        if self.requests_per_min is not None:
            rate = self.requests_per_min / 60.0
            found.append(BucketSpec("requests", rate, max(1.0, rate * burst_s)))
        if self.tokens_per_min is not None:
            rate = self.tokens_per_min / 60.0
            found.append(BucketSpec("tokens", rate, rate * burst_s))
        if self.starts_per_s is not None:
            found.append(BucketSpec("starts", self.starts_per_s, max(1.0, self.starts_per_s * starts_burst_s)))
        return tuple(found)

    def covers(self, agent_id: str, type_name: str | None) -> bool:
        """Return whether an attempt needs something of this limit.

        Args:
            agent_id: of its agent.
            type_name: of its task; None: it has none, which a limit on some types does not cover.

        >>> LimitSpec(name="x", concurrent=1, agents=["coder_*"]).covers("writer_0", None)
        False
        """
        of_agent = self.agents is None or any(fnmatchcase(agent_id, glob) for glob in self.agents)
        return of_agent and (self.types is None or type_name in self.types)


def limit_problems(limits: Sequence[LimitSpec], fleet: FleetSpec, types: Sequence[str] | None) -> Iterator[Located]:
    """Yield limits of the same name, globs that match no agent, and types that the workload does not have.

    Args:
        limits: of the scenario.
        fleet: its agents.
        types: of the workload; None: they are known when its file is read.
    """
    ids = [agent_id for agent_id, _ in fleet.agents_by_id()]
    seen: set[str] = set()
    for place, limit in enumerate(limits):
        if limit.name in seen:
            yield Located(("limits", place, "name"), limit.name, "is the name of another limit; give each its own")
        seen.add(limit.name)
        yield from unmatched(limit.agents or (), ids, ("limits", place, "agents"))
        for number, name in enumerate(limit.types or ()):
            if types is not None and name not in types:
                yield Located(("limits", place, "types", number), name, unknown_type(name, types))
