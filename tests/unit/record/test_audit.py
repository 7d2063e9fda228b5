"""Every law can fail: a sound log passes, and each way of tampering with it is told in a sentence."""

from collections.abc import Callable
from typing import Any

import pytest

import sim
from sim.record.audit import LAWS, Audit
from sim.record.breaker_laws import BREAKER_LAWS
from sim.record.copy_laws import COPY_LAWS
from sim.record.fault_laws import FAULT_LAWS
from sim.record.limit_laws import LIMIT_LAWS
from sim.record.log import RunLog
from sim.record.money_laws import MONEY_LAWS
from sim.record.patience_laws import PATIENCE_LAWS
from sim.record.retry_laws import RETRY_LAWS
from sim.record.rows import (
    Assigned,
    AttemptEnded,
    GateDecided,
    OutageBegan,
    OutageEnded,
    Sampled,
    TaskEnded,
    WaveEnded,
    WaveStarted,
)
from sim.record.sorted_log import SortedLog
from sim.record.task_end import PARENT_FAILED
from tests.unit.record.tampering import (
    always,
    changed,
    completed,
    doubled,
    failed,
    later,
    moved,
    orphaned,
    place_of,
    refused,
    rested,
    retried,
    served,
    value,
    waited,
    with_long_hand_off,
    without,
)

CAPACITIES = (2, 1)
TASKS = 40
RETRIES = 2
ACCEPTS = (None, ("code",))


@pytest.fixture(scope="module")
def rows() -> list[Any]:
    """A run with two waves, retries, refusals, outages that attempts live through, dependencies, and samples."""
    scenario = sim.parse_scenario(
        {
            "name": "sound",
            "seed": 6,
            "fleet": {
                "agents": [{"name": "wide", "capacity": 2}, {"name": "slow", "speed": 0.5}],
                "breakdowns": {"mtbf": 60, "mttr": 15, "on_breakdown": "restart"},
            },
            "workload": {
                "kind": "synthetic",
                "waves": 2,
                "tasks_per_wave": 20,
                "duration": {"kind": "exponential", "mean": 20},
                "predicted_success": 0.7,
                "arrivals": {"kind": "poisson", "rate": 0.5},
                "graph": {"kind": "chain", "length": 2},
                "hand_off": 3,
            },
            "gates": {"transient_refusal_rate": 0.1},
            "retry": {"max_retries": RETRIES},
        }
    )
    return list(sim.run(scenario).log)


def violations(rows: list[Any]) -> list[str]:
    log = RunLog(("wide_0", "slow_0"))
    for row in rows:
        log.add(row)
    return Audit(log, TASKS, CAPACITIES, RETRIES, ACCEPTS).violations()


def test_the_sound_log_holds_what_the_laws_speak_of(rows):
    assert violations(rows) == []
    attempts = [row for row in rows if type(row) is AttemptEnded]
    assert any(map(retried, attempts))
    assert any(map(refused, attempts))
    tasks = [row for row in rows if type(row) is TaskEnded]
    assert {completed(row) for row in tasks} == {True, False}
    ended = [row for row in rows if type(row) is OutageEnded]
    assert any(a.agent == o.agent and a.started_at < o.began_at and o.at < a.ended_at for a in attempts for o in ended)


