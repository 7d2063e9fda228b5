"""Deadlines that do something: queues that go by them, and tasks that fail at them."""

from sim.engine.columns import WHOLE
from sim.engine.kernel import trace
from sim.engine.mechanism import InRun, Mechanism, Numbers
from sim.engine.mechanisms.timeouts import WITHDRAWN_ROWS, withdrawn_row
from sim.engine.rows import RowsOfRun
from sim.engine.run import KernelRun
from sim.model.task_run import TaskRun
from sim.record.outcomes import DEADLINE
from sim.record.task_end import AT_DEADLINE
from sim.scenario import QueueDiscipline, Scenario

_NEVER_S = float("inf")


def _drops(scenario: Scenario) -> bool:
    return getattr(scenario.workload, "on_deadline", "keep") == "drop"


def _used(scenario: Scenario) -> bool:
    return _drops(scenario) or any(spec.queue is QueueDiscipline.DEADLINE for spec in scenario.fleet.agents)


def _numbers(scenario: Scenario) -> Numbers:
    return {"has_deadlines": True, "drops": _drops(scenario), "watched": 0, "withdrawn": 0}


class _Deadlines(InRun):
    """When each task is due, in seconds after it is ready."""

    def __init__(self, run: KernelRun) -> None:
        super().__init__(run)
        own = run.tasks.deadline_s or [None] * len(run.tasks)
        run.columns.give("deadline_s", [_NEVER_S if one is None else one for one in own])
        run.columns.fill("due_at", len(run.tasks), _NEVER_S)
        run.columns.fill("dropped_by", len(run.tasks), -1, WHOLE)
        run.columns.fill("is_watched rests", len(run.tasks), 0, WHOLE)


def _amend(rows: RowsOfRun, task: TaskRun) -> None:
    """Let samples show a task that was dropped between attempts as one more that failed at its agent."""
    (agent,) = rows.at("dropped_by", task.index)
    if rows.seen is not None and agent >= 0:
        rows.seen.fail(agent)


DEADLINES = Mechanism(
    name="deadlines",
    keys={"SyntheticWorkload": "on_deadline", "TableWorkload": "on_deadline"},
    used=_used,
    off={"has_deadlines": False, "drops": False, "watched": 0},
    numbers=_numbers,
    of_rows=WITHDRAWN_ROWS,
    in_run=_Deadlines,
    amend=_amend,
    failures={trace.DEADLINE: DEADLINE},
    rows={trace.ATTEMPT_WITHDRAWN: withdrawn_row},
    why={trace.DEADLINE: lambda _, __: AT_DEADLINE},
)
