"""Choosing the best with a guaranteed chance of choosing right: the procedure KN of Kim and Nelson.

Alternatives run replication by replication on common random numbers; one that is clearly behind another is dropped,
until one is left. If the best is at least delta better than every other, it is chosen with probability 1 - alpha or
more; where others are closer, one of those less than delta behind may be chosen instead. Only variances of paired
differences enter, so whatever common random numbers save, the procedure saves.

A fold: `begin` gives the state, `advance` takes the next replication of the alternatives still in. Feed it in the order
of the replications' numbers.

Source: Kim, Nelson, "A fully sequential procedure for indifference-zone selection in simulation", ACM Transactions on
Modeling and Computer Simulation 11, 2001 (with c = 1).
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.measures.comparison.sample import Array, checked


@dataclass(frozen=True)
class SelectionPlan:
    """What is chosen from, and how sure the choice must be.

    Args:
        alternatives: how many, k.
        delta: the least difference worth detecting (indifference zone), in the metric's unit.
        alpha: chance of a wrong choice that is allowed, above 0 and below (k - 1) / k.
        first_stage: replications of all alternatives before the first is dropped, n0; the source advises 10 or more.
        higher_is_better: whether more of the metric is better.

    Raises:
        ValueError: a number outside its range.
    """

    alternatives: int
    delta: float
    alpha: float = 0.05
    first_stage: int = 10
    higher_is_better: bool = True

    def __post_init__(self) -> None:
        if self.alternatives < 1 or self.first_stage < 2:
            raise ValueError("selection needs 1 alternative or more, and a first stage of 2 replications or more")
        if not 0.0 < self.delta < math.inf:
            raise ValueError(f"delta: {self.delta} is not above 0; it is the least difference worth detecting")
        if self.alternatives > 1 and not 0.0 < self.alpha < 1.0 - 1.0 / self.alternatives:
            raise ValueError(f"alpha: {self.alpha} is not between 0 and {1.0 - 1.0 / self.alternatives:g}, pure chance")

    def eta(self) -> float:
        """Return eta = ((2 alpha / (k - 1)) ** (-2 / (n0 - 1)) - 1) / 2, which does not assume independence.

        >>> SelectionPlan(alternatives=2, delta=1.0, alpha=0.125, first_stage=3).eta()  # (0.25 ** -1 - 1) / 2
        1.5
        """
        share = 2.0 * self.alpha / (self.alternatives - 1)
        return 0.5 * (math.pow(share, -2.0 / (self.first_stage - 1)) - 1.0)

    def h_squared(self) -> float:
        """Return h ** 2 = 2 eta (n0 - 1).

        >>> SelectionPlan(alternatives=2, delta=1.0, alpha=0.125, first_stage=3).h_squared()  # 2 * 1.5 * 2
        6.0
        """
        return 2.0 * self.eta() * (self.first_stage - 1)


class SelectionState(NamedTuple):
    """What is known so far.

    Args:
        replications: how many the alternatives still in have had, r.
        remaining: indices of the alternatives still in, ascending.
        first_stage: gains of the first n0 replications, (replications, alternatives); higher is better here.
        totals: sums of gains over all replications, (alternatives,); of one that was dropped, up to then.
        ends: h ** 2 * variance of the paired difference / delta ** 2, (alternatives, alternatives): after so many
            replications the one behind is dropped, however little; None in the first stage.
    """

    replications: int
    remaining: tuple[int, ...]
    first_stage: Array
    totals: Array
    ends: Array | None


def begin(plan: SelectionPlan) -> SelectionState:
    """Return the state before the first replication."""
    k = plan.alternatives
    return SelectionState(0, tuple(range(k)), np.empty((0, k)), np.zeros(k), None)


def advance(
    plan: SelectionPlan, state: SelectionState, values: npt.ArrayLike
) -> tuple[SelectionState, tuple[int, ...]]:
    """Return the state after one more replication, and the indices of the alternatives dropped by it.

    Args:
        plan: what is chosen from.
        state: as returned before, or by `begin`.
        values: the metric of the alternatives still in, in the order of `state.remaining`, all on the same luck.

    Raises:
        ValueError: another number of values than alternatives still in, or one that is missing or infinite: leave such
            a replication out, of all alternatives.

    >>> plan = SelectionPlan(alternatives=2, delta=1.0, alpha=0.125, first_stage=3)
    >>> state = begin(plan)
    >>> for row in ([5.0, 4.0], [7.0, 4.0], [6.0, 4.0]):  # differences 1, 3, 2: variance 1, end at 6
    ...     state, dropped = advance(plan, state, row)
    >>> state.remaining, dropped  # 6 ahead after 3 replications, more than (6 - 3) / 2
    ((0,), (1,))
    """
    gains = checked(values, 1) * (1.0 if plan.higher_is_better else -1.0)
    if gains.size != len(state.remaining) or np.isnan(gains).any():
        raise ValueError(f"values: expected one number for each alternative still in, {list(state.remaining)}")
    new = _include(plan, state, gains)
    if new.ends is None:
        return new, ()
    verdicts = list(zip(new.remaining, _behind(plan.delta, new, new.ends).tolist(), strict=True))
    remaining = tuple(i for i, is_behind in verdicts if not is_behind)
    return new._replace(remaining=remaining), tuple(i for i, is_behind in verdicts if is_behind)


def selected(state: SelectionState) -> int | None:
    """Return the index of the alternative chosen; None while more than one is in.

    >>> selected(begin(SelectionPlan(alternatives=1, delta=1.0)))  # no choice: no replication
    0
    """
    return state.remaining[0] if len(state.remaining) == 1 else None


def most_replications(state: SelectionState) -> int | None:
    """Return the number of replications after which one is left at the latest; None in the first stage.

    >>> plan = SelectionPlan(alternatives=2, delta=1.0, alpha=0.125, first_stage=3)
    >>> state = begin(plan)
    >>> for row in ([5.0, 4.0], [4.0, 4.0], [3.0, 4.0]):  # differences 1, 0, -1: variance 1, end at 6
    ...     state, _ = advance(plan, state, row)
    >>> most_replications(state)
    6
    """
    if state.ends is None:
        return None
    among = np.ix_(state.remaining, state.remaining)
    return max(state.replications, math.ceil(float(state.ends[among].max())))


def _include(plan: SelectionPlan, state: SelectionState, gains: Array) -> SelectionState:
    totals = state.totals.copy()
    totals[list(state.remaining)] += gains
    new = state._replace(replications=state.replications + 1, totals=totals)
    if state.ends is not None or plan.alternatives == 1:
        return new
    new = new._replace(first_stage=np.vstack([state.first_stage, gains]))
    if new.replications < plan.first_stage:
        return new
    differences = new.first_stage[:, :, None] - new.first_stage[:, None, :]
    return new._replace(ends=plan.h_squared() * differences.var(axis=0, ddof=1) / plan.delta**2)


def _behind(delta: float, state: SelectionState, ends: Array) -> npt.NDArray[np.bool_]:
    """Return for each alternative still in whether another one is further ahead of it than W allows."""
    still = np.array(state.remaining)
    totals = state.totals[still]
    ahead = totals[None, :] - totals[:, None]  # of the row's alternative, by the column's
    allowed = np.maximum(0.0, 0.5 * delta * (ends[np.ix_(still, still)] - state.replications))
    # At the end of the triangle equals are told apart by their order, or they would run for ever.
    tie_lost = (ahead == 0.0) & (allowed == 0.0) & (still[None, :] < still[:, None])
    return np.asarray(((ahead > allowed) | tie_lost).any(axis=1))
