"""Chaos: each agent is killed at each moment at which something happens, and every run ends soundly and says why.

A run that hangs would run into the limit of events below; one that loses a task breaks a law.
"""

from typing import Any

import pytest

import sim
from sim.experiment.run import Run
from sim.record.patience_rows import BreakerMoved
from sim.record.rows import AnomalyClosed, AnomalyOpened, AttemptEnded, Sampled
from tests.properties.chaos_worlds import WORLDS, world

RULES = [
    {"on_breakdown": fate, "failover": failover}
    for fate in ("fail", "restart", "resume")
    for failover in ("wait", "reassign")
]
DOWN_S = 25.0
MOST_ROWS = 20_000
NOTHING_HAPPENS = (Sampled, AnomalyOpened, AnomalyClosed)


def moments(run: Run) -> list[float]:
    """When something happens, samples aside; just after each too, which is between what happens."""
    rows: list[Any] = [row for row in run.log if not isinstance(row, NOTHING_HAPPENS)]
    times = {row.at if hasattr(row, "at") else row.ended_at for row in rows}
    return sorted({round(t, 9) for t in times} | {round(t + 0.25, 9) for t in times})


def struck(name: str, agent: str, at: float, rules: dict[str, str]) -> Run:
    data: dict[str, Any] = world(name)
    outage = {"agents": [agent], "at": at, "for": DOWN_S, **rules}
    data["fleet"] = {**data["fleet"], "outages": [outage]}
    return sim.run(data)


def breaches(run: Run) -> list[str]:
    """What is wrong with a run that should have ended, lost nothing, and kept every law."""
    found = run.audit()
    result = run.result
    if result.completed_tasks + result.failed_tasks != result.total_tasks or len(run.tasks) != result.total_tasks:
        found.append("a task is lost")
    if result.ended_early is not None:  # the horizon is far: who gets there waits for what never comes
        found.append(f"the run hung: {result.ended_early}")
    if any(not reason for status, reason in zip(run.tasks.status, run.tasks.reason, strict=True) if status == "failed"):
        found.append("a task failed without a reason")
    if len(run.log) > MOST_ROWS:
        found.append(f"{len(run.log)} rows")
    if result.faults:
        found.append(f"exceptions: {run.faults}")
    return found


def let_loose(name: str, every: int) -> None:
    calm = sim.run(world(name))
    assert breaches(calm) == []
    cases = [(agent, at) for at in moments(calm) for agent in calm.log.agent_ids]
    for number, (agent, at) in enumerate(cases):
        if number % every == 0:
            rules = RULES[number // every % len(RULES)]
            assert breaches(struck(name, agent, at, rules)) == [], (agent, at, rules)


@pytest.mark.parametrize("name", WORLDS)
def test_killing_an_agent_now_and_then_is_survived(name):
    let_loose(name, every=37)


@pytest.mark.nightly
@pytest.mark.parametrize("name", WORLDS)
def test_killing_each_agent_at_each_moment_is_survived(name):
    let_loose(name, every=1)


def test_a_task_that_gets_lost_is_noticed(monkeypatch):
    from sim.model.agent_manager import AgentManager

    receive = AgentManager.receive

    def forgetful(self: AgentManager, attempt: Any) -> None:
        if attempt.number == 0:
            receive(self, attempt)

    monkeypatch.setattr(AgentManager, "receive", forgetful)
    assert breaches(struck("waves", "a_0", 5.0, RULES[1])) != []


def test_the_worlds_have_breakers_that_open_and_copies_that_begin():
    runs = {name: sim.run(world(name)) for name in ("impatient", "waves", "thieves", "gates")}
    assert all(runs[name].log.of(BreakerMoved) for name in ("impatient", "waves"))
    assert all(any(row.copy for row in runs[name].log.of(AttemptEnded)) for name in ("thieves", "gates"))
