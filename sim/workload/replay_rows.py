"""The lines of a table of attempts, checked one by one and against each other: each task's attempts in their order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum
from typing import Literal, NamedTuple

from sim.record.outcomes import AGENT_DOWN, TRANSIENT
from sim.scenario.reading.messages import described
from sim.scenario.values.quantities import MAX_SECONDS, shown
from sim.workload.depends_on_field import Parents, parents
from sim.workload.phase20_fields import number, text, whole
from sim.workload.table_columns import Columns, name, read_as_number
from sim.workload.time_column import Moment, moment, seconds_of

ROUNDING_S = 1e-6
"""Times of a log are rounded: an attempt may seem to begin that much before what it follows has ended."""

_SUCCESS = {
    "true",
    "1",
    "1.0",
    "yes",
    "success",
    "succeeded",
    "completed",
    "passed",
    "pass",
    "ok",
    "resolved",
    "solved",
}
_FAILURE = {"false", "0", "0.0", "no", "failure", "failed", "fail", "error", "unresolved", "unsolved", "cancelled"}
_chance = read_as_number(number(0.0, 1.0))
_seconds = read_as_number(number(0.0, MAX_SECONDS, " s"))
_whole = read_as_number(whole(0, 10**12))


class Line(NamedTuple):
    """One attempt as its line says it."""

    row: int
    task: str
    agent: str | None
    started_at: float  # seconds since the start of the record
    served_s: float
    failure: str | None  # code of its outcome; None: it succeeded
    queued_at: float | None
    number: int | None
    priority: int
    predicted_success: float
    waits_for: Parents
    input_tokens: int | None
    output_tokens: int | None


@dataclass(frozen=True)
class Lines:
    """All attempts of a record, and how they were read."""

    of_task: dict[str, list[Line]]  # in the order of their attempts; tasks in order of their first start
    outages: list[list[float | None]]  # starts and ends
    unit: str  # of the times
    without_outcome: int


def outcome(value: object) -> bool:
    """Return whether an attempt succeeded; ValueError says what else a value is.

    >>> outcome(1), outcome("failed"), outcome("0")
    (True, False, False)
    """
    word = str(value).strip().lower()
    if word in _SUCCESS or word in _FAILURE:
        return word in _SUCCESS
    raise ValueError(f"{described(value)}; expected true or false, 1 or 0, or a word such as completed or failed")


def read_lines(
    columns: Columns, predicted_success: float, outages: Sequence[Sequence[Moment | None]], blame: Callable[..., None]
) -> Lines:
    """Return the attempts in a table; what is wrong is blamed on its line.

    Args:
        columns: by our names; `task`, `start`, and `end` or `seconds` are among them.
        predicted_success: of every task where there is no column of it.
        outages: starts and ends of a second file, which has the same clock.
        blame: takes column, row and what is wrong, of that file.
    """
    clocks = ["start", "end", "queued"]
    needs = {
        "start": "when the attempt began",
        "end": None if "seconds" in columns else "when it ended",
        "queued": None,
    }
    read = [columns.take(clock, moment, None, needs[clock]) for clock in clocks]

    def blame_time(column: int, row: int, message: str) -> None:
        if column < len(clocks):
            columns.blame(row, clocks[column], message)
        else:
            blame(column - len(clocks), row, message)

    (start, end, queued, *down), unit = seconds_of([*read, *outages], blame_time)
    seconds = columns.take("seconds", _seconds, None, "how long it took")
    succeeded = columns.take("outcome", outcome, None)
    error = columns.take("error", text, None)
    attempt = columns.take("attempt", _whole, None)
    read_tokens, written_tokens = (columns.take(key, _whole, None) for key in ("input_tokens", "output_tokens"))
    ids = columns.take("task", name, "", "the id of a task")
    agents = columns.take("agent", name, None)
    priority = columns.take("priority", read_as_number(whole(1, 3)), 2)
    chance = columns.take("predicted_success", _chance, predicted_success)
    nobody: Parents = ()
    waits_for = columns.take("depends_on", parents, nobody)
    lines = []
    for row, task in enumerate(ids):
        begun, took_s = start[row] or 0.0, _took_s(columns, row, start[row], end[row], seconds[row])
        queued_at = queued[row]
        if queued_at is not None and queued_at > begun + ROUNDING_S:
            columns.blame(row, "queued", f"is {queued_at - begun:g} s after the attempt began")
        failure = None if _succeeded(columns, row, succeeded, error) else _code(error[row])
        lines.append(
            Line(row, task, agents[row], begun, took_s, failure, queued_at, attempt[row], priority[row], chance[row],
                 waits_for[row], read_tokens[row], written_tokens[row])
        )  # fmt: skip
    missing = sum(value is None for value in succeeded) if "outcome" in columns else 0
    return Lines(_by_task(columns, lines), down, unit, missing)


def mean_tokens(
    columns: Columns, lines: Lines, column: Literal["input_tokens", "output_tokens"]
) -> list[float | None] | None:
    """Return the tokens of each task: the mean over those of its attempts that say it, as its length is their mean.

    Args:
        columns: by our names.
        lines: its attempts.
        column: which tokens.
    """
    if column not in columns:
        return None
    said = [[getattr(line, column) for line in attempts] for attempts in lines.of_task.values()]
    numbers = [[number for number in of_task if number is not None] for of_task in said]
    return [fsum(of_task) / len(of_task) if of_task else None for of_task in numbers]


def _took_s(columns: Columns, row: int, start: float | None, end: float | None, seconds: float | None) -> float:
    if seconds is not None or "seconds" in columns:
        return seconds or 0.0
    if start is not None and end is not None and end < start:
        columns.blame(row, "end", f"is {start - end:g} s before the start")
    return max((end or 0.0) - (start or 0.0), 0.0)


def _succeeded(columns: Columns, row: int, succeeded: Sequence[bool | None], error: Sequence[str | None]) -> bool:
    if "outcome" in columns:
        return bool(succeeded[row])
    return error[row] is None


def _code(error: str | None) -> str:
    return AGENT_DOWN.code if error == AGENT_DOWN.code else TRANSIENT.code


def _by_task(columns: Columns, lines: Sequence[Line]) -> dict[str, list[Line]]:
    """Return each task's attempts in order, tasks in the order of their first start; contradictions are blamed."""
    of_task: dict[str, list[Line]] = {}
    for line in sorted(lines, key=lambda line: (line.started_at, line.row)):
        of_task.setdefault(line.task, []).append(line)
    for task, attempts in of_task.items():
        numbers = [line.number for line in attempts if line.number is not None]
        if numbers != sorted(set(numbers)):
            columns.blame(attempts[-1].row, "attempt", f"the attempts of task {shown(task)} are not in order of start")
        for earlier, later in pairwise(attempts):
            if earlier.failure is None:
                place = columns.place(earlier.row)
                hint = "if these are separate trials, choose one with `where`"
                columns.blame(later.row, "task", f"task {shown(task)} has succeeded at {place} already; {hint}")
            elif later.started_at < earlier.started_at + earlier.served_s - ROUNDING_S:
                columns.blame(
                    later.row, "start", f"task {shown(task)} is still at the attempt of {columns.place(earlier.row)}"
                )
    return of_task
