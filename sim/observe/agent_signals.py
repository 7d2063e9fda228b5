"""What a wave says to Phase 18: of each agent, and of how the agents worked together."""

from collections.abc import Mapping, Sequence
from math import fsum
from typing import Any, NamedTuple

from sim.measures.metrics.balance import load_balance
from sim.measures.statistics.trend import trend
from sim.observe.interference import interference
from sim.observe.levers import balancing
from sim.observe.outcomes import TaskOutcome
from sim.observe.signals import AGENT_PERFORMANCE, COORDINATION, Draft, RateEvidence, balance_evidence
from sim.observe.wave_index import WaveRows
from sim.observe.wave_metrics import loads_s

TARGET_BALANCE = 0.70
MUCH_INTERFERENCE = 0.10
"""Share of the waiting from which on the advice is to let agents share their work."""


class Performance(NamedTuple):
    """What came of some tasks. Latency and pace are those of the tasks that were served."""

    tasks: int = 0
    completed: int = 0
    retries: int = 0
    avg_latency: float | None = None  # mean seconds from release to end
    pace: float = 1.0  # mean expected / mean actual seconds of work, at most 1
    refused: int = 0  # tasks that never got past the gates, where they are not to be held against anybody

    @property
    def success_rate(self) -> float | None:
        """Completed / tasks that were not refused; None without any."""
        return self.completed / self.served if self.served else None

    @property
    def served(self) -> int:
        """Tasks that count for the success rate."""
        return self.tasks - self.refused

    def content(self) -> dict[str, Any]:
        """Return it as a signal's content; performance_score = success rate * pace, None without tasks."""
        rate = self.success_rate
        return {
            "tasks": self.tasks,
            "completed": self.completed,
            "failed": self.tasks - self.completed,
            "success_rate": rate,
            "avg_latency": self.avg_latency,
            "retries": self.retries,
            "performance_score": None if rate is None else rate * self.pace,
        }


def performance_by_agent(outcomes: Sequence[TaskOutcome]) -> dict[str, Performance]:
    """Return what came of each agent's tasks, by agent id; an agent without tasks is missing.

    Args:
        outcomes: of one wave. Each task counts for its last agent.
    """
    given: dict[str, list[TaskOutcome]] = {}
    for outcome in outcomes:
        if outcome.agent_id is not None:
            given.setdefault(outcome.agent_id, []).append(outcome)
    return {
        agent_id: _performance(own)._replace(refused=sum(outcome.response_s is None for outcome in own))
        for agent_id, own in given.items()
    }


def fleet_performance(outcomes: Sequence[TaskOutcome]) -> Performance:
    """Return what came of all tasks of a wave, those that never reached an agent as well."""
    return _performance(outcomes)


def _performance(outcomes: Sequence[TaskOutcome]) -> Performance:
    served = [outcome for outcome in outcomes if outcome.response_s is not None]
    latency = fsum(outcome.response_s or 0.0 for outcome in served) / len(served) if served else None
    expected = fsum(outcome.expected_s or 0.0 for outcome in served)
    actual = fsum(outcome.actual_s for outcome in served)
    return Performance(
        tasks=len(outcomes),
        completed=sum(outcome.completed is True for outcome in outcomes),
        retries=sum(int(outcome.retries) for outcome in outcomes),
        avg_latency=latency,
        pace=min(1.0, expected / actual) if actual > 0.0 else 1.0,
    )


def agent_drafts(
    table: Mapping[str, Performance],
    agent_ids: Sequence[str],
    issues: Mapping[str, Sequence[str]],
    history: Mapping[str, tuple[Sequence[float], Sequence[float], Sequence[float]]],
) -> list[Draft]:
    """Return what a wave says of each agent, in the fleet's order; of one without tasks as well.

    Args:
        table: what came of each agent's tasks.
        agent_ids: the fleet.
        issues: ids of the anomalies that touch an agent, by agent id.
        history: waves so far, this one included, the success rate and the number of tasks in each, by agent id.
    """
    drafts = []
    for agent_id in agent_ids:
        own = table.get(agent_id, Performance())
        waves, rates, tasks = history.get(agent_id, ((), (), ()))
        line = trend(waves, rates, tasks=tasks)
        content = {
            "agent_id": agent_id,
            **own.content(),
            "trend": None if line is None else line.direction,
            "trend_slope": None if line is None else line.slope,
            "coordination_issues": list(issues.get(agent_id, ())),
        }
        drafts.append(Draft(AGENT_PERFORMANCE, content, RateEvidence(own.completed, own.served)))
    return drafts


def coordination_draft(
    rows: WaveRows, outcomes: Sequence[TaskOutcome], capacities: Sequence[int], issues: Sequence[str]
) -> Draft:
    """Return what a wave says of how the agents worked together.

    Args:
        rows: a wave that has ended.
        outcomes: of that wave.
        capacities: slots, one entry an agent.
        issues: ids of the anomalies of the wave.

    Raises:
        ValueError: when the wave has not ended.
    """
    balance = load_balance(loads_s(rows.work, capacities), len(rows.tasks))
    waiting = interference(rows, capacities)
    share = waiting.interfered_s / waiting.waited_s if waiting.waited_s > 0.0 else None
    content = {
        "agent_id": None,
        "load_balance": balance,
        "waited_s": waiting.waited_s,
        "interference_s": waiting.interfered_s,
        "interference_share": share,
        "performance_score": fleet_performance(outcomes).content()["performance_score"],
        "advice": advice(balance, share, _strategy(rows)),
        "coordination_issues": list(issues),
    }
    return Draft(COORDINATION, content, balance_evidence(rows.work, capacities, len(rows.tasks)))


def advice(balance: float, interference_share: float | None, strategy: str | None) -> str:
    """Return what to do about the assignment strategy.

    Args:
        balance: of the loads, 0..1.
        interference_share: share of the waiting that was beside an idle agent; None where nobody waited.
        strategy: that assigned most tasks; None where none was assigned.

    >>> advice(balance=0.9, interference_share=0.0, strategy="round_robin")
    'keep round_robin'
    >>> advice(balance=0.5, interference_share=None, strategy="round_robin")
    'try load_balanced: the busiest agent had much more work than the least busy one'
    """
    if interference_share is not None and interference_share >= MUCH_INTERFERENCE:
        others = " or ".join(balancing(strategy))
        return f"try {others}: {interference_share:.0%} of the waiting was beside an idle agent"
    if balance < TARGET_BALANCE:
        return f"try {balancing(strategy)[0]}: the busiest agent had much more work than the least busy one"
    return f"keep {strategy}" if strategy else "nothing was assigned"


def _strategy(rows: WaveRows) -> str | None:
    names = [row.strategy for row in rows.assigned]
    return max(sorted(set(names)), key=names.count) if names else None
