"""Every law of patience can fail: a sound log passes, and each way of tampering with it is told in a sentence."""

from collections.abc import Callable
from typing import Any

import pytest

import sim
from sim.experiment.finished_run import patience_of
from sim.record.audit import Audit
from sim.record.log import RunLog
from sim.record.patience_laws import PATIENCE_LAWS
from sim.record.patience_rows import AttemptWithdrawn, OrphanServed
from sim.record.rows import AttemptEnded
from sim.record.sorted_log import SortedLog
from tests.properties.test_patience import BUSY

SCENARIO = sim.parse_scenario(BUSY)
TASKS, CAPACITIES, RETRIES = 120, (2, 2), 3
Rows = list[Any]


@pytest.fixture(scope="module")
def rows() -> Rows:
    return list(sim.run(SCENARIO).log)


def log_of(rows: Rows) -> RunLog:
    log = RunLog(("agent_0", "agent_1"))
    for row in rows:
        log.add(row)
    return log


def violations(rows: Rows) -> list[str]:
    return Audit(log_of(rows), TASKS, CAPACITIES, RETRIES, (), patience_of(SCENARIO)).violations()


def changed(rows: Rows, kind: type, which: Callable[[Any], bool], **fields: Callable[[Any], object]) -> Rows:
    """The rows, the first of a kind that fits with other values: name -> function from the row."""
    place = next(place for place, row in enumerate(rows) if type(row) is kind and which(row))
    row = rows[place]
    new = {name: change(row) for name, change in fields.items()}
    return [*rows[:place], row._replace(**new), *rows[place + 1 :]]


def ended_as(code: str) -> Callable[[Any], bool]:
    return lambda row: row.error_class == code


def long_patience(row: Any) -> bool:
    return isinstance(row, AttemptEnded) and row.error_class is None


TAMPERED: dict[str, tuple[Callable[[Rows], Rows], str]] = {
    "a time-out too early": (
        lambda r: changed(r, AttemptEnded, ended_as("timeout"), queued_at=lambda a: a.queued_at + 1.0),
        "times out after"),
    "more time than there was": (
        lambda r: changed(r, AttemptEnded, long_patience, queued_at=lambda a: a.queued_at - 100.0),
        "with a time-out of"),
    "a withdrawal without a reason": (
        lambda r: changed(r, AttemptWithdrawn, ended_as("timeout"), error_class=lambda _: "transient"),
        "is withdrawn as transient"),
    "a deadline that does not end its task": (
        lambda r: changed(r, AttemptEnded, ended_as("transient"), error_class=lambda _: "deadline"),
        "but the task does not"),
    "an orphan that did not time out": (
        lambda r: changed(r, OrphanServed, lambda _: True, attempt=lambda _: 9), "did not time out"),
    "an orphan of another time": (
        lambda r: changed(r, OrphanServed, lambda _: True, since=lambda o: o.since + 0.5), "but timed out at"),
    "an orphan that goes on for ever": (
        lambda r: changed(r, OrphanServed, lambda o: o.freed, freed=lambda _: False), "never stops"),
    "an orphan in another wave": (
        lambda r: changed(r, OrphanServed, lambda o: o.wave == 1, wave=lambda _: 2), "outside of wave 2"),
}  # fmt: skip


def test_a_sound_log_passes(rows: Rows) -> None:
    assert violations(rows) == []


@pytest.mark.parametrize("name", TAMPERED)
def test_what_was_tampered_with_is_told(rows: Rows, name: str) -> None:
    tamper, expected = TAMPERED[name]
    told = violations(tamper(rows))
    assert any(expected in sentence for sentence in told), told


def test_no_law_is_left_out(rows: Rows) -> None:
    silent = set(PATIENCE_LAWS)
    for tamper, _ in TAMPERED.values():
        log = SortedLog(log_of(tamper(rows)), TASKS, CAPACITIES, RETRIES, (), patience_of(SCENARIO))
        silent -= {law for law in silent if list(law(log))}
    assert silent == set()
