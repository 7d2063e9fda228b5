"""Who goes down with whom: agents behind one provider, one cluster, one cable."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.fit.families import Times
from sim.fit.outages import Span, merged
from sim.fit.ratio import Ratio, share

DAY_S = 86_400.0
FEWEST = 5
"""Outages of an agent from which on it is asked whether others go down with it."""

FEWEST_SHIFTS = 50
"""Moves of one record against the other that chance is read from."""


@dataclass(frozen=True, slots=True)
class Together:
    """Two agents that are down at the same time more often than chance has it.

    Attributes:
        agent: of whose outages the share is.
        other: the one that was down as well.
        share: of the agent's outages in which the other was down too.
        by_chance: the same share when the two records are moved against each other by whole days: its mean.
        by_chance_at_most: and what 99 of 100 such moves do not exceed.
    """

    agent: str
    other: str
    share: Ratio
    by_chance: float
    by_chance_at_most: float


def failing_together(outages: Mapping[str, Sequence[Span]], step_s: float = DAY_S) -> list[Together]:
    """Return every ordered pair of agents that go down together, the surest first.

    Chance is read from the records themselves: one is moved against the other by whole days, so that both keep their
    busy hours and their own runs of outages, and only what they have in common is lost. A pair is told where even the
    lower end of its share's interval exceeds what 99 of 100 moves give.

    Args:
        outages: of each agent, in seconds.
        step_s: by what one record is moved; whole days keep the hours of the day.

    >>> down = {"a": [(k * 90_000.0, k * 90_000.0 + 600.0) for k in range(1, 90)]}
    >>> down["b"] = [(start + 60.0, end) for start, end in down["a"]]
    >>> sorted((pair.agent, pair.other) for pair in failing_together(down))
    [('a', 'b'), ('b', 'a')]

    Source: the surrogate test by circular shifts: Theiler, Eubank, Longtin, Galdrikian, Farmer, "Testing for
        nonlinearity in time series: the method of surrogate data", Physica D 58, 1992; Perkel, Gerstein, Moore,
        Biophysical Journal 7, 1967, for point processes.
    """
    united = {agent: merged(spans) for agent, spans in outages.items()}
    pairs = [_pair(a, united[a], b, united[b], step_s) for a in united for b in united if a != b]
    found = [pair for pair in pairs if pair is not None and pair.share.interval.low > pair.by_chance_at_most]
    return sorted(found, key=lambda pair: (-pair.share.interval.low, pair.agent, pair.other))


def _pair(agent: str, spans: list[Span], other: str, others: list[Span], step_s: float) -> Together | None:
    if not spans or not others:
        return None
    # Only the time that both records cover can tell.
    start, end = max(spans[0][0], others[0][0]), min(spans[-1][1], others[-1][1])
    own = [span for span in spans if start <= span[0] < end]
    theirs = [span for span in others if start <= span[0] < end]
    shifts = int((end - start) / step_s) - 1
    if len(own) < FEWEST or len(theirs) < FEWEST or shifts < FEWEST_SHIFTS:
        return None
    touched = share(_touched(own, theirs), np.ones(len(own)))
    length = (shifts + 1) * step_s
    chance = np.array([_touched(own, _moved(theirs, k * step_s, start, length)).mean() for k in range(1, shifts + 1)])
    return Together(agent, other, touched, float(chance.mean()), float(np.quantile(chance, 0.99)))


def _moved(spans: Sequence[Span], by_s: float, start: float, length: float) -> list[Span]:
    """Move outages later, in a circle: what leaves the common time at its end comes in at its start."""
    moved = []
    for begin, end in spans:
        place = start + (begin - start + by_s) % length
        moved.append((place, place + end - begin))
    return sorted(moved)


def _touched(spans: Sequence[Span], others: Sequence[Span]) -> Times:
    """Return 1 for each span that overlaps any of the others, else 0; both in order, the others apart."""
    starts = [begin for begin, _ in others]
    result = np.zeros(len(spans))
    for place, (begin, end) in enumerate(spans):
        after = bisect_left(starts, end)  # the others that begin before this one ends
        result[place] = float(after > 0 and max(other[1] for other in others[max(0, after - 3) : after]) > begin)
    return result
