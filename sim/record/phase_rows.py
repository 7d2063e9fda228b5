"""What the manager and the executor did, as the specification's row objects and as lines of the phase files."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from sim.record.files import write_jsonl
from sim.record.log import RunLog
from sim.record.paths import agent_file
from sim.record.rows import Assigned, TaskEnded, WaveStarted
from sim.record.views import ExecutionMetrics, ExecutionTask, TaskAssignment, TaskStatus

Timestamp = Callable[[float], str]
"""Virtual seconds -> UTC timestamp."""

T = TypeVar("T", TaskAssignment, ExecutionTask)


def task_assignments(log: RunLog, timestamp: Timestamp) -> list[TaskAssignment]:
    """Return every assignment, in the order in which they were made; a reassigned task has several."""
    return [
        TaskAssignment(row.task_id, row.agent_id, row.predicted_success, timestamp(row.at), row.wave)
        for row in log.of(Assigned)
    ]


def execution_tasks(log: RunLog, timestamp: Timestamp) -> list[ExecutionTask]:
    """Return every task's execution, in input order."""
    return [_execution_task(row, timestamp) for row in sorted(log.of(TaskEnded))]


def _execution_task(row: TaskEnded, timestamp: Timestamp) -> ExecutionTask:
    return ExecutionTask(
        task_id=row.task_id,
        agent_id=row.agent_id,
        status=TaskStatus(row.status),
        start_time=None if row.started_at is None else timestamp(row.started_at),
        end_time=timestamp(row.ended_at),
        success=row.status == TaskStatus.COMPLETED,
        error_msg=row.reason,
        retry_count=max(0, row.attempts - 1),
        wave=row.wave,
    )


def execution_metrics(rows: Iterable[TaskEnded]) -> list[ExecutionMetrics]:
    """Return what each task took, in input order."""
    return [_execution_metrics(row) for row in sorted(rows)]


def _execution_metrics(row: TaskEnded) -> ExecutionMetrics:
    ready = row.ready_at
    return ExecutionMetrics(
        task_id=row.task_id,
        agent_id=row.agent_id,
        wave=row.wave,
        attempts=row.attempts,
        wait_s=None if row.started_at is None or ready is None else row.started_at - ready,
        service_s=row.served,
        response_s=None if ready is None else row.ended_at - ready,
        wasted_s=row.wasted,
        expected_s=row.expected_s,
        succeeded=row.status == TaskStatus.COMPLETED,
    )


def write_task_assignments(directory: Path, log: RunLog, timestamp: Timestamp) -> None:
    """Write `wave_X/agent_Y/agent_assignments.jsonl` for every wave that began and every agent."""
    _write(directory, "agent_assignments.jsonl", log, task_assignments(log, timestamp))


def write_execution_tasks(directory: Path, log: RunLog, timestamp: Timestamp) -> None:
    """Write `wave_X/agent_Y/executed_tasks.jsonl`; tasks that never reached an agent go to `agent_unassigned`."""
    _write(directory, "executed_tasks.jsonl", log, execution_tasks(log, timestamp))


def _write(directory: Path, name: str, log: RunLog, rows: Iterable[T]) -> None:
    # An agent without tasks gets an empty file: "nothing" and "missing" are told apart.
    files: dict[tuple[int, str | None], list[T]] = {
        (started.wave, agent_id): [] for started in log.of(WaveStarted) for agent_id in log.agent_ids
    }
    for row in rows:
        files.setdefault((row.wave, row.agent_id), []).append(row)
    for (wave, agent_id), lines in files.items():
        write_jsonl(directory / agent_file(wave, agent_id, name), lines)
