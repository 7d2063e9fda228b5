"""The life of a task in stretches: from being ready to its end, without a gap, each with where it was and why."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from sim.record.result import RunResult
from sim.record.tables import Line, lines


class UnknownTask(Exception):
    """There is no task of that id; the message names near ones."""


class Where(StrEnum):
    """Where a task is in a stretch of its life."""

    MANAGER = "at the manager"
    GIVEN = "given to an agent, not in its queue yet, or in that of an earlier one"
    QUEUE = "in a queue"
    SLOT = "in its slot, before its service"
    SERVICE = "in service"
    BACKOFF = "in back-off"


class Stretch(NamedTuple):
    """A piece of a task's life."""

    where: Where
    start_s: float
    end_s: float
    agent: str | None  # at which it was; None: none
    attempt: Line | None  # row of the table `attempts` that it belongs to; None: none that was made

    @property
    def length_s(self) -> float:
        """How long it was."""
        return self.end_s - self.start_s


class TaskRows(NamedTuple):
    """The rows of all tables about one task."""

    task: Line
    attempts: tuple[Line, ...]  # of its originals, in order
    copies: tuple[Line, ...]
    given: tuple[Line, ...]  # rows of `assignments`
    decisions: tuple[Line, ...]  # rows of `gate_decisions`


def rows_of(result: RunResult, task_id: str) -> TaskRows:
    """Return the rows about a task.

    Args:
        result: of a run.
        task_id: its id.

    Raises:
        UnknownTask: there is no such task.
    """
    tables = result.tables
    task = next((row for row in lines(tables["tasks"]) if row["task_id"] == task_id), None)
    if task is None:
        raise UnknownTask(_unknown(task_id, tables["tasks"]["task_id"]))

    def of_task(name: str) -> tuple[Line, ...]:
        ids = tables[name]["task_id"]
        places = [place for place, one in enumerate(ids) if one == task_id]
        return tuple({column: values[place] for column, values in tables[name].items()} for place in places)

    attempts = of_task("attempts")
    originals = tuple(row for row in attempts if not row.get("copy"))
    copies = tuple(row for row in attempts if row.get("copy"))
    ordered = tuple(sorted(originals, key=lambda row: row["attempt"]))
    return TaskRows(task, ordered, copies, of_task("assignments"), of_task("gate_decisions"))


def stretches(rows: TaskRows) -> list[Stretch]:
    """Return the life of a task from when it was ready to its end; empty where it never was ready.

    Args:
        rows: of the task.
    """
    ready, end = rows.task["ready_at"], rows.task["ended_at"]
    if ready is None:
        return []
    found: list[Stretch] = []
    now: float = ready
    agent: str | None = None
    for row in rows.attempts:
        found += _outside(rows.given, now, row["queued_at"], agent, row)
        found += _of_attempt(row)
        now, agent = row["ended_at"], row["agent_id"]
        if row["backoff"]:
            found.append(Stretch(Where.BACKOFF, now, min(end, now + row["backoff"]), agent, row))
            now = found[-1].end_s
    if now < end:
        found += _outside(rows.given, now, end, agent if rows.attempts else None, None)
    return [piece for piece in found if piece.end_s > piece.start_s]


def _of_attempt(row: Line) -> Iterator[Stretch]:
    slot = row["started_at"] if row["slot_at"] is None else row["slot_at"]
    slot = min(slot, row["ended_at"])  # of a queued orphan, the slot came after its end
    yield Stretch(Where.QUEUE, row["queued_at"], slot, row["agent_id"], row)
    yield Stretch(Where.SLOT, slot, max(slot, row["started_at"]), row["agent_id"], row)
    yield Stretch(Where.SERVICE, max(slot, row["started_at"]), row["ended_at"], row["agent_id"], row)


def _outside(given: Sequence[Line], start: float, end: float, agent: str | None, row: Line | None) -> Iterator[Stretch]:
    """Return what lies between two times when the task was in no queue that it was served from."""
    now, at = start, agent
    where = Where.MANAGER
    for one in given:
        if start <= one["assigned_at"] <= end:
            yield Stretch(where, now, one["assigned_at"], None if where is Where.MANAGER else at, row)
            now, at, where = one["assigned_at"], one["agent_id"], Where.GIVEN
    yield Stretch(where, now, end, None if where is Where.MANAGER else at, row)


def _unknown(task_id: str, ids: Sequence[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(task_id, list(ids)[:20_000], n=3, cutoff=0.5)
    told = f"; near: {', '.join(near)}" if near else f"; the first one is {ids[0]}" if ids else ""
    return f"there is no task {task_id[:100]!r} in this run{told}"
