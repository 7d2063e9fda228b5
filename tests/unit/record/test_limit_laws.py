"""Every law of limits can fail: a sound log passes, and each way of tampering with it is told in a sentence."""

from collections.abc import Callable
from typing import Any

import pytest

import sim
from sim.experiment.finished_run import patience_of
from sim.record.audit import Audit
from sim.record.limit_laws import LIMIT_LAWS
from sim.record.limit_rows import LimitMet
from sim.record.log import RunLog
from sim.record.rows import AttemptEnded
from sim.record.sorted_log import SortedLog
from tests.properties.test_limits import BUSY
from tests.unit.record.tampering import changed, without

SCENARIO = sim.parse_scenario(BUSY)
CAPACITIES = (2, 2, 2)
Rows = list[Any]


@pytest.fixture(scope="module")
def rows() -> Rows:
    return list(sim.run(SCENARIO).log)


def arguments(rows: Rows) -> tuple[Any, ...]:
    log = RunLog(("agent_0", "agent_1", "agent_2"))
    for row in rows:
        log.add(row)
    return log, 150, CAPACITIES, 4, (), patience_of(SCENARIO), {}, SCENARIO.limits


def waited(then: str) -> Callable[[Any], bool]:
    return lambda row: row.then == then and row.at > row.since > 90.0


def all_at_once(rows: Rows) -> Rows:
    """Every attempt past the gates starts and ends in the first second."""
    return [
        row._replace(started_at=0.5, ended_at=1.0) if isinstance(row, AttemptEnded) and row.approved else row
        for row in rows
    ]


def behind_the_last_who_waited(rows: Rows) -> Rows:
    """The first who waited at a limit starts when all the others have."""
    last = max(row.at for row in rows if isinstance(row, LimitMet) and row.limit == "tokens" and row.then == "started")
    first = next(n for n, row in enumerate(rows) if isinstance(row, LimitMet) and row.limit == "tokens"
                 and row.then == "started")  # fmt: skip
    return [*rows[:first], rows[first]._replace(at=last + 1.0), *rows[first + 1 :]]


TAMPERED: dict[str, tuple[Callable[[Rows], Rows], str]] = {
    "more starts than a bucket has": (all_at_once, "too much"),
    "more at once than places": (all_at_once, "of 3"),
    "another who starts first": (behind_the_last_who_waited, "passes"),
    "a refusal without a limit": (lambda r: without(r, LimitMet, lambda row: row.then == "refused"), "and not both"),
    "a refusal that is served": (
        lambda r: changed(r, AttemptEnded, lambda row: row.error_class == "rate_limited",
                          ended_at=lambda row: row.ended_at + 1.0),
        "goes on after"),
    "a slot that serves another meanwhile": (
        lambda r: changed(r, LimitMet, waited("started"), since=lambda row: row.since - 60.0), "is served in the slot"),
}  # fmt: skip


def test_the_log_is_sound(rows):
    assert Audit(*arguments(rows)).violations() == []


@pytest.mark.parametrize("name", TAMPERED)
def test_what_was_tampered_with_is_told(rows, name):
    tamper, expected = TAMPERED[name]
    told = Audit(*arguments(tamper(rows))).violations()
    assert any(expected in sentence for sentence in told), told


def test_no_law_is_left_out(rows):
    silent = set(LIMIT_LAWS)
    for tamper, _ in TAMPERED.values():
        log = SortedLog(*arguments(tamper(rows)))
        silent -= {law for law in silent if list(law(log))}
    assert silent == set()
