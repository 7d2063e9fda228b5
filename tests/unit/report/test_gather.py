"""Counts from the tables of a log written by hand.

One wave on two agents. agent_0: task a completes after a failed attempt (10 s wasted, 20 s worked to the end). agent_1:
task b is rejected by clearance; task c is cut off by a breakdown at its only attempt, after 5 s.
"""

import pytest

from sim.record.log import RunLog
from sim.record.rows import (
    Assigned,
    AttemptEnded,
    FaultCaught,
    GateDecided,
    OutageBegan,
    TaskEnded,
    WaveEnded,
    WaveStarted,
)
from sim.record.tables import tables
from sim.report.count_agents import agent_facts
from sim.report.count_attempts import failure_facts, refusal_facts, retry_facts
from sim.report.count_waves import wave_facts
from sim.report.gather import fault_facts


def assigned(index: int, task: str, agent: int) -> Assigned:
    return Assigned(index, task, 1, agent, f"agent_{agent}", 0.0, 0.8, 0.8, 30.0, None, "load_balanced", True)


def decided(index: int, task: str, agent: int, verdict: str, gate: str | None, reason: str) -> GateDecided:
    return GateDecided(index, task, 1, 0, agent, f"agent_{agent}", 0.0, verdict, gate, reason)


def attempt(
    index: int, task: str, agent: int, served: float, error: str | None, backoff: float | None, approved: bool = True
) -> AttemptEnded:
    return AttemptEnded(
        index, task, 1, 0, agent, f"agent_{agent}", 0, 0.0, 0.0, served, served, error is None, error, backoff,
        approved, True, 0.8, index, 0.0 if error is None else served,
    )  # fmt: skip


def ended(
    index: int, task: str, agent: int, status: str, attempts: int, first: bool | None, served: float, wasted: float
) -> TaskEnded:
    return TaskEnded(
        index, task, 1, 2, "LOW", None, 0.0, 0.0, agent, f"agent_{agent}", 0.0, 60.0, status, attempts, 0.8,
        first, 30.0, served, wasted, None,
    )  # fmt: skip


@pytest.fixture
def log() -> RunLog:
    log = RunLog(("agent_0", "agent_1"))
    for row in (
        WaveStarted(1, 0.0, 3, 30.0, 1.0, 1, None),
        assigned(0, "a", 0),
        assigned(1, "b", 1),
        assigned(2, "c", 1),
        decided(0, "a", 0, "approved", None, "fine"),
        attempt(0, "a", 0, 10.0, "transient", 1.0),
        decided(1, "b", 1, "rejected", "clearance", "HIGH risk needs approval; confidence 0.91, not approved"),
        attempt(1, "b", 1, 0.0, "gate_rejected", None, approved=False),
        ended(1, "b", 1, "failed", 1, None, 0.0, 0.0),
        OutageBegan(1, "agent_1", 5.0, 0),
        attempt(2, "c", 1, 5.0, "agent_down", None),
        ended(2, "c", 1, "failed", 1, False, 5.0, 5.0),
        attempt(0, "a", 0, 20.0, None, None),
        ended(0, "a", 0, "completed", 2, False, 30.0, 10.0),
        WaveEnded(1, 0.0, 50.0, 3, (50.0, 5.0)),
    ):
        log.add(row)
    return log


def test_waves(log: RunLog) -> None:
    (wave,) = wave_facts(tables(log, []), [], agents=2)
    assert (wave.tasks, wave.completed, wave.retries, wave.refusals, wave.outages) == (3, 1, 1, 1, 1)
    assert (wave.length_s, wave.wasted_s, wave.health) == (50.0, 15.0, None)
    # Two tasks got past the gates, both predicted at 0.8: 2, 1, 0 successes with .64, .32, .04; the mean observed is
    # off by .2, .3, .8: .128 + .096 + .032 = .256 on average.
    assert wave.accuracy_by_chance == pytest.approx(0.744)


