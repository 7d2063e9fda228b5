"""Rows of the log from the state of a task.

Rows are many, so they are made the short way: from a tuple in the order of the row's fields, which a test compares.
"""

from sim.model.agent import Agent
from sim.model.attempt import Attempt
from sim.model.task_run import TaskRun
from sim.policies.gate import Decision
from sim.record.outcomes import Outcome
from sim.record.patience_rows import AttemptWithdrawn
from sim.record.rows import Assigned, AttemptEnded, GateDecided, TaskEnded
from sim.record.views import TaskStatus
from sim.workload.matching import mean_accepting
from sim.workload.task_table import TaskTable

_row = tuple.__new__  # what a named tuple's constructor does in the end


def assigned(attempt: Attempt, agent: Agent, strategy: str, least_loaded: bool) -> Assigned:
    """Return the row of an attempt that is given to an agent now."""
    a, task = agent.index, attempt.task
    return _row(
        Assigned,
        (
            task.index,
            task.task_id,
            task.wave,
            a,
            agent.agent_id,
            agent.clock.now,
            task.predicted[a],
            task.estimate[a],
            task.expected_s[a],
            task.rank,
            strategy,
            least_loaded,
            attempt.copy,
        ),
    )


def gate_decided(attempt: Attempt, decision: Decision) -> GateDecided:
    """Return the row of a verdict that is given now."""
    task, agent = attempt.task, attempt.agent
    assert agent is not None
    return _row(
        GateDecided,
        (
            task.index,
            task.task_id,
            task.wave,
            attempt.number,
            agent.index,
            agent.agent_id,
            attempt.started_at,
            decision.verdict._value_,  # `.value` is a call
            decision.gate,
            decision.reason,
            attempt.copy,
        ),
    )


def attempt_ended(
    attempt: Attempt, now: float, approved: bool, first_served: bool, backoff_s: float | None
) -> AttemptEnded:
    """Return the row of an attempt that ends now."""
    task, agent, failure = attempt.task, attempt.agent, attempt.failure
    assert agent is not None
    return _row(
        AttemptEnded,
        (
            task.index,
            task.task_id,
            task.wave,
            attempt.number,
            agent.index,
            agent.agent_id,
            attempt.slot,
            attempt.queued_at,
            attempt.started_at,
            now,
            attempt.served_s,
            failure is None,
            None if failure is None else failure.code,
            backoff_s,
            approved,
            first_served,
            task.estimate[agent.index],
            attempt.start_order,
            attempt.undone_s if failure is None else attempt.served_s,
            attempt.copy,
        ),
    )


def attempt_withdrawn(attempt: Attempt, failure: Outcome, now: float, backoff_s: float | None) -> AttemptWithdrawn:
    """Return the row of an attempt that ends now while it waits in a queue."""
    task, agent = attempt.task, attempt.agent
    return AttemptWithdrawn(
        task_index=task.index,
        task_id=task.task_id,
        wave=task.wave,
        attempt=attempt.number,
        agent=None if agent is None else agent.index,
        agent_id=None if agent is None else agent.agent_id,
        queued_at=attempt.queued_at,
        at=now,
        error_class=failure.code,
        backoff=backoff_s,
        predicted_success=believed(task, agent),
        start_order=attempt.start_order,
        copy=attempt.copy,
    )


def believed(task: TaskRun, agent: Agent | None) -> float:
    """Return the success that is believed of a task on an agent; without one, the mean over agents."""
    return mean_accepting(task.estimate, task.accepts) if agent is None else task.estimate[agent.index]


def task_ended(task: TaskRun, agent: Agent | None, now: float) -> TaskEnded:
    """Return the row of a task that ends now; `agent` is the last that it was given to."""
    predicted = task.predicted_first
    if predicted is None:
        predicted = believed(task, agent)
    return _row(
        TaskEnded,
        (
            task.index,
            task.task_id,
            task.wave,
            task.priority,
            task.risk,
            task.confidence,
            task.released_at,
            task.ready_at,
            None if agent is None else agent.index,
            None if agent is None else agent.agent_id,
            task.started_at,
            now,
            task.status._value_,
            task.attempts,
            predicted,
            task.first_attempt_success,
            None if agent is None else task.expected_s[agent.index],
            task.served_s,
            task.wasted_s,
            task.reason,
            task.type,
            task.depends_on,
            task.deadline_s,
            task.input_tokens,
            task.output_tokens,
        ),
    )


def mean_predicted(tasks: TaskTable, index: int) -> float:
    """Return the predicted success of a task that was never released: the mean over agents that accept it."""
    entries, accepts = tasks.predicted_success[index], tasks.accepts(index)
    return float((entries[list(accepts)] if accepts and len(entries) > 1 else entries).mean())


def never_released(tasks: TaskTable, index: int, now: float, reason: str) -> TaskEnded:
    """Return the row of a task that ends as failed because the run ended before its release."""
    return TaskEnded(
        task_index=index,
        task_id=tasks.task_id[index],
        wave=tasks.wave[index],
        priority=tasks.priority[index],
        risk=tasks.risk[index],
        confidence=tasks.confidence[index],
        released_at=None,
        ready_at=None,
        agent=None,
        agent_id=None,
        started_at=None,
        ended_at=now,
        status=TaskStatus.FAILED.value,
        attempts=0,
        predicted_success=mean_predicted(tasks, index),
        first_attempt_success=None,
        expected_s=None,
        served=0.0,
        wasted=0.0,
        reason=reason,
        type=None if tasks.type is None else tasks.type[index],
        depends_on=tasks.waits_for(index),
        deadline_s=None if tasks.deadline_s is None else tasks.deadline_s[index],
        input_tokens=None if tasks.input_tokens is None else tasks.input_tokens[index],
        output_tokens=None if tasks.output_tokens is None else tasks.output_tokens[index],
    )
