"""Every law of money can fail: a sound log passes, and each way of tampering with it is told in a sentence."""

from collections.abc import Callable

import pytest

import sim
from sim.experiment.finished_run import patience_of
from sim.record.audit import Audit
from sim.record.costs import Money, money_of
from sim.record.log import RunLog
from sim.record.money_laws import MONEY_LAWS
from sim.record.patience_rows import OrphanServed
from sim.record.rows import AttemptEnded
from sim.record.sorted_log import SortedLog
from tests.properties.test_money import PAID
from tests.unit.record.test_patience_laws import Rows, changed, ended_as

SCENARIO = sim.parse_scenario(PAID)
TASKS, CAPACITIES, RETRIES = 120, (2, 2), 3


@pytest.fixture(scope="module")
def rows() -> Rows:
    return list(sim.run(SCENARIO).log)


def log_of(rows: Rows, share: float = 1.0) -> RunLog:
    """The rows as a log, with so much of the budget that they were made with."""
    money = money_of(SCENARIO)
    assert money is not None
    assert money.budget is not None
    budget = money.budget.model_copy(update={"total": share * 60.0})
    log = RunLog(("agent_0", "agent_1"), money=Money(money.prices, budget))
    for row in rows:
        log.add(row)
    return log


def told(log: RunLog) -> list[str]:
    return Audit(log, TASKS, CAPACITIES, RETRIES, (), patience_of(SCENARIO)).violations()


TAMPERED: dict[str, tuple[Callable[[Rows], RunLog], str]] = {
    "less money than was spent": (lambda r: log_of(r, 0.5), "which the budget does not have"),
    "refused, with money left": (lambda r: log_of(r, 3.0), "though the budget has them"),
    "work on no attempt's bill": (
        lambda r: log_of(changed(r, OrphanServed, lambda _: True, attempt=lambda _: 77)), "but it did work for"),
    "a start that nobody paid": (
        lambda r: log_of(changed(r, AttemptEnded, ended_as("budget"), error_class=lambda _: "transient",
                                 approved=lambda _: True)), "which the budget does not have"),
}  # fmt: skip


def test_a_sound_log_breaks_no_law(rows):
    assert told(log_of(rows)) == []


@pytest.mark.parametrize("case", TAMPERED)
def test_tampering_is_told(rows, case):
    tamper, sentence = TAMPERED[case]
    assert any(sentence in each for each in told(tamper(rows)))


def test_no_law_is_left_out(rows):
    silent = set(MONEY_LAWS)
    for tamper, _ in TAMPERED.values():
        log = SortedLog(tamper(rows), TASKS, CAPACITIES, RETRIES, (), patience_of(SCENARIO))
        silent -= {law for law in silent if list(law(log))}
    assert silent == set()
