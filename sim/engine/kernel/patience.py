"""How long tasks are waited for: the time-out of an attempt, and the deadline of a task.

A time-out counts the seconds worked since the service began, or the time since the attempt joined the queue that it is
in. What becomes of who is struck stands in `withdrawals.py`.
"""

from sim.engine.kernel.calendar import DEADLINE_PASSES, TIMEOUT_ENDS
from sim.engine.kernel.hand_offs import NO_EVENT, HandOffs

SAME_MOMENT_S = 1e-9
ENDLESS_S = 1e300  # no patience is as long


class Patience(HandOffs):
    """The clocks of one run that are patience."""

    times_out: bool  # whether some task has a time-out
    counts_queue: bool  # it counts from joining the queue, else from the start of service
    timeout_s: list[float]  # by task
    timer: list[int]  # by task, the number of the event that tells that its attempt's time is up; NO_EVENT: none does
    has_deadlines: bool  # whether queues or drops go by deadlines
    drops: bool  # whether tasks fail at their deadline
    deadline_s: list[float]  # by task, seconds after it is ready
    watched: int  # tasks whose deadline is to come
    is_watched: list[int]  # by task: 1
    rests: list[int]  # by task, whether it is in back-off: 1; only where tasks fail at their deadline
    leaves_orphans: bool  # whether attempts whose time is up go on
    tasks: int  # of the run; orphans have the numbers from here on
    orphan_task: list[int]  # by orphan; the number of tasks is taken off in all columns of orphans alone

    def is_orphan(self, number: int) -> bool:
        """Whether what stands in a slot or a line is an orphan, not a task's own attempt."""
        return self.leaves_orphans and number >= self.tasks

    def task_of(self, number: int) -> int:
        """Return the task of an attempt or an orphan."""
        return self.orphan_task[number - self.tasks] if self.is_orphan(number) else number

    def join_timer(self, task: int) -> None:
        """Count from now on, where time in the queue counts."""
        if self.counts_queue and self.timeout_s[task] < ENDLESS_S:
            self.timer[task] = self.plan(self.now + self.timeout_s[task], TIMEOUT_ENDS, task)

    def begin_timer(self, task: int) -> None:
        """Count from now on, where work counts, if there is more left of it than the attempt may take."""
        if self.counts_queue or self.timeout_s[task] >= ENDLESS_S:
            return
        allowed_s = self.timeout_s[task] - self.served_s[task]
        allowed_s = max(0.0, allowed_s)
        if (self.length_s[task] - self.worked_s[task]) - allowed_s > SAME_MOMENT_S:
            self.timer[task] = self.plan(self.now + allowed_s, TIMEOUT_ENDS, task)

    def stop_timer(self, task: int) -> None:
        """Stop counting, where work counts."""
        if not self.counts_queue:
            self.timer[task] = NO_EVENT

    def ends_now(self, task: int) -> bool:
        """Whether an attempt that is worked on ends in this very moment."""
        if self.since[task] < 0.0:
            return False
        return self.length_s[task] - self.worked_s[task] - (self.now - self.since[task]) <= SAME_MOMENT_S

    def watch(self, task: int) -> None:
        """Note when a task that has just become ready is due."""
        self.due_at[task] = self.now + self.deadline_s[task]
        if self.drops and self.deadline_s[task] < ENDLESS_S:
            self.is_watched[task] = 1
            self.watched = self.watched + 1
            self.plan(self.now + self.deadline_s[task], DEADLINE_PASSES, task)

    def forget_deadline(self, task: int) -> None:
        """Note that a task has ended."""
        if self.is_watched[task]:
            self.is_watched[task] = 0
            self.watched = self.watched - 1
