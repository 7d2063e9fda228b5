"""What is known of an agent: its state now, and what it did over the whole run, in numbers."""

from collections.abc import Callable, Sequence
from math import fsum

from sim.model.agent import Agent
from sim.record.log import RunLog
from sim.record.patience_rows import OrphanServed
from sim.record.rows import AttemptEnded, TaskEnded
from sim.record.task_end import is_beside_the_point
from sim.record.views import AgentState


def agent_state(agent: Agent, now: float, timestamp: Callable[[float], str]) -> AgentState:
    """Return the state of an agent now.

    Args:
        agent: the agent.
        now: seconds since the start of the run.
        timestamp: turns such seconds into a UTC timestamp.
    """
    tried = agent.completed + agent.failed - agent.refused
    return AgentState(
        agent_id=agent.agent_id,
        status=agent.status,
        running=tuple(agent.serving[slot].task.task_id for slot in sorted(agent.serving)),
        queued=tuple(attempt.task.task_id for attempt in agent.queue.in_order()),
        load_s=agent.load_s(now),
        completed=agent.completed,
        failed=agent.failed,
        success_rate=agent.completed / tried if tried else None,
        last_change=timestamp(agent.last_change),
    )


def agent_performance(log: RunLog, agents: Sequence[Agent], now: float) -> dict[str, dict[str, float | None]]:
    """Return the numbers of each agent by its id.

    `success_rate` is over attempts past the gates; `completed`, `failed` count tasks by the agent that had them last;
    `utilisation` is busy seconds over up seconds of all slots.

    Args:
        log: the run's log.
        agents: the fleet.
        now: seconds since the start of the run.
    """
    attempts: dict[int, list[AttemptEnded]] = {agent.index: [] for agent in agents}
    orphans: dict[int, list[OrphanServed]] = {agent.index: [] for agent in agents}
    tasks: dict[int, list[TaskEnded]] = {agent.index: [] for agent in agents}
    for attempt in log.of(AttemptEnded):
        if attempt.approved:
            attempts[attempt.agent].append(attempt)
    for orphan in log.of(OrphanServed):
        orphans[orphan.agent].append(orphan)
    for task in log.of(TaskEnded):
        if task.agent is not None:
            tasks[task.agent].append(task)
    return {a.agent_id: _performance(a, attempts[a.index], orphans[a.index], tasks[a.index], now) for a in agents}


def _performance(
    agent: Agent,
    attempts: Sequence[AttemptEnded],
    orphans: Sequence[OrphanServed],
    tasks: Sequence[TaskEnded],
    now: float,
) -> dict[str, float | None]:
    worked = fsum([*(attempt.served for attempt in attempts), *(orphan.served for orphan in orphans)])
    served = fsum(attempt.served for attempt in attempts)
    judged = [attempt for attempt in attempts if not is_beside_the_point(attempt)]
    up_slot_s = agent.up_s(now) * agent.spec.capacity
    return {
        "tasks": len(tasks),
        "completed": sum(task.status == "completed" for task in tasks),
        "failed": sum(task.status == "failed" for task in tasks),
        "attempts": len(attempts),
        "retries": sum(max(0, task.attempts - 1) for task in tasks),
        "success_rate": sum(row.succeeded for row in judged) / len(judged) if judged else None,
        "busy_s": worked,
        "mean_service_s": served / len(attempts) if attempts else None,
        "utilisation": worked / up_slot_s if up_slot_s > 0.0 else None,
        "availability": agent.up_s(now) / now if now > 0.0 else 1.0,
    }
