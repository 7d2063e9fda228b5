"""Ways of tampering with a log: rows changed, lost, doubled or moved, and which rows that is done to."""

from collections.abc import Callable
from typing import Any

from sim.record.rows import AttemptEnded, TaskEnded
from sim.record.task_end import PARENT_FAILED


def place_of(rows: list[Any], kind: type, which: Callable[[Any], bool]) -> int:
    return next(place for place, row in enumerate(rows) if type(row) is kind and which(row))


def changed(rows: list[Any], kind: type, which: Callable[[Any], bool], **fields: Callable[[Any], object]) -> list[Any]:
    """The rows, the first of a kind that fits with other values: name -> function from the row."""
    place = place_of(rows, kind, which)
    row = rows[place]
    new = {name: change(row) for name, change in fields.items()}
    return [*rows[:place], row._replace(**new), *rows[place + 1 :]]


def without(rows: list[Any], kind: type, which: Callable[[Any], bool]) -> list[Any]:
    place = place_of(rows, kind, which)
    return [*rows[:place], *rows[place + 1 :]]


def doubled(rows: list[Any], kind: type, which: Callable[[Any], bool]) -> list[Any]:
    place = place_of(rows, kind, which)
    return [*rows[: place + 1], *rows[place:]]


def moved(rows: list[Any], kind: type, which: Callable[[Any], bool], to: int) -> list[Any]:
    place = place_of(rows, kind, which)
    rest = [*rows[:place], *rows[place + 1 :]]
    return [*rest[:to], rows[place], *rest[to:]]


def always(_: Any) -> bool:
    return True


def served(row: AttemptEnded) -> bool:
    return row.approved and row.served > 1


def retried(row: AttemptEnded) -> bool:
    return row.attempt > 0 and served(row)


def rested(row: AttemptEnded) -> bool:
    return row.backoff is not None


def refused(row: AttemptEnded) -> bool:
    return not row.approved


def completed(row: TaskEnded) -> bool:
    return row.status == "completed"


def failed(row: TaskEnded) -> bool:
    return row.status == "failed"


def waited(row: TaskEnded) -> bool:
    """Waited for another task, which completed, and was attempted."""
    return bool(row.depends_on) and row.attempts > 0


def with_long_hand_off(row: TaskEnded) -> TaskEnded:
    return row._replace(depends_on=((row.depends_on[0][0], 1e6),))


def orphaned(row: TaskEnded) -> bool:
    return row.reason is not None and row.reason.startswith(PARENT_FAILED)


def later(field: str, by: float = 1.0) -> Callable[[Any], float]:
    return lambda row: getattr(row, field) + by


def value(constant: object) -> Callable[[Any], object]:
    return lambda _: constant
