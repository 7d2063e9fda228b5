"""Every law of retries can fail: a sound log passes, and each way of tampering with it is told in a sentence."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

import sim
from sim.experiment.finished_run import patience_of, terms_of
from sim.policies.retry_rules import retry_rules
from sim.record.log import RunLog
from sim.record.retry_laws import RETRY_LAWS
from sim.record.rows import AttemptEnded, TaskEnded
from sim.record.sorted_log import SortedLog
from sim.record.task_end import NO_RETRY_BUDGET
from sim.scenario import Scenario
from tests.properties.test_retry_rules import BUSY, HELD, OTHER
from tests.unit.record.tampering import changed, place_of

Rows = list[Any]
TIGHT: dict[str, Any] = {
    **BUSY, "retry": {**BUSY["retry"], "retry_budget": {"share": 0.2, "window": 60, "min_retries": 0}},
}  # fmt: skip
DATA = {"busy": BUSY, "held": HELD, "other": OTHER, "tight": TIGHT}
WORLDS = {name: sim.parse_scenario(data) for name, data in DATA.items()}


@pytest.fixture(scope="module")
def logs() -> dict[str, Rows]:
    return {name: list(sim.run(scenario).log) for name, scenario in WORLDS.items()}


def sorted_log(scenario: Scenario, rows: Rows) -> SortedLog:
    agents = scenario.fleet.agents_by_id()
    log = RunLog(tuple(agent_id for agent_id, _ in agents))
    for row in rows:
        log.add(row)
    rules = retry_rules(scenario.retry, scenario.failures)
    capacities = [spec.capacity for _, spec in agents]
    terms = terms_of(scenario, rules)
    return SortedLog(log, 120, capacities, rules.most_retries, (), patience_of(scenario), {}, (), terms)


def told(scenario: Scenario, rows: Rows) -> list[str]:
    log = sorted_log(scenario, rows)
    return [sentence for law in RETRY_LAWS for sentence in law(log)]


def retried_last(row: AttemptEnded) -> bool:
    """An attempt with which its task gave up, after all the retries that it had."""
    return row.error_class == "transient" and row.backoff is None and row.attempt == 2


def first_of_two(rows: Rows, where: str) -> int:
    """Place of an attempt that failed by itself as `where` says, and after which the task was tried again."""
    return place_of(rows, AttemptEnded, lambda row: row.error_class == where and row.backoff is not None)


def next_of(rows: Rows, place: int) -> int:
    row = rows[place]
    return place_of(rows, AttemptEnded, lambda r: (r.task_index, r.attempt) == (row.task_index, row.attempt + 1))


def with_next(rows: Rows, where: str, **fields: Callable[[Any, Any], object]) -> Rows:
    """The rows, the attempt after such a failure changed: name -> function of the two attempts."""
    place = first_of_two(rows, where)
    after = next_of(rows, place)
    new = {name: change(rows[place], rows[after]) for name, change in fields.items()}
    return [*rows[:after], rows[after]._replace(**new), *rows[after + 1 :]]


def served_in_a_held_slot(rows: Rows) -> Rows:
    """Another attempt of the same agent began in the slot while its task backed off."""
    held = rows[first_of_two(rows, "transient")]
    other = place_of(rows, AttemptEnded, lambda r: r.agent == held.agent and r.task_index != held.task_index
                     and r.served > 1)  # fmt: skip
    at = held.ended_at + held.backoff / 2
    return [*rows[:other], rows[other]._replace(slot=held.slot, started_at=at, ended_at=at + 5), *rows[other + 1 :]]


def refused_though_one_was_left(rows: Rows) -> Rows:
    reason = f"{NO_RETRY_BUDGET}; failed after 3 attempts; the last: transient"
    return changed(rows, TaskEnded, lambda row: row.status == "failed" and "budget" not in row.reason
                   and row.attempts == 3, reason=lambda _: reason)  # fmt: skip


class Case(NamedTuple):
    world: str
    tamper: Callable[[Rows], Rows]
    sentence: str


TAMPERED = {
    "a class that there is not": Case(
        "busy", lambda r: changed(r, AttemptEnded, lambda row: row.error_class == "bug", error_class=lambda _: "pest"),
        "ends as pest, which no attempt does"),
    "one retry too many": Case(
        "busy", lambda r: changed(r, AttemptEnded, retried_last, backoff=lambda _: 1.0), "is tried again after 3"),
    "up a tier too early": Case(
        "busy", lambda r: with_next(r, "bug", agent=lambda a, _: 2 if a.agent < 2 else 0), "of the wrong tier"),
    "the same agent again": Case(
        "other", lambda r: with_next(r, "transient", agent=lambda a, _: a.agent), "again, not on another"),
    "a held slot that it did not get": Case(
        "held", lambda r: with_next(r, "transient", queued_at=lambda _, b: b.queued_at - 0.5), "that was held for it"),
    "a held slot that served another": Case("held", served_in_a_held_slot, "is served in the slot that"),
    "retries beyond the budget": Case(
        "tight", lambda r: [row._replace(backoff=1.0) if type(row) is AttemptEnded and row.error_class == "transient"
                            else row for row in r], "beyond the budget"),
    "a budget that refused nothing": Case("busy", refused_though_one_was_left, "names the retry budget, but had"),
}  # fmt: skip


@pytest.mark.parametrize("name", WORLDS)
def test_the_logs_are_sound(logs, name):
    assert told(WORLDS[name], logs[name]) == []


@pytest.mark.parametrize("name", TAMPERED)
def test_what_was_tampered_with_is_told(logs, name):
    case = TAMPERED[name]
    found = told(WORLDS[case.world], case.tamper(logs[case.world]))
    assert any(case.sentence in sentence for sentence in found), found


def test_no_law_is_left_out(logs):
    silent = set(RETRY_LAWS)
    for case in TAMPERED.values():
        log = sorted_log(WORLDS[case.world], case.tamper(logs[case.world]))
        silent -= {law for law in silent if list(law(log))}
    assert silent == set()
