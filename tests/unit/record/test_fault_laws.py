"""Every law of faults can fail: a sound log passes, and each way of tampering with it is told in a sentence."""

from collections.abc import Callable
from typing import Any

import pytest

import sim
from sim.model.changes import most_slots, slots_over_time
from sim.record.fault_laws import FAULT_LAWS
from sim.record.log import RunLog
from sim.record.rows import Injected, OutageEnded
from sim.record.sorted_log import SortedLog
from tests.properties.test_faults import BUSY
from tests.unit.record.tampering import always, changed

SCENARIO = sim.parse_scenario(BUSY)
Rows = list[Any]


@pytest.fixture(scope="module")
def rows() -> Rows:
    return list(sim.run(SCENARIO).log)


def told(rows: Rows, slots: dict[int, list[tuple[float, int]]] | None = None) -> list[str]:
    log = RunLog(("agent_0", "agent_1", "agent_2"))
    for row in rows:
        log.add(row)
    over_time = slots_over_time(SCENARIO.fleet) if slots is None else slots
    sorted_log = SortedLog(log, 60, most_slots(SCENARIO.fleet), 3, slots=over_time)
    return [sentence for law in FAULT_LAWS for sentence in law(sorted_log)]


def of(kind: str) -> Callable[[Any], bool]:
    return lambda row: row.kind == kind


TAMPERED: dict[str, tuple[Callable[[Rows], Rows], str]] = {
    "a kind that there is not": (lambda rows: [*rows, Injected("quake", ("agent_0",), 9e9, None)], "the quake at"),
    "over before it began": (
        lambda rows: changed(rows, Injected, of("outage"), until=lambda row: row.at - 1.0),
        "ends at",
    ),
    "agents that there are not": (
        lambda rows: changed(rows, Injected, always, agents=lambda _: ("who",)),
        "strikes who",
    ),
    "nobody": (lambda rows: changed(rows, Injected, of("outage"), agents=lambda _: ()), "strikes nobody"),
    "an agent that is up again": (
        lambda rows: changed(rows, OutageEnded, lambda row: row.agent == 1, at=lambda row: row.began_at + 0.5),
        "agent_1 is up during the outage",
    ),
    "an outage that is longer than told": (
        lambda rows: changed(rows, Injected, of("outage"), until=lambda row: row.until + 1000.0),
        "is up during the outage",
    ),
}


def test_a_sound_log_breaks_no_law(rows):
    assert told(rows) == []


@pytest.mark.parametrize("way", TAMPERED)
def test_tampering_is_told(rows, way):
    tamper, expected = TAMPERED[way]
    assert any(expected in sentence for sentence in told(tamper(rows)))


def test_slots_that_are_not_there_are_told(rows):
    slots = {agent: [(0.0, 1)] for agent in range(3)}  # before 10 s there were two
    assert any("attempts are under way at" in sentence for sentence in told(rows, slots))
