"""The deadline of a task, where it is not only a measure: the task fails then, whatever it waits for."""

from simpy import Event, Process

from sim.model.attempt import Attempt
from sim.model.instant import Clock, Kind
from sim.model.task_run import TaskRun
from sim.record.outcomes import DEADLINE
from sim.record.task_end import SAME_MOMENT_S


class Deadline:
    """The hazard of being late.

    Args:
        clock: the virtual clock.
        drops: whether tasks fail at their deadline.
    """

    def __init__(self, clock: Clock, drops: bool) -> None:
        self._clock = clock
        self._drops = drops
        self._watched: dict[int, Process] = {}  # by task index, the process that lives the task

    @property
    def pends(self) -> bool:
        """Whether the deadline of a task is still to come."""
        return bool(self._watched)

    def watch(self, task: TaskRun, process: Process) -> None:
        """Let a task that has just become ready fail at its deadline, where deadlines do that."""
        if self._drops and task.deadline_s is not None:
            self._watched[task.index] = process
            self._set(task.index, self._clock.now + task.deadline_s)

    def forget(self, task: TaskRun) -> None:
        """Note that a task has ended."""
        self._watched.pop(task.index, None)

    def _set(self, index: int, at: float) -> None:
        event = self._clock.at(at, Kind.DEADLINE, index)
        assert event.callbacks is not None
        event.callbacks.append(lambda _: self._ring(index))

    def _ring(self, index: int) -> None:
        process = self._watched.get(index)
        if process is not None:
            process.interrupt(self)

    def strike(self, attempt: Attempt) -> Event | None:
        """Withdraw the attempt; one that ends in this very moment may do so first."""
        if attempt.has_slot and attempt.its_agent.up:
            left_s = attempt.length_s - attempt.worked_s
            if left_s <= SAME_MOMENT_S:
                self._set(attempt.task.index, self._clock.now + left_s)  # it may fail, and want to be tried again
                return self._clock.after(0.0, Kind.ATTEMPT_END, attempt.task.index)
        attempt.failure = DEADLINE
        return None
