"""How an attempt can end without success, a member a line: code, whose fault, whether it is tried again, and in words.

The model ends attempts with these, the columns, the laws of the log, the report and the pictures read them. Success
has no code: `error_class` is null.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import NamedTuple


class Whose(StrEnum):
    """Whose doing it is that an attempt failed; what can be done about it depends on it."""

    ITSELF = "itself"
    AGENT = "agent"
    GATES = "gates"
    RUN = "run"
    LIMITS = "limits"  # what it needs to start, and did not get
    CLIENT = "client"  # who waits for the task, and no longer


class Outcome(NamedTuple):
    """One way in which an attempt fails. Texts about a task may show `{gate}`."""

    code: str  # `error_class` of the attempt
    whose: Whose
    retried: bool  # the retry policy applies; else the task fails with it
    counted: bool  # held against the agent's rate of success
    attempts: str  # what such attempts did
    last: str  # why a task failed whose last attempt ended so
    tasks: str  # how such tasks failed, in half a sentence


# fmt: off
TRANSIENT = Outcome("transient", Whose.ITSELF, True, True, "failed on their own account",
                    "failed by itself at every attempt", "by their own failure")
AGENT_DOWN = Outcome("agent_down", Whose.AGENT, True, True, "fell to a breakdown",
                     "its agent broke down at the last attempt", "by a breakdown of their agent")
RUN_ENDED = Outcome("run_ended", Whose.RUN, False, True, "fell to the end of the run",
                    "the run ended first", "not finished when the run ended")
TIMEOUT = Outcome("timeout", Whose.CLIENT, True, True, "ran out of time (`retry.timeout`)",
                  "its time was up at the last attempt", "by time-outs")
DEADLINE = Outcome("deadline", Whose.CLIENT, False, True, "were withdrawn when their task was due",
                   "withdrawn when its task was due", "at their deadline")
BUDGET = Outcome("budget", Whose.LIMITS, False, False, "were refused, since the money was spent (`budget`)",
                 "the money was spent (not tried again)", "because the money was spent (`budget`)")
BREAKER_OPEN = Outcome("breaker_open", Whose.LIMITS, True, False, "met an open circuit breaker (`breaker`)",
                       "its circuit breaker was open at the last attempt", "at an open circuit breaker")
CANCELLED = Outcome("cancelled", Whose.CLIENT, False, False, "lost to another copy (`copies`)",
                    "another copy succeeded first", "with another copy")
GATE_REJECTED = Outcome("gate_rejected", Whose.GATES, False, False, "were rejected by a gate",
                        "rejected by a gate (not tried again)", "rejected by gate {gate}")
RATE_LIMITED = Outcome("rate_limited", Whose.LIMITS, True, False, "were refused by a limit",
                       "refused by a limit until no retry was left", "refused by limits")
GATE_DEFERRED = Outcome("gate_deferred", Whose.GATES, True, False, "were deferred by a gate",
                        "deferred by a gate until no retry was left", "deferred by gate {gate}")
# fmt: on

BEYOND_LIMIT = RATE_LIMITED._replace(retried=False)
"""How an attempt ends that needs more than a full bucket: waiting cannot change it."""

OUTCOMES: Mapping[str, Outcome] = {
    outcome.code: outcome
    for outcome in (
        *(TRANSIENT, AGENT_DOWN, TIMEOUT, RATE_LIMITED, DEADLINE, CANCELLED, BUDGET, BREAKER_OPEN),
        *(GATE_REJECTED, GATE_DEFERRED, RUN_ENDED),
    )
}
"""Every way in which an attempt fails, by its code."""


def outcome_of(error_class: str | None) -> Outcome | None:
    """Return how an attempt ended; None where it succeeded.

    Args:
        error_class: of the attempt; a word that is none of the table's is a class of `failures`.

    >>> outcome_of("agent_down").whose.value, outcome_of("bug").whose.value, outcome_of(None)
    ('agent', 'itself', None)
    """
    if error_class is None:
        return None
    return OUTCOMES.get(error_class) or class_of_failure(error_class)


@cache
def class_of_failure(name: str) -> Outcome:
    """Return how an attempt ends that fails by itself with a class of the scenario's own.

    Args:
        name: of the class.
    """
    return TRANSIENT._replace(
        code=name,
        attempts=f"failed as `{name}`",
        last=f"failed as `{name}` at the last attempt",
        tasks=f"by failures of class `{name}`",
    )


def of_verdict(verdict: str) -> Outcome:
    """Return how an attempt ends that the gates refuse.

    Args:
        verdict: of the gates.

    Raises:
        KeyError: that verdict refuses nothing.

    >>> of_verdict("rejected").code
    'gate_rejected'
    """
    return OUTCOMES[f"gate_{verdict}"]
