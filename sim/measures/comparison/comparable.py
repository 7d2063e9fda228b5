"""Whether a number means the same of two alternatives, so that one of them can be the better one."""

from collections.abc import Hashable
from typing import NamedTuple

from sim.measures.metrics.metric import TASKS, WAVES, Metric

NO_DIRECTION = "neither more nor less of it is better by itself"
_ALIKE = 0.01  # mean numbers of tasks closer than this are the same


class Size(NamedTuple):
    """How much work an alternative is given.

    Args:
        tasks: a run; None: unknown.
        waves: how they come in waves; None: unknown.
    """

    tasks: float | None = None
    waves: Hashable = None


def why_not(metric: Metric, size: Size, other: Size) -> str | None:
    """Return why nobody is better or worse in a metric; None: somebody may be.

    Args:
        metric: its definition.
        size: of one alternative.
        other: of another one.

    >>> from sim.measures.metrics.catalogue import metric_info
    >>> why_not(metric_info("accuracy"), Size(60.0, (20, 20, 20)), Size(60.0, (60,)))
    'waves of other sizes, by which alone it changes'
    >>> why_not(metric_info("mean_response"), Size(60.0, (20, 20, 20)), Size(180.0, (60, 60, 60))) is None
    True
    >>> why_not(metric_info("utilisation"), Size(), Size())
    'neither more nor less of it is better by itself'
    """
    if not metric.has_direction:
        return NO_DIRECTION
    if metric.same == TASKS and not (_as_many(size.tasks, other.tasks) or _enough(metric, size, other)):
        return "another number of tasks, by which alone it changes"
    if metric.same == WAVES and not (_as_many(size.tasks, other.tasks) and _alike(size.waves, other.waves)):
        return "waves of other sizes, by which alone it changes"
    return None


def _as_many(one: float | None, other: float | None) -> bool:
    return one is None or other is None or abs(one - other) <= _ALIKE * max(one, other)


def _enough(metric: Metric, size: Size, other: Size) -> bool:
    return min(size.tasks or 0.0, other.tasks or 0.0) >= metric.enough


def _alike(one: Hashable, other: Hashable) -> bool:
    return one is None or other is None or one == other