TAMPERED: dict[str, tuple[Callable[[list[Any]], list[Any]], str]] = {
    # each_task_ends_once
    "a task's end is lost": (lambda r: without(r, TaskEnded, completed), "never ends"),
    "a task ends twice": (lambda r: doubled(r, TaskEnded, completed), "ends 2 times"),
    "a task from nowhere": (lambda r: changed(r, TaskEnded, completed, task_index=value(99)), "only 40 tasks"),
    # attempts_are_counted
    "an attempt is lost": (lambda r: without(r, AttemptEnded, retried), "are counted"),
    "one attempt more is counted": (
        lambda r: changed(r, TaskEnded, always, attempts=later("attempts", 1)), "are counted"),
    "an attempt too many": (lambda r: changed(r, TaskEnded, always, attempts=value(4)), "4 attempts with 2 retries"),
    # the_last_attempt_decides
    "a failure is called a success": (
        lambda r: changed(r, TaskEnded, failed, status=value("completed")), "succeeded is False"),
    "a success is called a failure": (
        lambda r: changed(r, TaskEnded, completed, status=value("failed")), "succeeded is True"),
    "it goes on after a success": (
        lambda r: changed(r, AttemptEnded, rested, succeeded=value(True), error_class=value(None)),
        "goes on after"),
    "a failure without a reason": (lambda r: changed(r, TaskEnded, failed, reason=value(None)), "with the reason None"),
    "a success with a reason": (
        lambda r: changed(r, TaskEnded, completed, reason=value("bad luck")), "reason 'bad luck'"),
    "a task outlives its last attempt": (
        lambda r: changed(r, TaskEnded, completed, ended_at=later("ended_at")), "its last attempt at"),
    "a success with an error": (
        lambda r: changed(r, AttemptEnded, lambda a: a.succeeded, error_class=value("transient")),
        "succeeded: True, error transient"),
    # sums_agree
    "seconds appear": (lambda r: changed(r, TaskEnded, completed, served=later("served")), "its attempts"),
    "waste appears": (lambda r: changed(r, TaskEnded, completed, wasted=later("wasted")), "its attempts"),
    "another first start": (
        lambda r: changed(r, TaskEnded, completed, started_at=later("started_at")), "first start and success"),
    "another first success": (
        lambda r: changed(r, TaskEnded, completed, first_attempt_success=value(None)), "first start and success"),
    "no first attempt": (
        lambda r: changed(r, AttemptEnded, lambda a: a.first_served, first_served=value(False)), "marked as the first"),
    # retries_wait
    "a retry after the last": (
        lambda r: changed(r, AttemptEnded, rested, backoff=value(None)),
        "there was to be none"),
    "a longer back-off": (
        lambda r: changed(r, AttemptEnded, rested, backoff=value(1e6)),
        "before its back-off is over"),
    # gates_come_first
    "an attempt without a verdict": (lambda r: without(r, GateDecided, always), "without a verdict"),
    "a verdict too many": (
        lambda r: [*r, r[place_of(r, GateDecided, always)]._replace(attempt=7)], "attempts, but verdicts on"),
    "a second verdict": (lambda r: doubled(r, GateDecided, always), "verdicts on"),
    "a verdict at another time": (lambda r: changed(r, GateDecided, always, at=later("at", -1.0)), "without a verdict"),
    "against the verdict": (
        lambda r: changed(r, GateDecided, lambda d: d.verdict == "approved", verdict=value("deferred")),
        "goes against the verdict deferred"),
    "refused and yet served": (
        lambda r: changed(r, AttemptEnded, refused, served=value(3.0)), "refused and yet served"),
    "refused and yet long": (
        lambda r: changed(r, AttemptEnded, refused, ended_at=later("ended_at")), "refused and yet served"),
    # causes_come_first
    "nobody gave it away": (lambda r: without(r, Assigned, always), "was not given to last"),
    "given to another": (
        lambda r: changed(r, Assigned, always, agent=lambda row: 1 - row.agent), "was not given to last"),
    "an end before the question": (lambda r: moved(r, AttemptEnded, served, to=1), "ends before the gates were asked"),
    "ended by a stranger": (lambda r: changed(r, TaskEnded, always, agent=lambda row: 1 - row.agent), "ends with"),
    # time_runs_forward
    "two rows out of order": (lambda r: moved(r, OutageBegan, always, to=len(r)), "stands behind"),
    # attempts_are_in_order
    "started before it was queued": (
        lambda r: changed(r, AttemptEnded, always, queued_at=later("started_at")), "out of order"),
    "ended before it started": (
        lambda r: changed(r, AttemptEnded, always, ended_at=later("started_at", -1.0)), "out of order"),
    "a start number twice": (
        lambda r: changed(r, AttemptEnded, always, start_order=later("start_order", 1)), "order of starts"),
    # outages_alternate
    "down twice": (lambda r: without(r, OutageEnded, always), "while it is down"),
    "repaired without need": (lambda r: without(r, OutageBegan, always), "did not begin"),
    "repaired from another outage": (
        lambda r: changed(r, OutageEnded, always, began_at=later("began_at")), "did not begin"),
    # one_task_a_slot
    "two tasks on one slot": (
        lambda r: changed(r, AttemptEnded, lambda a: a.agent == 0 and a.slot == 1, slot=value(0)), "starts before"),
    "a slot that is not there": (
        lambda r: changed(r, AttemptEnded, lambda a: a.agent == 1, slot=value(1)), "has no slot 1"),
    "an agent that is not there": (lambda r: changed(r, AttemptEnded, always, agent=value(2)), "has no slot"),
    # the_down_serve_nothing
    "started while down": (lambda r: changed(r, OutageBegan, always, at=value(0.0)), "is down"),
    "served while down": (lambda r: changed(r, AttemptEnded, served, served=later("served")), "was up for"),
    # waste_came_to_nothing
    "a success that wasted": (
        lambda r: changed(r, AttemptEnded, lambda a: a.succeeded, wasted=later("wasted")), "wasted 1.0 s"),
    "a failure that wasted nothing": (
        lambda r: changed(r, AttemptEnded, lambda a: served(a) and not a.succeeded, wasted=value(0.0)), "wasted 0.0 s"),
    # agents_get_what_they_accept
    "a task that its agent refuses": (
        lambda r: changed(r, TaskEnded, lambda t: t.agent == 1, type=value("docs")), "which does not accept it"),
    # time_adds_up
    "a wave that is longer": (
        lambda r: changed(r, WaveEnded, always, up_s=value((0.0, 0.0))), "do not fit its outages"),
    "seconds that nobody has": (lambda r: changed(r, AttemptEnded, served, served=value(500.0)), "s served,"),
    # waves_follow
    "a wave that never ends": (lambda r: without(r, WaveEnded, always), "start, waves"),
    "waves out of order": (
        lambda r: changed(changed(r, WaveStarted, always, wave=value(3)), WaveEnded, always, wave=value(3)),
        "start, waves"),
    "waves that overlap": (
        lambda r: changed(r, WaveEnded, lambda w: w.wave == 2, started_at=value(1.0)),
        "starts before wave 1 has ended"),
    "a wave with another start": (lambda r: changed(r, WaveStarted, always, at=value(-1.0)), "another start"),
    "a wave with another task": (lambda r: changed(r, WaveEnded, always, tasks=value(21)), "other tasks"),
    "an attempt in another wave": (lambda r: changed(r, AttemptEnded, always, wave=value(2)), "leaves wave 2"),
    "an attempt in no wave": (lambda r: changed(r, AttemptEnded, always, wave=value(9)), "leaves wave 9"),
    "a task in another wave": (lambda r: changed(r, TaskEnded, always, wave=value(2)), "leaves wave 2"),
    "ready after its start": (
        lambda r: changed(r, TaskEnded, completed, ready_at=lambda row: row.ended_at), "queued before it is ready"),
    "never ready": (lambda r: changed(r, TaskEnded, completed, ready_at=value(None)), "queued before it is ready"),
    "ready before its parents": (
        lambda r: changed(r, TaskEnded, waited, ready_at=lambda row: row.released_at - 1.0), "its last parent"),
    "a parent that nobody knows": (
        lambda r: changed(r, TaskEnded, waited, depends_on=value((("ghost", 0.0),))), "a task that never ends"),
    "hand-offs longer than they were": (
        lambda r: [with_long_hand_off(row) if type(row) is TaskEnded and waited(row) else row for row in r],
        "is queued before its input arrives"),
    "a parent that failed": (
        lambda r: changed(r, TaskEnded, waited, reason=value(f"{PARENT_FAILED}ghost")), "none has failed"),
    "a child that outlives its parent": (
        lambda r: changed(r, TaskEnded, orphaned, ended_at=lambda row: row.ended_at + 1.0), "its parent at"),
    "a child that fails by itself": (lambda r: changed(r, TaskEnded, orphaned, reason=value("tired")), "fail with it"),
    "never released": (lambda r: changed(r, TaskEnded, completed, released_at=value(None)), "never released"),
    # samples_see_what_is
    "a sample of another fleet": (
        lambda r: changed(r, Sampled, always, up=lambda row: tuple(not up for up in row.up)), "up False"),
    "a sample of other work": (lambda r: changed(r, Sampled, always, busy_slots=value((0, 7))), "busy slots 7"),
    "a sample of other tasks": (lambda r: changed(r, Sampled, always, ready=value(99)), "ready 99"),
    "a sample of other success": (lambda r: changed(r, Sampled, always, completed=value((0, 99))), "completed 99"),
    "a sample of a queue shorter than empty": (
        lambda r: changed(r, Sampled, always, queue_length=value((0, -1))), "-1 tasks wait there"),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERED)
def test_what_was_tampered_with_is_told(rows, name):
    tamper, expected = TAMPERED[name]
    told = violations(tamper(rows))
    assert any(expected in sentence for sentence in told), told


def test_no_law_is_left_out(rows):
    """Each law, alone, tells of at least one of the ways of tampering."""
    of_others = {*PATIENCE_LAWS, *RETRY_LAWS, *LIMIT_LAWS, *MONEY_LAWS, *FAULT_LAWS, *BREAKER_LAWS, *COPY_LAWS}
    silent = set(LAWS) - of_others
    for tamper, _ in TAMPERED.values():
        log = RunLog(("wide_0", "slow_0"))
        for row in tamper(rows):
            log.add(row)
        sorted_log = SortedLog(log, TASKS, CAPACITIES, RETRIES, ACCEPTS)
        silent -= {law for law in silent if list(law(sorted_log))}
    assert silent == set()
