"""The answer to "how many agents are enough": what is shown, what is not, and what it would take to know more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.measures.questions.bisection import Answers, known_of
from sim.measures.questions.evidence import Evidence, Meets
from sim.measures.questions.irregular import MOST_SIZES
from sim.measures.questions.monotonicity import Setback
from sim.measures.questions.requirement import Requirement


@dataclass(frozen=True)
class SizeFound:
    """One size that was looked at.

    Args:
        size: agents in the group.
        replications: that were run.
        failed: of them.
        level: error allowed at the last look at it.
        evidence: on each requirement.
        needed: replications that would probably decide it; None where no number is known.
    """

    size: int
    replications: int
    failed: int
    level: float
    evidence: tuple[Evidence, ...]
    needed: int | None


@dataclass(frozen=True)
class FleetAnswer:
    """The smallest fleet, with its guarantee.

    Args:
        scenario: its name.
        group: name of the agents that are counted.
        requirements: all of them must be met.
        confidence: of the whole answer.
        sizes: that were asked about, ascending.
        examined: those that were run, ascending.
        left: numbers of the sizes that may be the smallest one; `len(sizes)`: none of them is.
        setbacks: where a metric gets worse with more agents, between neighbours in `examined`.
        verdicts: on each of `sizes` by itself, where more agents were found to do worse; None where not.
    """

    scenario: str
    group: str
    requirements: tuple[Requirement, ...]
    confidence: float
    sizes: tuple[int, ...]
    examined: tuple[SizeFound, ...]
    left: Answers
    setbacks: tuple[Setback, ...]
    verdicts: tuple[Meets, ...] | None = None

    @property
    def is_refused(self) -> bool:
        """Whether more agents do worse and there are too many sizes to judge each by itself."""
        return self.verdicts is not None and len(self.sizes) > MOST_SIZES

    @property
    def meeting(self) -> int | None:
        """The smallest size that is shown to meet the requirements; None where no size is."""
        return self.sizes[self.left.high] if self.left.high < len(self.sizes) else None

    @property
    def not_meeting(self) -> int | None:
        """The largest size that is shown not to; None where no size is."""
        return self.sizes[self.left.low - 1] if self.left.low > 0 else None

    @property
    def undecided(self) -> tuple[int, ...]:
        """The sizes of which it is not known, examined or not."""
        if self.verdicts is not None:
            return tuple(size for size in self.sizes if self.known(size) is Meets.UNDECIDED)
        return self.sizes[self.left.low : self.left.high]

    @property
    def needed(self) -> int | None:
        """Replications that would probably decide every size in between that was examined; None where unknown."""
        known = [found.needed for found in self.examined if found.size in self.undecided]
        numbers = [number for number in known if number is not None]
        return max(numbers) if numbers and len(numbers) == len(known) else None

    def known(self, size: int) -> Meets:
        """Return what is known of a size."""
        place = self.sizes.index(size)
        return known_of(place, self.left) if self.verdicts is None else self.verdicts[place]

    def content(self) -> dict[str, Any]:
        """Return it as plain data: the object that `smallest-fleet --json` prints.

        Where more agents do worse it says so, and lists every size that is shown to meet the requirements, and not to.
        """
        by_size = {verdict.value: [size for size in self.sizes if self.known(size) is verdict] for verdict in Meets}
        irregular = {} if self.verdicts is None else {"more_agents_do_worse": True, "by_verdict": by_size}
        return {
            "scenario": self.scenario,
            "group": self.group,
            "requirements": requirements_content(self.requirements),
            "confidence": self.confidence,
            "smallest_meeting": self.meeting,
            "largest_not_meeting": self.not_meeting,
            "undecided": list(self.undecided),
            "replications_needed": self.needed,
            "sizes": [self._size_content(found) for found in self.examined],
            "setbacks": [
                {
                    "metric": setback.requirement.metric,
                    "smaller": self.examined[setback.smaller].size,
                    "larger": self.examined[setback.larger].size,
                    "change": setback.change,
                }
                for setback in self.setbacks
            ],
            **irregular,
        }

    def _size_content(self, found: SizeFound) -> dict[str, Any]:
        return {
            "size": found.size,
            "verdict": self.known(found.size).value,
            "replications": found.replications,
            "failed": found.failed,
            "replications_needed": found.needed if self.known(found.size) is Meets.UNDECIDED else None,
            "metrics": evidence_content(found.evidence, found.level),
        }


def requirements_content(requirements: Sequence[Requirement]) -> list[dict[str, Any]]:
    """Return requirements as plain data.

    >>> requirements_content([Requirement("makespan", True, 90.0)])
    [{'metric': 'makespan', 'operator': '<=', 'limit': 90.0}]
    """
    return [{"metric": each.metric, "operator": each.operator, "limit": each.limit} for each in requirements]


def evidence_content(found: Sequence[Evidence], level: float) -> Mapping[str, Any]:
    """Return evidence as plain data, by metric.

    Args:
        found: on each requirement.
        level: of the one-sided bounds.
    """
    content = {}
    for each in found:
        low, high = each.bounds(level)
        content[str(each.requirement)] = {
            "metric": each.requirement.metric,
            "mean": each.mean,
            "low": low,
            "high": high,
            "replications": each.replications,
            "cut_off_replications": each.cut_off,
            "is_lower_bound": each.cut_off > 0,
            "more_unserved": each.unserved,
        }
    return content
