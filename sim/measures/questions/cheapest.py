"""The cheapest alternative that meets the requirements: settled look by look, on common random numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sim.measures.comparison.paired import PairedDifference, paired_differences
from sim.measures.comparison.sample import Array
from sim.measures.comparison.verdict import Verdict
from sim.measures.metrics.catalogue import default_delta
from sim.measures.questions.evidence import Evidence, Meets, verdict


@dataclass(frozen=True)
class Race:
    """What is known after some looks; alternatives by their number.

    Args:
        verdicts: of each alternative on the requirements; once given, it stays.
        beaten_by: an alternative that meets the requirements and surely costs less; None where there is none.
        chosen: of those that meet the requirements, the one with the lowest mean cost; None where none does.
        against: paired differences in cost to the chosen one at the last look, of those still in the race.
        settled: further looks would change nothing.
    """

    verdicts: tuple[Meets, ...]
    beaten_by: tuple[int | None, ...]
    chosen: int | None = None
    against: tuple[tuple[int, PairedDifference], ...] = ()
    settled: bool = False

    @property
    def running(self) -> tuple[int, ...]:
        """The alternatives that may still be the answer: not refuted, and not beaten."""
        pairs = enumerate(zip(self.verdicts, self.beaten_by, strict=True))
        return tuple(i for i, (meets, by) in pairs if meets is not Meets.NO and by is None)


def begin(alternatives: int) -> Race:
    """Return what is known before the first look: nothing.

    >>> begin(2).running
    (0, 1)
    """
    return Race((Meets.UNDECIDED,) * alternatives, (None,) * alternatives)


def advance(
    race: Race,
    found: Sequence[Sequence[Evidence]],
    costs: npt.ArrayLike,
    metric: str,
    alpha: float,
    delta: float | None = None,
    most: npt.ArrayLike | None = None,
    is_certain: bool = False,
) -> Race:
    """Look at more replications; the chance that this look adds a wrong statement is at most alpha.

    Half of alpha goes to the verdicts on the requirements, alike for each of the k alternatives; the other half to the
    differences in cost, where any of the k (k - 1) / 2 pairs might be compared, since the one compared with is chosen
    after looking.

    Args:
        race: what is known so far.
        found: the evidence on each requirement, an entry for each alternative that is still running, in their order.
        costs: (replications, running alternatives), NaN where there is none.
        metric: the cost; less is better.
        alpha: what this look may spend.
        delta: the least difference in cost that matters; else the metric's default.
        most: that each cost can be, likewise, where some are only the least; None: all are exact.
        is_certain: chance is known to decide nothing, so that costs that are always the same are the truth.

    Source: Bonferroni's inequality over all statements; choosing the cheapest of those that are feasible: Andradottir,
        Kim, "Fully sequential procedures for comparing constrained systems via simulation", Naval Research Logistics
        57, 2010.
    """
    k, running = len(race.verdicts), race.running
    table = np.asarray(costs, dtype=float)
    verdicts = list(race.verdicts)
    for i, evidence in zip(running, found, strict=True):
        if verdicts[i] is Meets.UNDECIDED:
            verdicts[i] = verdict(evidence, alpha / 2.0 / k)
    chosen = _cheapest([i for i in running if verdicts[i] is Meets.YES], running, table)
    if chosen is None:
        after = Race(tuple(verdicts), race.beaten_by)
        return replace(after, settled=not after.running)
    others = [i for i in running if i != chosen and verdicts[i] is not Meets.NO]
    place, places = running.index(chosen), [running.index(i) for i in others]
    base, ends = table[:, place], table if most is None else np.asarray(most, dtype=float)
    differences = paired_differences(
        base,
        table[:, places],
        higher_is_better=False,
        delta=default_delta(metric, float(np.nanmean(base))) if delta is None else delta,
        confidence=1.0 - alpha / 2.0,
        family=k * (k - 1) // 2,
        most=(ends[:, place], ends[:, places]),
        certain=[is_certain] * len(places),
    )
    against = tuple(zip(others, differences, strict=True))
    beaten = list(race.beaten_by)
    for i, difference in against:
        if difference.verdict is Verdict.WORSE:
            beaten[i] = chosen
    # Better can be who lacks a cost where the chosen one is cheap: then the mean costs are of different replications.
    no_better = {Verdict.WORSE, Verdict.NO_PRACTICAL_DIFFERENCE}
    same = all(difference.verdict in no_better for _, difference in against)
    after = Race(tuple(verdicts), tuple(beaten), chosen, against)
    known = all(verdicts[i] is Meets.YES for i in after.running)
    return replace(after, settled=known and same)


def _cheapest(meeting: Sequence[int], running: Sequence[int], costs: Array) -> int | None:
    """Return the alternative with the lowest mean cost, the first of equals."""
    means = {i: costs[:, running.index(i)] for i in meeting}
    averages = {i: float(np.nanmean(column)) for i, column in means.items() if not np.isnan(column).all()}
    return min(averages, key=lambda i: averages[i]) if averages else None
