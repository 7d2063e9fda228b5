"""Looks at one size of a fleet after another, each until it is decided or the looks are over."""

from sim.measures.questions.evidence import (
    Evidence,
    Meets,
    is_hopeless,
    replications_needed,
    runs_that_would_show,
    verdict,
)
from sim.measures.questions.looks import KEPT, Look
from sim.measures.questions.requirement import Requirement
from sim.measures.questions.unserved import barred
from sim.study.asking.runs import UNSERVED, Runs
from sim.study.questions.smallest_fleet.answer import SizeFound

SCREEN = 10
"""Replications by which a size is passed over that seems to be as it is taken to be."""


class Examination:
    """What was looked at so far.

    Args:
        runs: does them.
        requirements: all of them must be met.
        planned: when each size is looked at.
        largest: number of the largest size.
        goes_on: whether runs that are all alike are followed by as many as would show a rare kind of run.
    """

    def __init__(
        self, runs: Runs, requirements: tuple[Requirement, ...], planned: tuple[Look, ...], largest: int, goes_on: bool
    ) -> None:
        self._runs = runs
        self._largest = largest
        self._requirements = requirements
        self._planned = planned
        self._goes_on = goes_on
        self.said: dict[int, Meets] = {}
        """The last verdict on each size that was looked at, by its number."""
        self._evidence: dict[int, tuple[int, float, float, tuple[Evidence, ...]]] = {}

    def examine(self, point: int, allowed: float) -> Meets:
        """Return what is known of a size; wrong with probability `allowed` at most."""
        self.said[point] = self._examined(point, allowed)
        return self.said[point]

    def _examined(self, point: int, allowed: float) -> Meets:
        level = allowed * (1.0 - KEPT) if self._goes_on else allowed
        for look in self._planned:
            known, found = self._look(point, look.replications, level * look.share, level)
            if known is None:
                return Meets.UNDECIDED  # what is missing may come in a session that resumes
            if known is not Meets.UNDECIDED or is_hopeless(found):
                return known
            further = runs_that_would_show(found, allowed * KEPT) if self._goes_on else None
            if further is not None:
                seen, _ = self._look(point, further, allowed * KEPT, allowed * KEPT)
                return Meets.UNDECIDED if seen is None else seen
        return Meets.UNDECIDED

    def seems(self, point: int) -> bool | None:
        """Return whether a size seems to meet the requirements by a few runs; None where they say nothing.

        What was found of it is not shown: it was no verdict.
        """
        few = min(SCREEN, self._planned[0].replications)
        if not self._runs.run([point], few):
            return None
        found = self._runs.evidence(point, self._requirements, few)
        if any(each.mean is None for each in found):
            return None
        return all(each.seems_met for each in found)

    def _look(
        self, point: int, replications: int, level: float, last: float
    ) -> tuple[Meets | None, tuple[Evidence, ...]]:
        complete = self._runs.run([point], replications)
        found = self._evidence_at(point, replications, level)
        self._evidence[point] = replications, level, last, found
        return (verdict(found, level) if complete else None), found

    def _evidence_at(self, point: int, replications: int, level: float) -> tuple[Evidence, ...]:
        """Return the evidence on a size; the largest one says how many tasks any fleet leaves unserved."""
        found = self._runs.evidence(point, self._requirements, replications)
        unserved = self._runs.values(point, [UNSERVED], replications)[UNSERVED]
        if point == self._largest or not (unserved > 0.0).any():
            return found
        self._runs.run([self._largest], replications)
        largest = self._runs.values(self._largest, [UNSERVED], replications)[UNSERVED]
        return barred(found, unserved, largest, level)

    @property
    def examined(self) -> list[int]:
        """The sizes that were looked at, ascending."""
        return sorted(self._evidence)

    def found(self, point: int, size: int) -> SizeFound:
        """Return what was found of a size at the last look at it.

        Args:
            point: its number.
            size: agents.
        """
        replications, level, last, found = self._evidence[point]
        needed = replications_needed(found, last * self._planned[-1].share)
        return SizeFound(size, replications, self._runs.failed(point), level, found, needed)
