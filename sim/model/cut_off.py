"""What the end of a run leaves of tasks that have not ended."""

from collections.abc import Mapping, Sequence

from sim.model.agent import Agent
from sim.model.attempt import Attempt
from sim.model.attempt_end import AttemptEnds
from sim.model.task_rows import task_ended
from sim.model.task_run import TaskRun
from sim.record.log import RunLog
from sim.record.outcomes import RUN_ENDED
from sim.record.views import TaskStatus


def cut_off(tasks: Mapping[int, TaskRun], agents: Sequence[Agent], ends: AttemptEnds, log: RunLog, reason: str) -> None:
    """End every open task as failed because the run ends before it; running attempts are cut short.

    Args:
        tasks: those that are open, by index.
        agents: the fleet.
        ends: accounts for attempts.
        log: the run's log.
        reason: why the run ends.
    """
    running: dict[int, list[Attempt]] = {}
    for agent in agents:
        for attempt in agent.serving.values():
            if not attempt.is_orphan:
                running.setdefault(attempt.task.index, []).append(attempt)
    for index in sorted(tasks):
        task = tasks[index]
        for attempt in sorted(running.get(index, ()), key=lambda attempt: attempt.copy):
            now = attempt.its_agent.clock.now
            attempt.stop_work(now)
            attempt.failure = RUN_ENDED
            ends.cut(attempt)
        task.advance(TaskStatus.FAILED)
        task.reason = reason
        log.add(task_ended(task, task.agent, agents[0].clock.now))
