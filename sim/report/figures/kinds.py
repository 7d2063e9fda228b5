"""What became of an attempt, as pictures of a run show it."""

from enum import IntEnum

import numpy as np

from sim.document.quantity import joined
from sim.record.outcomes import BREAKER_OPEN, BUDGET, OUTCOMES, RATE_LIMITED, Whose
from sim.report.figures.source import Ints, PictureSource

_CUT_SHORT = {outcome.code for outcome in OUTCOMES.values() if outcome.whose in (Whose.AGENT, Whose.RUN, Whose.CLIENT)}


class Kind(IntEnum):
    """What became of an attempt."""

    SUCCEEDED = 0
    FAILED = 1
    INTERRUPTED = 2  # its agent broke down, its time was up, or the run ended
    REFUSED = 3  # by the gates; it took no time
    WITHDRAWN = 4  # from a queue; it had no slot
    ORPHANED = 5  # not what became of it, but what its agent worked on after its time was up
    HELD = 6  # likewise: before its service it kept its slot, at a limit that had not enough for it


NAMES = {
    Kind.SUCCEEDED: "succeeded",
    Kind.FAILED: "failed",
    Kind.INTERRUPTED: "interrupted",
    Kind.ORPHANED: "served for nobody",
    Kind.HELD: "waited at a limit",
}


REFUSED_BY = {RATE_LIMITED.code: "a limit", BREAKER_OPEN.code: "a circuit breaker", BUDGET.code: "the budget"}
"""Who refused an attempt, by how it ended; where it is none of these, a gate did."""


def refused_by(source: PictureSource, agents: set[str]) -> str | None:
    """Return who refused attempts of some agents, in words; None: nobody.

    Args:
        source: table `attempts`.
        agents: ids of those that count.
    """
    rows = zip(
        source.column("attempts", "agent_id"),
        source.column("attempts", "error_class"),
        kinds_of(source).tolist(),
        strict=True,
    )
    refused = (why for agent_id, why, kind in rows if agent_id in agents and kind == Kind.REFUSED)
    found = {REFUSED_BY.get(why, "a gate") for why in refused}
    return joined(sorted(found)) if found else None


def kinds_of(source: PictureSource) -> Ints:
    """Return the kind of every attempt, in order of the table `attempts`."""
    rows = zip(
        source.column("attempts", "approved"),
        source.column("attempts", "succeeded"),
        source.column("attempts", "error_class"),
        strict=True,
    )
    return np.array([kind_of(*row) for row in rows], dtype=np.int64)


def kind_of(approved: bool, succeeded: bool, error_class: str | None) -> Kind:
    """Return the kind of one attempt.

    Args:
        approved: whether the gates let it start; not, where they were not asked.
        succeeded: whether its task completed with it.
        error_class: code of its outcome, see `sim.record.outcomes`.

    >>> kind_of(True, False, "agent_down").name
    'INTERRUPTED'
    """
    if not approved:
        return Kind.WITHDRAWN if error_class in _CUT_SHORT else Kind.REFUSED
    if succeeded:
        return Kind.SUCCEEDED
    return Kind.INTERRUPTED if error_class in _CUT_SHORT else Kind.FAILED
