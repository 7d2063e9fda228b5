"""Choosing the best by a ratio of totals, such as tasks a second: procedure KN on the ratio's pseudo-values.

The mean of the runs' own ratios may put another alternative first than the ratio of the totals does (see `ratio`).
Pseudo-values turn the latter into a mean, but each depends on all replications: so the sums are made anew at each look,
from the first replication on. Whoever was in at a look stays in through the replications that it saw: only those that
came since may drop somebody, as in the procedure itself, which looks once at each replication.

Source: as of `selection`; that the sums of such values stray from their line as sums of independent values do, so that
what holds of these holds for many replications: Glynn, Iglehart, "The joint limit distribution of the sample mean and
regenerative variance estimator", Annals of Operations Research 8, 1987.
"""

import numpy as np

from sim.measures.comparison.differences_so_far import nothing_known
from sim.measures.comparison.ratio import pseudo_values
from sim.measures.comparison.sample import Array
from sim.measures.comparison.selection import SelectionPlan, SelectionState, advance, counted


def advance_ratio(
    plan: SelectionPlan, state: SelectionState, ratios: Array, denominators: Array, before: int
) -> SelectionState:
    """Return the state of a choice by a ratio after more replications.

    Args:
        plan: what is chosen from.
        state: as returned before, or by `begin`.
        ratios: of all replications so far, (replications, alternatives still in), none missing.
        denominators: what each was divided by, likewise.
        before: how many of the replications were looked at before.

    >>> from sim.measures.comparison.selection import begin
    >>> plan = SelectionPlan(alternatives=2, delta=0.01, alpha=0.125, first_stage=3)
    >>> spans = np.array([[10.0, 90.0], [90.0, 100.0], [50.0, 95.0]])  # of ten tasks
    >>> state = advance_ratio(plan, begin(plan), 10.0 / spans, spans, 0)
    >>> state.replications, state.remaining
    (3, (0, 1))

    Raises:
        ValueError: a ratio is missing.
    """
    k = len(state.remaining)
    totals = state.totals.copy()
    totals[list(state.remaining)] = 0.0
    own = SelectionState(0, state.remaining, totals, nothing_known(k), None, None, np.zeros((k, k), dtype=bool))
    places = {alternative: place for place, alternative in enumerate(state.remaining)}
    for number, row in enumerate(pseudo_values(ratios, denominators)):
        if number < before:
            own = counted(plan, own, row)
        else:
            own, _ = advance(plan, own, row[[places[each] for each in own.remaining]])
    return own
