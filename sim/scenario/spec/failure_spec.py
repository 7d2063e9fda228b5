"""Classes of failure: how often each comes, how long such attempts take, and what is tried after one."""

from collections.abc import Iterator, Mapping
from math import fsum
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError

from sim.scenario.reading.located import Located
from sim.scenario.spec.retry_spec import MAX_RETRIES, RetrySpec, Where
from sim.scenario.spec.type_spec import TypeName
from sim.scenario.values.choices import Jitter, RetryStrategy
from sim.scenario.values.frozen_map import FrozenMap
from sim.scenario.values.frozen_spec import Spec
from sim.scenario.values.quantities import Flag, Number, Probability, Seconds, Whole

KNOWN = ("transient", "agent_down", "timeout", "rate_limited")
"""Classes that come by themselves: they may have rules, but no share."""
RESERVED = ("budget", "cancelled", "deadline", "run_ended", "breaker_open")
MAX_CLASSES = 100


class RetryRules(Spec):
    """Keys of `retry` that hold after failures of one class, in place of those there.

    >>> RetryRules(max_retries=1).written()
    {'max_retries': 1}
    """

    strategy: RetryStrategy | None = Field(None, description="See `retry.strategy`; absent: as there.")
    max_retries: Annotated[Whole, Field(ge=0, le=MAX_RETRIES)] | None = Field(
        None, description="See `retry.max_retries`: a task is tried again while its counted failures are no more."
    )
    base: Seconds | None = Field(None, description="See `retry.base`; absent: as there.")
    factor: Annotated[Number, Field(ge=1, le=1000)] | None = Field(None, description="See `retry.factor`.")
    max_delay: Seconds | None = Field(None, description="See `retry.max_delay`; absent: as there.")
    delays: tuple[Seconds, ...] | None = Field(
        None, min_length=1, max_length=1000, description="See `retry.delays`; absent: as there."
    )
    jitter: Jitter | None = Field(None, description="See `retry.jitter`; absent: as there.")
    hold_slot: Flag | None = Field(None, description="See `retry.hold_slot`; absent: as there.")


def _false_is_no_retry(value: object) -> object:
    return {"strategy": RetryStrategy.NO_RETRY.value} if value is False else value


class FailureSpec(Spec):
    """One class of failure.

    >>> FailureSpec(share=0.2, retry=False).retry.strategy.value
    'no_retry'
    """

    share: Probability | None = Field(
        None,
        description="Share of the failed attempts that are of this class, 0..1; what the classes leave is `transient`. "
        f"Not of {', '.join(f'`{name}`' for name in KNOWN)}, which come by themselves.",
    )
    retry: Annotated[
        RetryRules, BeforeValidator(_false_is_no_retry, json_schema_input_type=Literal[False] | RetryRules)
    ] = Field(RetryRules(), description="`false`: it is not tried again; or keys of `retry` that hold in their place.")
    where: Where | None = Field(None, description="See `retry.where`; absent: as there.")
    length: Annotated[Number, Field(ge=0, le=1e6)] = Field(
        1.0, description="Factor on the length of attempts that fail so; unknown to the planner."
    )
    counts: Flag = Field(
        True, description="Whether such a failure uses up a retry; where not, the back-off must be above 0."
    )

    def over(self, retry: RetrySpec) -> RetrySpec:
        """Return the section `retry` with the keys of this class in their place.

        Args:
            retry: of the scenario.

        Raises:
            ValidationError: the two together make no sense.
        """
        # `null` says as there, too: so a scenario with every default filled in means the same.
        own = {key: value for key, value in self.retry.written().items() if value is not None}
        kept = {key: value for key, value in retry.written().items() if key not in ("where", "retry_budget")}
        if own.keys() & {"base", "factor", "strategy"}:
            kept.pop("delays", None)
        if "delays" in own or own.get("strategy") == RetryStrategy.NO_RETRY:
            for key in ("base", "factor", "delays"):
                kept.pop(key, None)
        where = self.where or retry.where
        if where != "same":
            kept.pop("hold_slot", None)
        return RetrySpec(**{**kept, "where": where, **own})


Failures = FrozenMap[TypeName, FailureSpec]


def failure_problems(failures: Mapping[str, FailureSpec], retry: RetrySpec) -> Iterator[Located]:
    """Yield names that mean something else, shares that do not add up, and rules that cannot be kept.

    Args:
        failures: classes by name.
        retry: of the scenario, whose keys theirs replace.
    """
    for name, spec in failures.items():
        path = ("failures", name)
        if name in RESERVED or name.startswith("gate_"):
            yield Located(path, None, f"{name} is how attempts end that nobody may have rules for; choose another name")
            continue
        if name in KNOWN:
            if spec.share is not None:
                yield Located((*path, "share"), spec.share, f"{name} comes by itself, and has no share; leave it out")
            if spec.length != 1.0 and name != "transient":
                yield Located(
                    (*path, "length"), spec.length, f"an attempt that ends as {name} has no length of its own"
                )
        elif spec.share is None:
            yield Located((*path, "share"), None, "is missing; expected the share of failed attempts, 0..1")
        yield from _rule_problems(path, spec, retry)
    total = fsum(spec.share or 0.0 for spec in failures.values())
    if total > 1.0 + 1e-9:
        yield Located(("failures",), None, f"the shares add up to {total:g}; expected at most 1")


def _rule_problems(path: tuple[str, str], spec: FailureSpec, retry: RetrySpec) -> Iterator[Located]:
    try:
        merged = spec.over(retry)
    except ValidationError as error:
        for each in error.errors():
            told = each.get("ctx", {}).get("error", each["msg"])
            yield Located((*path, "retry", *each["loc"]), None, f"with the keys of `retry`: {told}")
        return
    if not spec.counts and least_backoff_s(merged) <= 0.0:
        message = "does not count, so that its back-off must be above 0: else it is tried again for ever in no time"
        yield Located((*path, "counts"), False, message)


def least_backoff_s(retry: RetrySpec) -> float:
    """Return the least back-off of a section `retry`, before jitter.

    Args:
        retry: any.

    >>> least_backoff_s(RetrySpec(delays=[5, 1])), least_backoff_s(RetrySpec(strategy="no_retry"))
    (1.0, 0.0)
    """
    if retry.strategy is RetryStrategy.NO_RETRY:
        return 0.0
    longest = float("inf") if retry.max_delay is None else retry.max_delay
    first = 1.0 if retry.base is None else retry.base
    return min(longest, first if retry.delays is None else min(retry.delays))


def has_tiers(failures: Mapping[str, Any], retry: RetrySpec) -> bool:
    """Return whether tasks move from tier to tier.

    Args:
        failures: classes by name.
        retry: of the scenario.
    """
    return retry.where == "tier" or any(spec.where == "tier" for spec in failures.values())
