"""Between a failed attempt and the next one: where the next one waits, and how it comes back."""

from sim.model.agent_manager import AgentManager
from sim.model.attempt import Attempt
from sim.model.instant import Clock
from sim.model.slots import Turn
from sim.record.outcomes import AGENT_DOWN


class BackOffs:
    """Begins and ends the back-offs of tasks.

    Args:
        clock: the virtual clock.
        manager: takes attempts back.
    """

    def __init__(self, clock: Clock, manager: AgentManager) -> None:
        self._clock = clock
        self._manager = manager

    def begin(self, failed: Attempt) -> Attempt:
        """Return a task's next attempt: work of its agent meanwhile, or nobody's where it will go by the manager."""
        process = self._clock.active_process  # that of the task; the failed attempt may have become an orphan's
        assert process is not None
        manager = self._manager
        attempt = Attempt(failed.task, failed.number + 1, process, Turn(self._clock))
        goes_back = manager.pulls or (failed.failure is AGENT_DOWN and failed.its_agent.reassigns)
        if manager.replay is not None:
            goes_back = manager.replay.plan(manager.planner, failed.task.index, attempt.number) or goes_back
        if not goes_back:
            attempt.give_to(failed.its_agent)
            failed.its_agent.begin_backoff(attempt)
        return attempt

    def end(self, attempt: Attempt) -> None:
        """Queue an attempt: at its agent, or at the manager where it goes back."""
        agent, manager = attempt.agent, self._manager
        if agent is not None:
            agent.end_backoff(attempt)
        if agent is None or (agent.reassigns and not agent.up) or agent.is_full:
            manager.receive(attempt)
        else:
            manager.come_back(attempt)
