"""Every column of every table: type, unit and meaning. The tables, the reference and the checks are made from this.

Times are virtual seconds since the start of the run. A null stands for what does not exist, never for zero.
"""

from typing import NamedTuple

from sim.record.conditions import AnomalyType, Severity
from sim.record.outcomes import OUTCOMES


class Column(NamedTuple):
    """One column of a table."""

    name: str
    type: str  # an Arrow type
    unit: str | None
    meaning: str


_TASK_ID = Column("task_id", "string", None, "Id of the task.")
_WAVE = Column("wave", "int64", None, "Number of the wave, from 1.")
_AGENT_ID = Column("agent_id", "string", None, "Id of the agent.")
_ATTEMPT = Column("attempt", "int64", None, "Number of the attempt, from 0.")

TABLES: dict[str, tuple[Column, ...]] = {
    "tasks": (
        _TASK_ID,
        _WAVE,
        Column("released_at", "float64", "s", "When it was released; null: never."),
        Column("agent_id", "string", None, "The last agent it was given to; null: none."),
        Column("started_at", "float64", "s", "Start of its first attempt past the gates; null: none."),
        Column("ended_at", "float64", "s", "When it completed or failed."),
        Column("status", "string", None, "completed or failed."),
        Column("attempts", "int64", None, "Attempts made, refused ones included."),
        Column(
            "predicted_success",
            "float64",
            "0..1",
            "As planned, on the agent of its first attempt past the gates; "
            "without one, on its last agent, else the mean over agents.",
        ),
        Column("first_attempt_success", "bool", None, "Whether its first attempt past the gates succeeded."),
        Column("priority", "int64", None, "1 high, 2 medium, 3 low."),
        Column("risk", "string", None, "LOW, MEDIUM, HIGH or UNKNOWN."),
        Column("confidence", "float64", "0..1", "The predictor's confidence; null: not assessed."),
        Column("expected", "float64", "s", "Expected service time on its last agent; null: none."),
        Column("served", "float64", "s", "Worked over all its attempts."),
        Column("wasted", "float64", "s", "Worked for nothing: in failed attempts, and what breakdowns undid."),
        Column("reason", "string", None, "Why it failed; null: it completed."),
    ),
    "attempts": (
        _TASK_ID,
        _WAVE,
        _ATTEMPT,
        _AGENT_ID,
        Column("slot", "int64", None, "Slot of the agent, from 0."),
        Column("queued_at", "float64", "s", "When the task began to wait for this attempt at this agent."),
        Column("started_at", "float64", "s", "When it got its slot."),
        Column("ended_at", "float64", "s", "When it ended; equal to started_at where the gates refused it."),
        Column("served", "float64", "s", "Seconds really worked, work lost in a restart included."),
        Column("succeeded", "bool", None, "Whether the task completed with it."),
        Column("error_class", "string", None, f"{', '.join(OUTCOMES)}; null: it succeeded."),
        Column("backoff", "float64", "s", "Wait before the next attempt; null: there is none."),
        Column("predicted_success", "float64", "0..1", "As planned for this task on this agent."),
        Column("approved", "bool", None, "Whether the gates let it start."),
        Column("wasted", "float64", "s", "Of served: all where it failed, else what breakdowns undid (restart)."),
    ),
    "assignments": (
        _TASK_ID,
        _WAVE,
        _AGENT_ID,
        Column("assigned_at", "float64", "s", "When the manager gave the task to the agent."),
        Column("predicted_success", "float64", "0..1", "As planned for this task on this agent."),
        Column("estimate", "float64", "0..1", "The same after learning; equal to it without."),
        Column("expected", "float64", "s", "Expected service time on this agent."),
        Column("rank", "float64", None, "Place in the agent's queue by the strategy; null: the queue's own order."),
        Column("strategy", "string", None, "Who decided: the strategy, or load_balanced where it falls back."),
        Column("least_loaded", "bool", None, "Whether no agent that was up had less load."),
    ),
    "waves": (
        _WAVE,
        Column("started_at", "float64", "s", "Start of the wave."),
        Column("ended_at", "float64", "s", "End of its last task."),
        Column("tasks", "int64", None, "Tasks of the wave."),
        Column("completed", "int64", None, "Tasks that completed."),
        Column("failed", "int64", None, "Tasks that failed."),
        Column("attempts", "int64", None, "Attempts, refused ones included."),
        Column("expected_length", "float64", "s", "Length that the plan expected; null: no agent was up to plan with."),
        Column("predicted_balance", "float64", "0..1", "Least / greatest expected load in the plan."),
        Column("held_back", "int64", None, "Tasks that the check before the wave expected the gates to reject."),
        Column(
            "offered_load",
            "float64",
            None,
            "Work of the wave, one attempt a task, over what its slots can do from its start to its last release; "
            "null: all tasks were released at once.",
        ),
        Column("health_score", "float64", "0..100", "Weighted sum of the four health metrics."),
        Column("health_status", "string", None, "EXCELLENT, GOOD, FAIR or POOR."),
        Column("success_rate", "float64", "0..1", "Completed / all tasks."),
        Column("availability", "float64", "0..1", "Up-time of all agents / (agents * wave length)."),
        Column("prediction_error", "float64", "0..1", "Distance of mean predicted and mean observed success."),
        Column("accuracy", "float64", "0..1", "1 - prediction_error."),
        Column("load_balance", "float64", "0..1", "Least / greatest busy time a slot over agents."),
        Column("confidence", "float64", "0..1", "Mean predicted success."),
    ),
    "outages": (
        _AGENT_ID,
        Column("started_at", "float64", "s", "When the agent broke down."),
        Column("ended_at", "float64", "s", "When it was repaired; null: still down at the end of the run."),
        Column("queued", "int64", None, "Tasks that waited at it when it broke down."),
    ),
    "samples": (
        Column("at", "float64", "s", "When the sample was taken."),
        _WAVE,
        Column("agent_id", "string", None, "Id of the agent; null: the whole system."),
        Column("queue_length", "int64", None, "Tasks waiting at the agent; for the system also those at the manager."),
        Column("busy_slots", "int64", None, "Slots that serve."),
        Column("up", "int64", None, "1 when up, 0 when down; for the system the number of agents up."),
        Column("completed", "int64", None, "Tasks completed so far."),
        Column("failed", "int64", None, "Tasks failed so far."),
        Column("retries", "int64", None, "Retries called for so far."),
        Column("load", "float64", "s", "Expected work in front of the agent, a slot; for the system the mean."),
        Column("success_rate", "float64", "0..1", "Of the attempts that ended within the window; null: none."),
        Column("prediction_error", "float64", "0..1", "Of the first attempts that ended within the window."),
    ),
    "anomalies": (
        Column("anomaly_id", "string", None, "Id of the anomaly."),
        Column("anomaly_type", "string", None, f"{', '.join(AnomalyType)}."),
        Column("severity", "string", None, f"{', '.join(Severity)}."),
        _WAVE,
        Column("agents", "string", None, "JSON list of the agents it touches."),
        Column("tasks", "string", None, "JSON list of the tasks it touches."),
        Column("detected_at", "float64", "s", "When it was found."),
        Column("closed_at", "float64", "s", "When it was over; null: it was open at the end."),
        Column("evidence", "string", None, "JSON object: numbers, window, sample size."),
        Column("recommendation", "string", None, "One thing to do."),
    ),
    "gate_decisions": (
        _TASK_ID,
        _WAVE,
        _ATTEMPT,
        _AGENT_ID,
        Column("at", "float64", "s", "When the gates were asked."),
        Column("verdict", "string", None, "approved, rejected or deferred."),
        Column("gate", "string", None, "The gate that refused; null: none did."),
        Column("reason", "string", None, "Why, in words."),
    ),
    "exceptions": (
        Column("at", "float64", "s", "When the exception was caught."),
        _WAVE,
        Column("where", "string", None, "The policy, gate, learner or detector that threw it."),
        Column("error_type", "string", None, "Type of the exception."),
        Column("message", "string", None, "What it says."),
        Column("fallback", "string", None, "What was done instead."),
    ),
}
