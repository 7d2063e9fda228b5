"""The tables about tasks: how each ended, its attempts, to whom it was given, and what the gates said."""

from sim.record.columns import RowColumn, Table
from sim.record.depends_on_text import depends_on_text
from sim.record.outcomes import OUTCOMES
from sim.record.rows import Assigned, GateDecided
from sim.record.task_end import missed_deadline
from sim.record.whole_attempts import PricedTask, WholeAttempt, priced_tasks, whole_attempts

# A column is a line, or two.
# fmt: off

TASKS: Table[PricedTask] = Table(
    "One row a task, in input order.",
    lambda log, _: priced_tasks(log),
    (
        RowColumn("task_id", "string", None, "Id of the task.", lambda r: r.task_id),
        RowColumn("wave", "int64", None, "Number of the wave, from 1.", lambda r: r.wave),
        RowColumn("released_at", "float64", "s", "When it was released; null: never.", lambda r: r.released_at),
        RowColumn("ready_at", "float64", "s",
                  "When nothing but an agent was missing: released, and all that it waits for completed; null: never.",
                  lambda r: r.ready_at),
        RowColumn("agent_id", "string", None, "The last agent it was given to; null: none.", lambda r: r.agent_id),
        RowColumn("started_at", "float64", "s", "Start of its first attempt past the gates; null: none.",
                  lambda r: r.started_at),
        RowColumn("ended_at", "float64", "s", "When it completed or failed.", lambda r: r.ended_at),
        RowColumn("status", "string", None, "completed or failed.", lambda r: r.status),
        RowColumn("attempts", "int64", None, "Attempts made, refused ones included.", lambda r: r.attempts),
        RowColumn("predicted_success", "float64", "0..1",
                  "As planned, on the agent of its first attempt past the gates; "
                  "without one, on its last agent, else the mean over agents.", lambda r: r.predicted_success),
        RowColumn("first_attempt_success", "bool", None,
                  "Whether its first attempt past the gates succeeded; null: none, or the end of the run cut it off.",
                  lambda r: r.first_attempt_success),
        RowColumn("priority", "int64", None, "1 high, 2 medium, 3 low.", lambda r: r.priority),
        RowColumn("risk", "string", None, "LOW, MEDIUM, HIGH or UNKNOWN.", lambda r: r.risk),
        RowColumn("confidence", "float64", "0..1", "The predictor's confidence; null: not assessed.",
                  lambda r: r.confidence),
        RowColumn("expected", "float64", "s", "Expected service time on its last agent; null: none.",
                  lambda r: r.expected_s),
        RowColumn("served", "float64", "s", "Worked over all its attempts.", lambda r: r.served),
        RowColumn("wasted", "float64", "s", "Worked for nothing: in failed attempts, and what breakdowns undid.",
                  lambda r: r.wasted),
        RowColumn("reason", "string", None, "Why it failed; null: it completed.", lambda r: r.reason),
        RowColumn("type", "string", None, "Its type; null: it has none.", lambda r: r.type),
        RowColumn("depends_on", "string", None,
                  "Ids of the tasks that it waited for, each with `=seconds` where it has a hand-off; null: none.",
                  lambda r: depends_on_text(r.depends_on)),
        RowColumn("deadline", "float64", "s", "Its deadline, after it was ready; null: it has none.",
                  lambda r: r.deadline_s),
        RowColumn("missed_deadline", "bool", None,
                  "Whether it did not complete by its deadline, failed and cut off ones included; null: it has none.",
                  lambda r: None if r.deadline_s is None else missed_deadline(r)),
        RowColumn("input_tokens", "float64", None, "Tokens that each attempt reads; null: not said.",
                  lambda r: r.input_tokens),
        RowColumn("output_tokens", "float64", None, "Tokens that each attempt writes; null: not said.",
                  lambda r: r.output_tokens),
        RowColumn("cost_usd", "float64", "USD", "What all its attempts cost; null: no agent has a price.",
                  lambda r: r.cost_usd),
    ),
)

