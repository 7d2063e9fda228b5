"""How well detectors did: the faults that were put in on purpose against what was found."""

from collections.abc import Sequence
from math import inf
from typing import NamedTuple


class PutIn(NamedTuple):
    """A fault that was put in on purpose."""

    agents: frozenset[str]  # that it strikes; empty: none by itself
    at: float
    until: float | None  # its end; None: to the end of the run


class Finding(NamedTuple):
    """What a detector found."""

    agents: frozenset[str]  # that it touches; empty: none by itself
    at: float
    since: float  # it was found by looking back as far as that


class DetectionScore(NamedTuple):
    """Faults against findings."""

    found_by: tuple[int | None, ...]  # by fault, the place of the first finding that found it; None: it was missed
    false: int  # findings that belong to no fault

    @property
    def found(self) -> int:
        """Faults that were found."""
        return sum(place is not None for place in self.found_by)

    @property
    def missed(self) -> int:
        """Faults that were not."""
        return len(self.found_by) - self.found


def detection_score(faults: Sequence[PutIn], findings: Sequence[Finding]) -> DetectionScore:
    """Return which faults were found, by what, and how many findings belong to none.

    A finding finds a fault that has begun, lasted into the time that the finding looks back on, and has an agent in
    common with it; one that names no agent has all in common. One finding may find several faults.

    Args:
        faults: that were put in on purpose.
        findings: in order of time.

    >>> outage = PutIn(frozenset({"agent_0"}), 100.0, 160.0)
    >>> found = [Finding(frozenset({"agent_0"}), 130.0, 70.0), Finding(frozenset({"agent_1"}), 140.0, 80.0)]
    >>> detection_score([outage], found)
    DetectionScore(found_by=(0,), false=1)

    Source: Aminikhanghahi, Cook, "A survey of methods for time series change point detection", Knowledge and
        Information Systems 51, 2017, section 5 (true and false alarms within a margin, and delay).
    """
    right: set[int] = set()
    found_by: list[int | None] = []
    for fault in faults:
        until = inf if fault.until is None else fault.until
        hits = [
            place
            for place, finding in enumerate(findings)
            if fault.at <= finding.at and finding.since <= until and _in_common(fault.agents, finding.agents)
        ]
        right.update(hits)
        found_by.append(hits[0] if hits else None)
    return DetectionScore(tuple(found_by), len(findings) - len(right))


def _in_common(some: frozenset[str], others: frozenset[str]) -> bool:
    return not some or not others or bool(some & others)
