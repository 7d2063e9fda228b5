"""The specification's dataclasses: row objects for people and for the phase files, built from the log on request.

Their names and leading fields are fixed by the specification of Phase 21. The run itself keeps columns and rows; none
of these objects is made in its hot path.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class TaskStatus(StrEnum):
    """Where a task stands in its life."""

    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"
    RETRYING = "retrying"


class AgentStatus(StrEnum):
    """What an agent is doing."""

    IDLE = "IDLE"
    BUSY = "BUSY"
    DOWN = "DOWN"


@dataclass(frozen=True, slots=True)
class AgentState:
    """What the manager knows of one agent at one instant."""

    agent_id: str
    status: AgentStatus
    running: tuple[str, ...]  # task ids
    queued: tuple[str, ...]
    load_s: float  # expected seconds of work in front of it, a slot
    completed: int
    failed: int
    success_rate: float | None  # completed / ended, those aside that the gates refused; None without any
    last_change: str  # timestamp


@dataclass(frozen=True, slots=True)
class TaskAssignment:
    """One task given to one agent: a line of agent_assignments.jsonl."""

    task_id: str
    agent_id: str
    predicted_success_rate: float
    assigned_at: str
    wave: int


@dataclass(frozen=True, slots=True)
class CoordinationPlan:
    """How a wave is expected to go before it starts."""

    wave: int
    strategy: str
    assignments: Mapping[str, tuple[str, ...]]  # task ids by agent id; empty lists where tasks are assigned on release
    expected_load_s: Mapping[str, float]  # by agent id, a slot
    expected_length_s: float
    predicted_balance: float  # least / greatest expected load
    parallelism: float  # expected work / expected length


@dataclass(frozen=True, slots=True)
class ExecutionTask:
    """One task's execution: a line of executed_tasks.jsonl."""

    task_id: str
    agent_id: str | None
    status: TaskStatus
    start_time: str | None
    end_time: str
    success: bool
    error_msg: str | None
    retry_count: int
    wave: int


@dataclass(frozen=True, slots=True)
class ExecutionMetrics:
    """What one task's execution took, in virtual seconds."""

    task_id: str
    agent_id: str | None
    wave: int
    attempts: int
    wait_s: float | None  # release to first service
    service_s: float  # worked, over all attempts
    response_s: float | None  # release to end
    wasted_s: float  # worked for nothing: in failed attempts, and what breakdowns undid
    expected_s: float | None
    succeeded: bool


@dataclass(frozen=True, slots=True)
class ExecutionOutcome:
    """Predicted against observed, for one task."""

    task_id: str
    agent_id: str | None
    wave: int
    predicted_success: float
    observed_success: bool | None  # first attempt past the gates (or final outcome); None: none got past them
    completed: bool
    expected_s: float | None
    actual_s: float
    retries: int


@dataclass(frozen=True, slots=True)
class LearningSignal:
    """One piece of feedback for an earlier phase: a line of phase21_learning_signals.jsonl."""

    signal_type: str
    target_phase: int
    content: Mapping[str, Any]
    confidence: float
    generated_at: str
    wave: int


@dataclass(frozen=True, slots=True)
class AgentMetric:
    """One number about one agent in one wave: a line of agent_metrics.jsonl."""

    agent_id: str
    metric_name: str
    value: float | None
    timestamp: str
    wave: int


@dataclass(frozen=True, slots=True)
class SystemAnomaly:
    """Something that is wrong, with the numbers that say so and one thing to do."""

    anomaly_id: str
    anomaly_type: str  # see sim.record.conditions.AnomalyType
    severity: str  # HIGH, MEDIUM, LOW
    wave: int
    agents: tuple[str, ...]
    tasks: tuple[str, ...]
    detected_at: str
    closed_at: str | None
    evidence: Mapping[str, Any]
    recommendation: str


@dataclass(frozen=True, slots=True)
class SystemHealth:
    """The fleet's health after one wave."""

    wave: int
    health_score: float  # 0..100
    health_status: str  # EXCELLENT, GOOD, FAIR, POOR
    metrics: Mapping[str, float | None]  # the six metrics of a wave, by name
    anomalies: tuple[SystemAnomaly, ...]


@dataclass(frozen=True, slots=True)
class Phase21ExecutionResult:
    """What a whole run came to: the content of phase21_execution_summary.json."""

    total_tasks: int
    completed_tasks: int
    failed_tasks: int
    waves: int
    start_time: str
    end_time: str
    system_health: SystemHealth | None
    per_agent_metrics: Mapping[str, Mapping[str, float | None]]
    seed: int
    replication: int
    scenario: str
    scenario_hash: str
    version: str
    ended_early: str | None  # why, where the run stopped before every task had its chance
    faults: int  # exceptions caught inside
    metrics: Mapping[str, float | None]  # every metric of the run by name
    lower_bounds: tuple[str, ...]  # metrics that would have grown, had the end of the run cut no task off
    learning: tuple[Mapping[str, Any], ...]  # what each wave taught
