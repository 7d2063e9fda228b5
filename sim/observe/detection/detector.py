"""What a detector is: a fold over the rows of the log, with the same findings live and replayed.

To use one of your own, name it in a scenario as `monitor.detector: ./mine.py:NAME`; to add one to the program, add one
file to `sim/observe/anomalies/` that binds the name DETECTOR. `sim.testing.check_detector` holds it to its contract.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sim.observe.levers import Levers
from sim.record.rows import AnomalyClosed, AnomalyOpened, Row
from sim.scenario import MonitorSpec

Finding = AnomalyOpened | AnomalyClosed


class Context(NamedTuple):
    """What a detector knows besides the log."""

    agent_ids: tuple[str, ...]
    capacities: tuple[int, ...]  # slots, one entry an agent
    spec: MonitorSpec
    meaning: str = "attempt"  # of the predictions: attempt or task
    levers: Levers = ()  # what the scenario leaves to be changed; none: recommendations name no key of it


@dataclass(frozen=True)
class Detector:
    """A detector: its first state, and the function that takes it from row to row.

    States are immutable: `fold` returns a new one and leaves the old as it was. It must pass over rows of no
    concern, its own findings among them, which stand in the log as well; an AnomalyClosed row of an anomaly
    that it holds for open tells that somebody else closed it.
    """

    name: str
    summary: str  # one sentence
    kinds: tuple[type, ...]  # of rows that it reads; others change nothing
    initial_state: Callable[[Context], Any]
    fold: Callable[[Any, Row], tuple[Any, tuple[Finding, ...]]]


def replay(rows: Iterable[Row], detector: Detector, context: Context, own: bool = True) -> tuple[Finding, ...]:
    """Return what a detector finds in a finished log: the same as it finds live.

    Args:
        rows: the log.
        detector: any detector.
        context: agents and settings.
        own: the findings in the log are this detector's, so that closings by others among them count; with
            False they are another's, and are passed over.

    >>> from sim.observe.anomalies.threshold import DETECTOR
    >>> replay([], DETECTOR, Context(("agent_0",), (1,), MonitorSpec()))
    ()
    """
    state = detector.initial_state(context)
    findings: list[Finding] = []
    for row in rows:
        if own or not isinstance(row, Finding):
            state, changes = detector.fold(state, row)
            findings.extend(changes)
    return tuple(findings)
