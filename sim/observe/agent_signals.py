"""What a wave says to Phase 18: of each agent, and of how the agents worked together."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.measures.balance import load_balance
from sim.measures.trend import trend
from sim.observe.interference import interference
from sim.observe.levers import balancing
from sim.observe.signals import AGENT_PERFORMANCE, COORDINATION, Draft, RateEvidence, balance_evidence
from sim.observe.wave_index import WaveRows
from sim.observe.wave_metrics import loads_s

if TYPE_CHECKING:
    import pandas as pd

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


def performance_by_agent(outcomes: "pd.DataFrame") -> dict[str, Performance]:
    """Return what came of each agent's tasks, by agent id; an agent without tasks is missing.

    Args:
        outcomes: of one wave, see `outcome_frame`. Each task counts for its last agent.
    """
    given = outcomes[outcomes["agent_id"].notna()]
    refused = given[given["response_s"].isna()].groupby("agent_id").size()
    return {
        agent_id: own._replace(refused=int(refused.get(agent_id, 0)))
        for agent_id, own in _performance_by(given, "agent_id").items()
    }


def fleet_performance(outcomes: "pd.DataFrame") -> Performance:
    """Return what came of all tasks of a wave, those that never reached an agent as well."""
    return next(iter(_performance_by(outcomes, "wave").values()), Performance())


def _performance_by(outcomes: "pd.DataFrame", column: str) -> dict[str, Performance]:
    counts = outcomes.groupby(column).agg({"task_id": "size", "completed": "sum", "retries": "sum"})
    served = outcomes[outcomes["response_s"].notna()]
    means = served.groupby(column).agg({"response_s": "mean", "expected_s": "mean", "actual_s": "mean"})
    times = {str(key): row for key, *row in means.itertuples()}
    return {
        str(key): Performance(int(tasks), int(completed), int(retries), *_latency_and_pace(times.get(str(key))))
        for key, tasks, completed, retries in counts.itertuples()
    }


def _latency_and_pace(times: Sequence[float] | None) -> tuple[float | None, float]:
    if times is None:
        return None, 1.0
    latency, expected, actual = times
    return float(latency), min(1.0, float(expected / actual)) if actual > 0.0 else 1.0


def agent_drafts(
    table: Mapping[str, Performance],
    agent_ids: Sequence[str],
    issues: Mapping[str, Sequence[str]],
    history: Mapping[str, Sequence[tuple[int, float]]],
) -> list[Draft]:
    """Return what a wave says of each agent, in the fleet's order; of one without tasks as well.

    Args:
        table: what came of each agent's tasks.
        agent_ids: the fleet.
        issues: ids of the anomalies that touch an agent, by agent id.
        history: (wave, success rate) of the waves so far, this one included, by agent id.
    """
    drafts = []
    for agent_id in agent_ids:
        own = table.get(agent_id, Performance())
        waves = history.get(agent_id, ())
        line = trend([wave for wave, _ in waves], [rate for _, rate in waves])
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
        "performance_score": fleet_performance(outcomes).content()["performance_score"],
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
        others = " or ".join(balancing(strategy))
        return f"try {others}: {interference_share:.0%} of the waiting was beside an idle agent"
    if balance < TARGET_BALANCE:
        return f"try {balancing(strategy)[0]}: the busiest agent had much more work than the least busy one"
    return f"keep {strategy}" if strategy else "nothing was assigned"


def _strategy(rows: WaveRows) -> str | None:
    names = [row.strategy for row in rows.assigned]
    return max(sorted(set(names)), key=names.count) if names else None
