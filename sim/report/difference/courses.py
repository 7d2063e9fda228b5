"""What happened in a run as one line of events, and the first place where two such lines differ."""

from collections.abc import Iterator, Mapping
from enum import IntEnum
from typing import NamedTuple

from sim.document.quantity import duration, percent
from sim.document.text import given
from sim.record.tables import Columns, lines


class What(IntEnum):
    """A kind of event; of one instant the lower ones come first."""

    ENDED = 0
    DOWN = 1
    UP = 2
    RELEASED = 3
    GIVEN = 4
    REFUSED = 5
    STARTED = 6


class Event(NamedTuple):
    """Something that happened."""

    at_s: float
    what: What
    subject: str  # id of the task, or of the agent that broke down or was repaired
    attempt: int  # of the task, from 0; -1: none
    details: tuple[object, ...]  # what else differs where the events differ

    @property
    def place(self) -> tuple[float, What, str, int]:
        """What it is about, whatever came of it."""
        return self.at_s, self.what, self.subject, self.attempt


class Parting(NamedTuple):
    """The first instant at which two courses differ."""

    at_s: float
    one: Event | None  # that the other run does not have; None: it has nothing left, or nothing like it at that instant
    other: Event | None


def course(tables: Mapping[str, Columns]) -> list[Event]:
    """Return what happened in a run, in order of time.

    Args:
        tables: of the run.
    """
    return sorted(_events(tables), key=lambda event: event.place)


def _events(tables: Mapping[str, Columns]) -> Iterator[Event]:
    for row in lines(tables["tasks"]):
        if row["released_at"] is not None:
            yield Event(row["released_at"], What.RELEASED, row["task_id"], -1, ())
    for row in lines(tables["assignments"]):
        details = row["agent_id"], row["expected"], row["estimate"], row["rank"], row["strategy"]
        yield Event(row["assigned_at"], What.GIVEN, row["task_id"], -1, details)
    for row in lines(tables["gate_decisions"]):
        if row["gate"] is not None:
            said = row["gate"], row["verdict"], row["reason"]
            yield Event(row["at"], What.REFUSED, row["task_id"], row["attempt"], said)
    for row in lines(tables["attempts"]):
        if row["slot"] is not None and row["started_at"] < row["ended_at"]:
            yield Event(row["started_at"], What.STARTED, row["task_id"], row["attempt"], (row["agent_id"], row["slot"]))
        end = row["agent_id"], row["error_class"], row["backoff"]
        yield Event(row["ended_at"], What.ENDED, row["task_id"], row["attempt"], end)
    for row in lines(tables["outages"]):
        yield Event(row["started_at"], What.DOWN, row["agent_id"], -1, ())
        if row["ended_at"] is not None:
            yield Event(row["ended_at"], What.UP, row["agent_id"], -1, ())


def parting(one: list[Event], other: list[Event]) -> Parting | None:
    """Return where two courses part first; None where they are the same.

    >>> a, b = (Event(1.0, What.GIVEN, "t", -1, (agent,)) for agent in ("x", "y"))
    >>> parting([a], [b]).at_s, parting([a], [a])
    (1.0, None)
    """
    for mine, theirs in zip(one, other, strict=False):
        if mine == theirs:
            continue
        if mine.place == theirs.place:
            return Parting(mine.at_s, mine, theirs)
        first = min(mine, theirs, key=lambda event: event.place)
        return Parting(first.at_s, mine if first is mine else None, theirs if first is theirs else None)
    if len(one) == len(other):
        return None
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    left = longer[len(shorter)]
    return Parting(left.at_s, left if longer is one else None, left if longer is other else None)


def told(event: Event) -> str:
    """Return an event in half a sentence."""
    name, attempt = given(event.subject), event.attempt + 1
    match event.what:
        case What.RELEASED:
            return f"task {name} was released"
        case What.GIVEN:
            agent, expected, estimate, *_ = event.details
            believed = f"{duration(_number(expected))} and {percent(_number(estimate))} success expected"
            return f"task {name} was given to {given(str(agent))} ({believed})"
        case What.REFUSED:
            gate, verdict, reason = event.details
            return f"gate {given(str(gate))} {verdict} attempt {attempt} of task {name}: {given(str(reason), 200)}"
        case What.STARTED:
            return f"attempt {attempt} of task {name} began at {given(str(event.details[0]))}"
        case What.ENDED:
            agent, error, backoff = event.details
            how = "succeeded" if error is None else f"ended with {given(str(error).replace('_', ' '), 40)}"
            wait = "" if backoff is None else f", to be tried again after {duration(_number(backoff))}"
            return f"attempt {attempt} of task {name} {how} at {given(str(agent))}{wait}"
        case What.DOWN:
            return f"{name} went down"
        case What.UP:
            return f"{name} was repaired"


def _number(value: object) -> float | None:
    return value if isinstance(value, float) else None
