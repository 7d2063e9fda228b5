"""Choosing the best with a guaranteed chance of choosing right: the procedure KN of Kim and Nelson, made careful.

Alternatives run replication by replication on common random numbers; one that is clearly behind another is dropped,
until one is left. If the best is at least delta better than every other, it is chosen with probability 1 - alpha or
more; where others are closer, one of those less than delta behind may be chosen instead. Only variances of paired
differences enter, so whatever common random numbers save, the procedure saves.

The proof is for normal values. Three things are added for others, each where it could be wrong else:

- the variance of a difference is the greater one of the first stage's and of that so far (it is brought up to date);
  of two shares of tasks it is at least delta (1 - delta) / tasks, the least that a difference of delta can have;
- a lead that rare large losses would undo is lessened by what they are expected to undo (Johnson's correction for
  skewness), and drops nobody before it has been seen often enough how the losses spread (Cochran's rule);
- differences that are all the same drop nobody before a kind of run that comes once in a hundred would have shown.

A fold: `begin` gives the state, `advance` takes the next replication of the alternatives still in. Feed it in the order
of the replications' numbers.

Source: Kim, Nelson, "A fully sequential procedure for indifference-zone selection in simulation", ACM Transactions on
Modeling and Computer Simulation 11, 2001 (with c = 1); variances brought up to date: Kim, Nelson, "On the asymptotic
validity of fully sequential selection procedures for steady-state simulation", Operations Research 54, 2006; what the
guarantee means where others are close: Eckman, Henderson, "Fixed-confidence, fixed-tolerance guarantees for
ranking-and-selection procedures", ACM Transactions on Modeling and Computer Simulation 31, 2021.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.measures.comparison.differences_so_far import DifferencesSoFar, include, nothing_known
from sim.measures.comparison.sample import Array, checked
from sim.measures.comparison.skewed_t import Caution, lessened_t
from sim.measures.comparison.unseen import runs_to_see
from sim.numerics import power

_FEWEST = 10  # replications that a skewness is read from
_EARLY = 40
_CAUTION_EARLY, _CAUTION = Caution(runs=45.0, times=2.0), Caution(runs=90.0, times=2.0)
"""How skewed differences may be below `_EARLY` replications, and from there on.

