"""Every law of copies can fail: a sound log passes, and each way of tampering with it is told in a sentence."""

from collections.abc import Callable

import pytest

import sim
from sim.record.copy_laws import COPY_LAWS
from sim.record.log import RunLog
from sim.record.rows import AttemptEnded
from sim.record.sorted_log import SortedLog
from tests.unit.model.test_copies_by_hand import BUSY
from tests.unit.record.test_patience_laws import Rows, changed, ended_as


@pytest.fixture(scope="module")
def rows() -> Rows:
    return list(sim.run(BUSY).log)


def told(rows: Rows) -> list[str]:
    log = RunLog(("a_0", "a_1", "a_2"))
    for row in rows:
        log.add(row)
    return [sentence for law in COPY_LAWS for sentence in law(SortedLog(log, 160, (2, 2, 2), 3))]


TAMPERED: dict[str, tuple[Callable[[Rows], Rows], str]] = {
    "two winners": (
        lambda r: changed(r, AttemptEnded, ended_as("cancelled"), succeeded=lambda _: True), "succeed"),
    "a loser that goes on": (
        lambda r: changed(r, AttemptEnded, ended_as("cancelled"), ended_at=lambda a: a.ended_at + 1.0),
        "goes on after"),
    "lost to nobody": (
        lambda r: changed(r, AttemptEnded, lambda a: a.copy > 0 and a.succeeded, succeeded=lambda _: False),
        "none succeeds"),
    "a copy before its original": (
        lambda r: changed(r, AttemptEnded, lambda a: a.copy > 0, queued_at=lambda _: 0.0), "is queued before"),
}  # fmt: skip


def test_a_sound_log_breaks_no_law(rows):
    assert told(rows) == []


@pytest.mark.parametrize("case", TAMPERED)
def test_tampering_is_told(rows, case):
    tamper, sentence = TAMPERED[case]
    assert any(sentence in each for each in told(tamper(rows)))
