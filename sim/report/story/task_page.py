"""The story of a task in words and times."""

from collections.abc import Iterator
from math import fsum

from sim.document.blocks import Block, Heading, Items, Note, Paragraph, table
from sim.document.quantity import count, duration, joined, percent
from sim.document.text import given, strong
from sim.record.outcomes import outcome_of
from sim.record.result import RunResult
from sim.record.tables import Line
from sim.report.story.causes import down_s, why_waiting
from sim.report.story.copies import copies_told
from sim.report.story.stretches import Stretch, TaskRows, Where, rows_of, stretches
from sim.workload.depends_on_field import parents

_NAMED = 4
_SPENT = {
    Where.MANAGER: "at the manager", Where.GIVEN: "on its way or in an earlier queue", Where.QUEUE: "queued",
    Where.SLOT: "in its slot before service", Where.SERVICE: "in service", Where.BACKOFF: "in back-off",
}  # fmt: skip


def story(result: RunResult, task_id: str) -> list[Block]:
    """Return what happened to a task.

    Args:
        result: of the run.
        task_id: its id.

    Raises:
        UnknownTask: there is no such task.
    """
    rows = rows_of(result, task_id)
    pieces = stretches(rows)
    spent_on = [_spent(pieces)] if pieces else []
    return [
        Heading(f"Task {given(task_id)}", level=1),
        Paragraph(summary(rows, pieces)),
        Heading("What happened"),
        Items(tuple(_lines(result, rows, pieces)), numbered=True),
        *spent_on,
        *([Note("Where its time was spent is told of its attempts, not of copies that ran beside them.")]
          if rows.copies and spent_on else []),
    ]  # fmt: skip


def summary(rows: TaskRows, pieces: list[Stretch]) -> str:
    """Return what became of a task, in a sentence or two."""
    task = rows.task
    if task["status"] == "completed":
        end = strong(f"It completed at {duration(task['ended_at'])}")
    else:
        failed = strong(f"It failed at {duration(task['ended_at'])}")
        end = f"{failed}: {given(task['reason'] or 'unknown', 200)}"
    if not pieces:
        return f"{end}. It never was ready."
    attempts = count(task["attempts"], "attempt")
    took = task["ended_at"] - task["ready_at"]
    return f"{end}, {duration(took)} after it was ready, in {attempts}. {_longest(pieces)}"


def _longest(pieces: list[Stretch]) -> str:
    sums = spent(pieces)
    where = max(sums, key=lambda one: sums[one])
    total = sum_of(pieces)
    return f"Most of that, {duration(sums[where])} ({percent(sums[where] / total)}), it was {_SPENT[where]}."


def spent(pieces: list[Stretch]) -> dict[Where, float]:
    """Return how long a task was where."""
    return {where: fsum(piece.length_s for piece in pieces if piece.where is where) for where in Where}


def sum_of(pieces: list[Stretch]) -> float:
    """Return the length of all stretches together."""
    return fsum(piece.length_s for piece in pieces)


def _spent(pieces: list[Stretch]) -> Block:
    total = sum_of(pieces)
    rows = [
        [_SPENT[where], duration(length), percent(length / total)]
        for where, length in spent(pieces).items()
        if length > 0.0
    ]
    return table(["where", "time", "share"], rows)


def _lines(result: RunResult, rows: TaskRows, pieces: list[Stretch]) -> Iterator[str]:
    yield from _beginning(rows)
    told = [*_pieces(result, pieces), *_ends(rows), *_givings(rows), *copies_told(rows.copies)]
    yield from (text for _, _, text in sorted(told, key=lambda one: one[:2]))
    yield _at(rows.task["ended_at"], f"the task {rows.task['status']}")


def _beginning(rows: TaskRows) -> Iterator[str]:
    task = rows.task
    if task["released_at"] is None:
        yield "It was never released."
        return
    yield _at(task["released_at"], f"released, in wave {task['wave']}")
    waits = [given(parent, 40) for parent, _ in parents(task["depends_on"] or "")]
    if waits and task["ready_at"] is not None:
        others = " and others" if len(waits) > _NAMED else ""
        yield _at(task["ready_at"], f"ready, once {joined(waits[:_NAMED])}{others} completed")


def _givings(rows: TaskRows) -> Iterator[tuple[float, int, str]]:
    for one in rows.given:
        least = ", which had least load" if one["least_loaded"] else ", though another had less load"
        believed = f"{percent(one['estimate'])} success and {duration(one['expected'])} of work expected there"
        said = f"given to {given(one['agent_id'])} by {given(one['strategy'])}{least}; {believed}"
        yield one["assigned_at"], 1, _at(one["assigned_at"], said)


def _pieces(result: RunResult, pieces: list[Stretch]) -> Iterator[tuple[float, int, str]]:
    for piece in pieces:
        agent, long = given(piece.agent or "no agent"), duration(piece.length_s)
        if piece.where is Where.QUEUE:
            said = f"waited {long} at {agent}: {why_waiting(result, piece)}"
        elif piece.where is Where.SLOT:
            said = f"held its slot at {agent} for {long} before its service began (a limit, or an approval)"
        elif piece.where is Where.SERVICE:
            down = down_s(result, piece.agent, piece.start_s, piece.end_s)
            stood = f", of which the agent was down {duration(down)}" if down > 0.0 else ""
            said = f"served by {agent} for {long}{stood}"
        elif piece.where is Where.BACKOFF:
            said = f"waited {long} before the next attempt (back-off)"
        elif piece.where is Where.GIVEN:
            said = (
                f"was {agent}'s for {long}, on its way there or in its queue, before it was queued where it was served"
            )
        else:
            said = f"waited {long} at the manager for an agent"
        yield piece.start_s, 2, _at(piece.start_s, said)


def _ends(rows: TaskRows) -> Iterator[tuple[float, int, str]]:
    for row in rows.decisions:
        if row["gate"] is not None:
            said = (
                f"gate {given(row['gate'])} {row['verdict']} attempt {row['attempt'] + 1}: {given(row['reason'], 200)}"
            )
            yield row["at"], 0, _at(row["at"], said)
    for row in rows.attempts:
        yield row["ended_at"], 0, _at(row["ended_at"], f"attempt {row['attempt'] + 1} {_outcome(row)}{_orphan(row)}")


def _outcome(row: Line) -> str:
    if row["succeeded"]:
        return "succeeded"
    outcome = outcome_of(row["error_class"])
    words = "" if outcome is None else f" ({outcome.attempts})"
    return f"ended without success: {given(row['error_class'].replace('_', ' '), 40)}{words}"


def _orphan(row: Line) -> str:
    freed = row["freed_at"]
    if freed is None or freed <= row["ended_at"]:
        return ""
    return f"; its agent served it on for nobody until {duration(freed)}"


def _at(time_s: float, said: str) -> str:
    return f"{duration(time_s)}: {said}."