A mean that is read once asks for less (25 times the squared skewness); here it is read after each replication, on its
worse side, and the skewness comes from the same few runs. With these numbers a choice between a steady cost and one
that is exponential or lognormal (cv 1, 2 or 4) is right as often as it says, and normal values pay for it with a tenth
of their replications (docs/background/comparing.md).
"""
_CLEAR_T = 4.0
"""A lead is clear where t is above it after all corrections: then it need not wait for the next look."""


@dataclass(frozen=True)
class SelectionPlan:
    """What is chosen from, and how sure the choice must be.

    Args:
        alternatives: how many, k.
        delta: the least difference worth detecting (indifference zone), in the metric's unit.
        alpha: chance of a wrong choice that is allowed, above 0 and below (k - 1) / k.
        first_stage: replications of all alternatives before the first is dropped, n0; the source advises 10 or more.
        higher_is_better: whether more of the metric is better.
        tasks: a run, where the metric is a share of them (of several numbers the smallest); None where it is not.
        is_certain: whether chance is known to decide nothing, so that all runs of an alternative are alike.

    Raises:
        ValueError: a number outside its range.
    """

    alternatives: int
    delta: float
    alpha: float = 0.05
    first_stage: int = 10
    higher_is_better: bool = True
    tasks: float | None = None
    is_certain: bool = False

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
        return 0.5 * (power(share, -2.0 / (self.first_stage - 1)) - 1.0)

    def h_squared(self) -> float:
        """Return h ** 2 = 2 eta (n0 - 1).

        >>> SelectionPlan(alternatives=2, delta=1.0, alpha=0.125, first_stage=3).h_squared()  # 2 * 1.5 * 2
        6.0
        """
        return 2.0 * self.eta() * (self.first_stage - 1)

    def least_variance(self) -> float:
        """Return the variance below which that of a difference is not believed; 0 where none is known.

        A task counts 1, 0 or -1 in a difference of two shares, which varies the least, by delta (1 - delta), where
        only one of the two alternatives ever fails a task that the other does not.

        >>> round(SelectionPlan(alternatives=2, delta=0.1, tasks=5.0).least_variance(), 4)
        0.018
        """
        return self.delta * (1.0 - self.delta) / self.tasks if self.tasks and self.delta < 1.0 else 0.0

    def equal_runs(self) -> int:
        """Return how many replications with the same difference are believed.

        >>> SelectionPlan(alternatives=2, delta=1.0).equal_runs()
        299
        """
        return self.first_stage if self.is_certain else runs_to_see(self.alpha / (self.alternatives - 1))


class SelectionState(NamedTuple):
    """What is known so far.

    Args:
        replications: how many the alternatives still in have had, r.
        remaining: indices of the alternatives still in, ascending.
        totals: sums of gains over all replications, (alternatives,); of one that was dropped, up to then. Higher is
            better here.
        differences: of every two that are still in, gains of the column's less the row's.
        first_variances: of these in the first stage; None within it.
        ends: h ** 2 * variance / delta ** 2 of these: after so many replications the one behind is dropped, however
            little; None in the first stage.
        held: of these, whether the column's losses are too skewed yet for dropping the row's.
    """

    replications: int
    remaining: tuple[int, ...]
    totals: Array
    differences: DifferencesSoFar
    first_variances: Array | None
    ends: Array | None
    held: npt.NDArray[np.bool_]


def begin(plan: SelectionPlan) -> SelectionState:
    """Return the state before the first replication."""
    k = plan.alternatives
    return SelectionState(0, tuple(range(k)), np.zeros(k), nothing_known(k), None, None, np.zeros((k, k), dtype=bool))


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
    new = counted(plan, state, values)
    behind = _behind(plan, new)
    if not behind.any():
        return new, ()
    places = np.flatnonzero(~behind)
    among = np.ix_(places, places)
    assert new.first_variances is not None
    assert new.ends is not None
    left = new._replace(
        remaining=tuple(new.remaining[place] for place in places.tolist()),
        differences=new.differences.among(places),
        first_variances=new.first_variances[among],
        ends=new.ends[among],
        held=new.held[among],
    )
    return left, tuple(i for i, is_behind in zip(new.remaining, behind.tolist(), strict=True) if is_behind)


def selected(state: SelectionState) -> int | None:
    """Return the index of the alternative chosen; None while more than one is in.

    >>> selected(begin(SelectionPlan(alternatives=1, delta=1.0)))  # no choice: no replication
    0
    """
    return state.remaining[0] if len(state.remaining) == 1 else None


def most_replications(state: SelectionState) -> int | None:
    """Return the number of replications after which one is left at the latest, as the variances are so far.

    More are made of differences that are all the same, or so skewed that the leader may only have been lucky.

    Returns:
        None in the first stage.

    >>> plan = SelectionPlan(alternatives=2, delta=1.0, alpha=0.125, first_stage=3)
    >>> state = begin(plan)
    >>> for row in ([5.0, 4.0], [4.0, 4.0], [3.0, 4.0]):  # differences 1, 0, -1: variance 1, end at 6
    ...     state, _ = advance(plan, state, row)
    >>> most_replications(state)
    6
    """
    return None if state.ends is None else max(state.replications, math.ceil(float(state.ends.max())))


def is_tied(plan: SelectionPlan, state: SelectionState) -> bool:
    """Return whether those still in had the same value in every replication, and in enough of them.

    No further replication would tell them apart, but for a kind of run that comes less than once in a hundred.

    Args:
        plan: what is chosen from.
        state: as returned by `advance`.

    >>> plan, state = SelectionPlan(alternatives=2, delta=1.0), begin(SelectionPlan(alternatives=2, delta=1.0))
    >>> for _ in range(plan.equal_runs()):
    ...     state, _ = advance(plan, state, [5.0, 5.0])
    >>> state.replications, is_tied(plan, state)
    (299, True)
    """
    known = state.differences
    alike = len(state.remaining) > 1 and bool((known.are_alike & (known.first == 0.0)).all())
    return alike and state.replications >= plan.equal_runs()


def is_held(state: SelectionState) -> bool:
    """Return whether rare, large values keep the choice open: somebody is ahead, and might have been lucky so far."""
    return bool((state.held & (state.differences.lead > 0.0)).any())


def counted(plan: SelectionPlan, state: SelectionState, values: npt.ArrayLike) -> SelectionState:
    """Return the state after one more replication that drops nobody; arguments and errors are those of `advance`."""
    gains = checked(values, 1) * (1.0 if plan.higher_is_better else -1.0)
    if gains.size != len(state.remaining) or np.isnan(gains).any():
        raise ValueError(f"values: expected one number for each alternative still in, {list(state.remaining)}")
    totals = state.totals.copy()
    totals[list(state.remaining)] += gains
    known = include(state.differences, gains)
    new = state._replace(replications=known.replications, totals=totals, differences=known)
    if known.replications >= plan.first_stage and plan.alternatives > 1:
        first = known.variance if new.first_variances is None else new.first_variances
        variance = np.maximum(plan.least_variance(), np.maximum(first, known.variance))
        new = new._replace(first_variances=first, ends=plan.h_squared() * variance / (plan.delta * plan.delta))
    return new._replace(held=_held(new)) if _is_checked(plan, known.replications) else new


def _is_checked(plan: SelectionPlan, replications: int) -> bool:
    """Return whether the skewness is looked at: after the first stage, and whenever there are twice as many."""
    stages, rest = divmod(replications, plan.first_stage)
    return rest == 0 and stages.bit_count() == 1


def _held(state: SelectionState) -> npt.NDArray[np.bool_]:
    n, losses = state.replications, np.maximum(0.0, -state.differences.skewness)
    return np.asarray((n < _caution(n).runs * losses * losses) | state.differences.are_alike)


def _caution(replications: int) -> Caution:
    return _CAUTION_EARLY if replications < _EARLY else _CAUTION


def _behind(plan: SelectionPlan, state: SelectionState) -> npt.NDArray[np.bool_]:
    """Return for each alternative still in whether another one is further ahead of it than W allows."""
    known, n, least = state.differences, state.replications, plan.least_variance()
    if state.ends is None or len(state.remaining) == 1:
        return np.zeros(len(state.remaining), dtype=bool)
    lead = known.lead
    allowed = np.maximum(0.0, 0.5 * plan.delta * (state.ends - n))
    error = np.sqrt(known.variance * n)  # of the lead
    t = np.where(error > 0.0, lead / np.where(error > 0.0, error, 1.0), 0.0)
    losses = np.maximum(0.0, -known.skewness) if n >= _FEWEST else np.zeros_like(t)
    lessened = lessened_t(t, losses, n, _caution(n))
    clear = (lessened > _CLEAR_T) & (lead > allowed)
    ahead = np.where(known.are_alike, lead, error * np.maximum(lessened, -1.0)) > allowed
    alike_believed = least > 0.0 or n >= plan.equal_runs()
    is_open = np.where(known.are_alike, alike_believed, ~state.held)
    # At the end of the triangle equals are closer than delta: the first named may be taken. Where nothing varies, as
    # far as is known, that is no end.
    order = np.arange(len(lead))
    tie_lost = (lead == 0.0) & (allowed == 0.0) & (order[None, :] < order[:, None])
    tie_lost &= (least > 0.0) | ~known.are_alike
    dropped = (((ahead & (lead > allowed)) | tie_lost) & is_open) | (clear & ~known.are_alike)
    return np.asarray(dropped.any(axis=1))
