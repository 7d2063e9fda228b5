"""Every law of circuit breakers can fail: a sound log passes, and each way of tampering with it is told."""

from collections.abc import Callable
from typing import Any

import pytest

import sim
from sim.record.audit import Audit
from sim.record.log import RunLog
from sim.record.patience_rows import BreakerMoved
from sim.record.rows import AttemptEnded
from tests.unit.model.test_breakers_by_hand import BUSY
from tests.unit.record.test_patience_laws import Rows, changed, ended_as

DATA: dict[str, Any] = {**BUSY, "breaker": {**BUSY["breaker"], "when_open": "fail"}}


@pytest.fixture(scope="module")
def rows() -> Rows:
    return list(sim.run(DATA).log)


def told(rows: Rows) -> list[str]:
    log = RunLog(("a_0", "a_1", "a_2"))
    for row in rows:
        log.add(row)
    return [sentence for sentence in Audit(log, 200, (2, 2, 2), 3).violations() if "breaker" in sentence]


def is_refused(row: Any) -> bool:
    return isinstance(row, AttemptEnded) and ended_as("breaker_open")(row)


def opened(row: Any) -> bool:
    return bool(row.state == "open")


TAMPERED: dict[str, tuple[Callable[[Rows], Rows], str]] = {
    "open from half open to half open": (
        lambda r: changed(r, BreakerMoved, opened, state=lambda _: "half_open"), "moves from closed to half_open"),
    "refused by nothing": (
        lambda r: [row for row in r if type(row) is not BreakerMoved], "which is closed"),
    "begun though open": (
        lambda r: [row._replace(error_class="transient") if is_refused(row) else row for row in r],
        "whose breaker is open"),
}  # fmt: skip


def test_a_sound_log_breaks_no_law(rows):
    assert told(rows) == []


@pytest.mark.parametrize("case", TAMPERED)
def test_tampering_is_told(rows, case):
    tamper, sentence = TAMPERED[case]
    assert any(sentence in each for each in told(tamper(rows)))
