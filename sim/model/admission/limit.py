"""One limit at work: what its buckets hold, who has a place, who waits, and whether its breaker is open."""

from math import inf
from typing import Literal, NamedTuple

from simpy import Event

from sim.model.admission.breaker import LimitBreaker
from sim.model.attempt import Attempt
from sim.policies.token_bucket import Bucket
from sim.scenario.spec.limit_spec import LimitSpec

Then = Literal["fail", "wait", "queue", "open"]
"""What an attempt does that a limit holds up: as `when_short` says, or it ends at the limit's open breaker."""


class Short(NamedTuple):
    """The limit that holds an attempt up, and what the attempt does then."""

    limit: "Limit"
    then: Then


class Limit:
    """A limit.

    Args:
        place: among the limits of the scenario, from 0.
        spec: of it.
        breaker: that guards it; None: none does.
    """

    def __init__(self, place: int, spec: LimitSpec, breaker: LimitBreaker | None = None) -> None:
        self.place = place
        self.spec = spec
        self.name = spec.name
        self.breaker = breaker
        self.when_short = spec.when_short
        self.concurrent = inf if spec.concurrent is None else spec.concurrent
        self.under_way = 0  # attempts that have a place
        self.line: dict[Attempt, Turn] = {}  # those that wait here with a slot, in order
        self.sent_back: dict[Attempt, float] = {}  # those that wait in their queues, and since when
        self.wakes_at = inf  # when somebody will look at who waits
        buckets = spec.buckets()
        self.buckets = tuple(Bucket(bucket.rate, bucket.size) for bucket in buckets)
        self._of_tokens = tuple(bucket.of == "tokens" for bucket in buckets)
        self.full_at = [0.0] * len(buckets)

    def holds_up(self, attempt: Attempt, now: float) -> Then | None:
        """Return what becomes of an attempt that it cannot let start; None: it can.

        The breaker is asked first: while it lets nothing through, nobody looks into the buckets.
        """
        breaker = self.breaker
        if breaker is not None and not breaker.admits:
            return "open" if breaker.fails else "queue"
        if not self.is_short(attempt, now):
            return None
        return "fail" if self.is_too_small(attempt) else self.when_short

    def is_short(self, attempt: Attempt, now: float) -> bool:
        """Return whether it has not enough for an attempt, or others wait before it."""
        if self.under_way >= self.concurrent or (self.line and next(iter(self.line)) is not attempt):
            return True
        return any(
            not bucket.has_enough(full_at, now, self._need(attempt, of_tokens))
            for bucket, full_at, of_tokens in zip(self.buckets, self.full_at, self._of_tokens, strict=True)
        )

    def is_too_small(self, attempt: Attempt) -> bool:
        """Return whether even full buckets hold less than an attempt needs."""
        pairs = zip(self.buckets, self._of_tokens, strict=True)
        return any(self._need(attempt, of_tokens) > bucket.size for bucket, of_tokens in pairs)

    def enough_at(self, attempt: Attempt, now: float) -> float:
        """Return when its buckets will hold what an attempt needs, if nothing else is taken."""
        return max(
            (
                bucket.enough_at(full_at, now, self._need(attempt, of_tokens))
                for bucket, full_at, of_tokens in zip(self.buckets, self.full_at, self._of_tokens, strict=True)
            ),
            default=now,
        )

    def take(self, attempt: Attempt, now: float) -> None:
        """Take what an attempt needs."""
        self.under_way += 1
        for number, (bucket, of_tokens) in enumerate(zip(self.buckets, self._of_tokens, strict=True)):
            self.full_at[number] = bucket.taken(self.full_at[number], now, self._need(attempt, of_tokens))
        if self.breaker is not None:
            self.breaker.begin(attempt)

    @property
    def pends(self) -> bool:
        """Whether it will let somebody start later, whatever else happens."""
        return self.wakes_at < inf or (self.breaker is not None and self.breaker.is_open)

    def _need(self, attempt: Attempt, of_tokens: bool) -> float:
        return attempt.task.tokens if of_tokens else 1.0


class Turn:
    """The wait of an attempt at a limit."""

    __slots__ = ("event", "number", "since")

    def __init__(self, event: Event, number: int, since: float) -> None:
        self.event = event
        self.number = number
        self.since = since