def test_agents(log: RunLog) -> None:
    said = {"success_rate": 0.5, "busy_s": 30.0, "utilisation": 0.6, "availability": 1.0}
    per_agent = {"agent_0": said, "agent_1": {**said, "availability": 0.1}}
    first, second = agent_facts([("agent_0", 1), ("agent_1", 1)], tables(log, []), per_agent)
    assert (first.attempts, first.succeeded, first.busy_s, first.wasted_s) == (2, 1, 30.0, 10.0)
    assert (first.success_rate, first.busy_of_run, first.busy_of_up_time) == (0.5, 0.5, 0.6)  # of 60 s
    assert (second.assigned, second.attempts, second.refusals, second.outages) == (2, 1, 1, 1)
    assert (second.down_s, second.availability) == (55.0, 0.1)  # from 5 s to the end


def test_failures(log: RunLog) -> None:
    found = [(f.cause, f.gate, f.tasks, f.examples) for f in failure_facts(tables(log, []))]
    assert found == [("gate_rejected", "clearance", 1, ("b",)), ("agent_down", None, 1, ("c",))]


def test_a_task_that_waited_for_its_retry_was_cut_off_by_the_end_of_the_run() -> None:
    log = RunLog(("agent_0",))
    log.add(attempt(0, "a", 0, 10.0, "transient", 8.0))
    log.add(ended(0, "a", 0, "failed", 1, False, 10.0, 10.0))
    log.add(ended(1, "never begun", 0, "failed", 0, None, 0.0, 0.0))
    assert [(f.cause, f.tasks) for f in failure_facts(tables(log, []))] == [("run_ended", 2)]


def test_retries(log: RunLog) -> None:
    facts = retry_facts(tables(log, []))
    assert (facts.attempts, facts.refused, facts.rescued, facts.first_failed) == (4, 1, 1, 2)
    assert facts.failed_by_class == (("agent_down", 1), ("transient", 1))
    assert facts.tasks_by_attempts == ((1, 2), (2, 1))
    assert (facts.worked_s, facts.wasted_s) == (35.0, 15.0)


def test_refusals_of_one_kind_stand_together(log: RunLog) -> None:
    log.add(decided(3, "d", 0, "rejected", "clearance", "HIGH risk needs approval; confidence 0.95, not approved"))
    (facts,) = refusal_facts(tables(log, [])["gate_decisions"])
    assert (facts.gate, facts.verdict, facts.reason) == ("clearance", "rejected", "HIGH risk needs approval")
    assert (facts.attempts, facts.tasks) == (2, 2)


def test_many_kinds_of_reason_are_shown_together() -> None:
    log = RunLog(("agent_0",))
    for index in range(10):
        log.add(decided(index, f"t{index}", 0, "rejected", "minimum_success", f"predicted success 0.0{index} is low"))
    facts = refusal_facts(tables(log, [])["gate_decisions"])
    assert [(f.reason, f.attempts) for f in facts] == [
        ("7 other reasons, such as: predicted success 0.03 is low", 7),
        ("predicted success 0.00 is low", 1),
        ("predicted success 0.01 is low", 1),
        ("predicted success 0.02 is low", 1),
    ]


def test_a_dry_run_counts_what_would_have_been_refused() -> None:
    log = RunLog(("agent_0",))
    reason = "dry run: would be deferred by gate resource: agent agent_0 is down"
    log.add(decided(0, "a", 0, "approved", None, reason))
    (facts,) = refusal_facts(tables(log, [])["gate_decisions"])
    assert (facts.gate, facts.verdict, facts.reason) == ("resource", "deferred", "agent agent_0 is down")


def test_faults_of_one_part_stand_together() -> None:
    log = RunLog(("agent_0",))
    for at in (3.0, 5.0):
        log.add(FaultCaught(at, 1, "policy mine", "ValueError", f"at {at}", "load_balanced decides"))
    (fault,) = fault_facts(tables(log, [])["exceptions"])
    assert (fault.times, fault.first_s, fault.message) == (2, 3.0, "at 3.0")