ATTEMPTS: Table[WholeAttempt] = Table(
    "One row an attempt, in order of start; refused ones are among them, of length zero, and withdrawn ones.",
    lambda log, _: whole_attempts(log),
    (
        RowColumn("task_id", "string", None, "Id of the task.", lambda r: r.task_id),
        RowColumn("wave", "int64", None, "Number of the wave, from 1.", lambda r: r.wave),
        RowColumn("attempt", "int64", None, "Number of the attempt, from 0.", lambda r: r.attempt),
        RowColumn("copy", "int64", None, "Number of the copy, from 1; 0: the original.", lambda r: r.copy),
        RowColumn("agent_id", "string", None, "Id of the agent; null: it was withdrawn from a central queue.",
                  lambda r: r.agent_id),
        RowColumn("slot", "int64", None, "Slot of the agent, from 0; null: it was withdrawn before it had one.",
                  lambda r: r.slot),
        RowColumn("queued_at", "float64", "s", "When the task began to wait for this attempt at this agent.",
                  lambda r: r.queued_at),
        RowColumn("slot_at", "float64", "s", "When it got its slot; null: never.", lambda r: r.slot_at),
        RowColumn("started_at", "float64", "s", "When its service began; equal to ended_at where it never did.",
                  lambda r: r.started_at),
        RowColumn("ended_at", "float64", "s", "When it ended for those who wait for it.", lambda r: r.ended_at),
        RowColumn("freed_at", "float64", "s",
                  "When its slot was free; after ended_at where an orphan was served; null: it had none.",
                  lambda r: r.freed_at),
        RowColumn("served", "float64", "s",
                  "Seconds really worked until freed_at, work lost in a restart included.", lambda r: r.served),
        RowColumn("succeeded", "bool", None, "Whether the task completed with it.", lambda r: r.succeeded),
        RowColumn("error_class", "string", None, f"{', '.join(OUTCOMES)}; null: it succeeded.",
                  lambda r: r.error_class),
        RowColumn("backoff", "float64", "s", "Wait before the next attempt; null: there is none.", lambda r: r.backoff),
        RowColumn("predicted_success", "float64", "0..1", "As planned for this task on this agent.",
                  lambda r: r.predicted_success),
        RowColumn("approved", "bool", None, "Whether gates and limits let it start; false where they were not asked.",
                  lambda r: r.approved),
        RowColumn("limit", "string", None,
                  "The last limit that had not enough for it: it waited there, or was refused; null: none.",
                  lambda r: r.limit),
        RowColumn("wasted", "float64", "s",
                  "Of served: all where it failed or nobody waited, else what breakdowns undid (restart).",
                  lambda r: r.wasted),
        RowColumn("cost_usd", "float64", "USD",
                  "What it cost until freed_at, 0 where its service never began; null: no agent has a price.",
                  lambda r: r.cost_usd),
    ),
)

ASSIGNMENTS: Table[Assigned] = Table(
    "One row for each time that the manager gave a task to an agent.",
    lambda log, _: log.of(Assigned),
    (
        RowColumn("task_id", "string", None, "Id of the task.", lambda r: r.task_id),
        RowColumn("wave", "int64", None, "Number of the wave, from 1.", lambda r: r.wave),
        RowColumn("agent_id", "string", None, "Id of the agent.", lambda r: r.agent_id),
        RowColumn("assigned_at", "float64", "s", "When the manager gave the task to the agent.", lambda r: r.at),
        RowColumn("predicted_success", "float64", "0..1", "As planned for this task on this agent.",
                  lambda r: r.predicted_success),
        RowColumn("estimate", "float64", "0..1", "The same after learning; equal to it without.", lambda r: r.estimate),
        RowColumn("expected", "float64", "s", "Expected service time on this agent.", lambda r: r.expected_s),
        RowColumn("rank", "float64", None, "Place in the agent's queue by the strategy; null: the queue's own order.",
                  lambda r: r.rank),
        RowColumn("strategy", "string", None, "Who decided: the strategy, or load_balanced where it falls back.",
                  lambda r: r.strategy),
        RowColumn("least_loaded", "bool", None, "Whether no agent that was up had less load.",
                  lambda r: r.least_loaded),
    ),
)

GATE_DECISIONS: Table[GateDecided] = Table(
    "One row a verdict of the safety gates, in order of time.",
    lambda log, _: log.of(GateDecided),
    (
        RowColumn("task_id", "string", None, "Id of the task.", lambda r: r.task_id),
        RowColumn("wave", "int64", None, "Number of the wave, from 1.", lambda r: r.wave),
        RowColumn("attempt", "int64", None, "Number of the attempt, from 0.", lambda r: r.attempt),
        RowColumn("agent_id", "string", None, "Id of the agent.", lambda r: r.agent_id),
        RowColumn("at", "float64", "s", "When the gates were asked.", lambda r: r.at),
        RowColumn("verdict", "string", None, "approved, rejected or deferred.", lambda r: r.verdict),
        RowColumn("gate", "string", None, "The gate that refused; null: none did.", lambda r: r.gate),
        RowColumn("reason", "string", None, "Why, in words.", lambda r: r.reason),
    ),
)
