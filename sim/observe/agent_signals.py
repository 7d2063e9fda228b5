"""What a wave says to Phase 18: of each agent, and of how the agents worked together."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.measures.balance import load_balance
from sim.measures.trend import trend
from sim.observe.interference import interference
from sim.observe.signals import AGENT_PERFORMANCE, COORDINATION, Draft, RateEvidence, balance_evidence
from sim.observe.wave_index import WaveRows
from sim.observe.wave_metrics import loads_s

if TYPE_CHECKING:
    import pandas as pd

TARGET_BALANCE = 0.70
MUCH_INTERFERENCE = 0.10
"""Share of the waiting from which on the advice is to let agents share their work."""


def performance_table(outcomes: "pd.DataFrame") -> dict[str, dict[str, Any]]:
    """Return what came of each agent's tasks, by agent id; an agent without tasks is missing.

    - success_rate: completed / tasks; avg_latency: mean seconds from release to end, of tasks that were
    served.
    - performance_score: success_rate * min(1, mean expected / mean actual seconds of work), of tasks served.

    Args:
        outcomes: of one wave, see `outcome_frame`. Each task counts for its last agent.
    """
    known = outcomes[outcomes["agent_id"].notna()]
    return {str(agent_id): fleet_performance(own) for agent_id, own in known.groupby("agent_id", sort=True)}


def fleet_performance(outcomes: "pd.DataFrame") -> dict[str, Any]:
    """Return what came of some tasks, as `performance_table` does for those of one agent."""
    tasks, completed = len(outcomes), int(outcomes["completed"].sum())
    served = outcomes[outcomes["response_s"].notna()]
    latency = float(served["response_s"].mean()) if len(served) else None
    rate = completed / tasks if tasks else None
    return {
        "tasks": tasks,
        "completed": completed,
        "failed": tasks - completed,
        "success_rate": rate,
        "avg_latency": latency,
        "retries": int(outcomes["retries"].sum()),
        "performance_score": None if rate is None else rate * _pace(served),
    }


def _pace(served: "pd.DataFrame") -> float:
    actual, expected = served["actual_s"].mean(), served["expected_s"].mean()
    # Nothing served (both NaN), or served in no time: no slower than expected.
    return min(1.0, float(expected / actual)) if actual > 0.0 and expected >= 0.0 else 1.0


def agent_drafts(
    outcomes: "pd.DataFrame",
    agent_ids: Sequence[str],
    issues: Mapping[str, Sequence[str]],
    history: Mapping[str, Sequence[tuple[int, float]]],
) -> list[Draft]:
    """Return what a wave says of each agent, in the fleet's order; of one without tasks as well.

    Args:
        outcomes: of one wave, see `outcome_frame`.
        agent_ids: the fleet.
        issues: ids of the anomalies that touch an agent, by agent id.
        history: (wave, success rate) of the waves so far, this one included, by agent id.
    """
    table, idle = performance_table(outcomes), fleet_performance(outcomes.iloc[:0])
    drafts = []
    for agent_id in agent_ids:
        own = table.get(agent_id, idle)
        waves = history.get(agent_id, ())
        line = trend([wave for wave, _ in waves], [rate for _, rate in waves])
        content = {
            "agent_id": agent_id,
            **own,
            "trend": None if line is None else line.direction,
            "trend_slope": None if line is None else line.slope,
            "coordination_issues": list(issues.get(agent_id, ())),
        }
        drafts.append(Draft(AGENT_PERFORMANCE, content, RateEvidence(own["completed"], own["tasks"])))
    return drafts


def coordination_draft(
    rows: WaveRows, outcomes: "pd.DataFrame", capacities: Sequence[int], issues: Sequence[str]
) -> Draft:
    """Return what a wave says of how the agents worked together.

    Args:
        rows: a wave that has ended.
        outcomes: of that wave, see `outcome_frame`.
        capacities: slots, one entry an agent.
        issues: ids of the anomalies of the wave.

    Raises:
        ValueError: when the wave has not ended.
    """
    balance = load_balance(loads_s(rows.attempts, capacities), len(rows.tasks))
    waiting = interference(rows, capacities)
    share = waiting.interfered_s / waiting.waited_s if waiting.waited_s > 0.0 else None
    content = {
        "agent_id": None,
        "load_balance": balance,
        "waited_s": waiting.waited_s,
        "interference_s": waiting.interfered_s,
        "interference_share": share,
        "performance_score": fleet_performance(outcomes)["performance_score"],
        "advice": advice(balance, share, _strategy(rows)),
        "coordination_issues": list(issues),
    }
    return Draft(COORDINATION, content, balance_evidence(rows.attempts, capacities, len(rows.tasks)))


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
        other = "shared_queue" if strategy == "load_balanced" else "load_balanced or shared_queue"
        return f"try {other}: {interference_share:.0%} of the waiting was beside an idle agent"
    if balance < TARGET_BALANCE:
        other = "shared_queue" if strategy == "load_balanced" else "load_balanced"
        return f"try {other}: the busiest agent had much more work than the least busy one"
    return f"keep {strategy}" if strategy else "nothing was assigned"


def _strategy(rows: WaveRows) -> str | None:
    names = [row.strategy for row in rows.assigned]
    return max(sorted(set(names)), key=names.count) if names else None
