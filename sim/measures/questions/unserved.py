"""Limits of time, and alternatives that turn tasks away: no merit of theirs."""

from sim.measures.comparison.sample import Array
from sim.measures.comparison.unserved import excess
from sim.measures.metrics.catalogue import metric_info
from sim.measures.questions.evidence import Evidence


def barred(pieces: tuple[Evidence, ...], unserved: Array, reference: Array, alpha: float) -> tuple[Evidence, ...]:
    """Return the evidence; a time counts as met only where no more tasks than at the reference are left unserved.

    Where the requirements say how many may be, that limit is asked instead, and this changes nothing.

    Args:
        pieces: on each requirement of one alternative.
        unserved: see `excess`.
        reference: likewise.
        alpha: likewise.
    """
    if any(each.requirement.metric == "unserved" for each in pieces):
        return pieces
    more = excess(unserved, reference, alpha)
    if more is None:
        return pieces
    return tuple(each._replace(p_meets=1.0, unserved=more) if _is_limit_of_time(each) else each for each in pieces)


def _is_limit_of_time(piece: Evidence) -> bool:
    return piece.requirement.at_most and metric_info(piece.requirement.metric).unit == "s"
