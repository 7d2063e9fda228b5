"""Attempts that end before they are through: their time is up, or their task is due; and what is left of them."""

from sim.engine.kernel.calendar import DEADLINE_PASSES
from sim.engine.kernel.hand_offs import NO_EVENT
from sim.engine.kernel.life import Life
from sim.engine.kernel.lines import NOBODY
from sim.engine.kernel.patience import SAME_MOMENT_S
from sim.engine.kernel.trace import ATTEMPT_WITHDRAWN, DEADLINE, FAILED, TIMEOUT


class Withdrawals(Life):
    """Who gives up in one run."""

    dropped_by: list[int]  # by task that was dropped between attempts, the agent whose next it was; NOBODY: none's
    withdrawn: int  # rows
    withdrawn_task: list[int]
    withdrawn_attempt: list[int]
    withdrawn_agent: list[int]  # NOBODY: of the lines of the fleet
    withdrawn_queued_at: list[float]
    withdrawn_at: list[float]
    withdrawn_failure: list[int]
    withdrawn_backoff: list[float]  # below 0: none
    withdrawn_order: list[int]

    def time_out(self, task: int) -> None:
        """End an attempt whose time is up, unless it ends in this very moment anyway."""
        self.timer[task] = NO_EVENT
        if self.ends_now(task):
            return
        if self.has_slot(task):
            self.stop_work(task)
            self.failure[task] = TIMEOUT
            self.end_attempt(task)
        else:
            self.withdraw(task, TIMEOUT)

    def pass_deadline(self, task: int) -> None:
        """Let a task fail that is due now; an attempt that ends in this very moment may do so first."""
        if not self.is_watched[task]:
            return
        if self.rests[task]:
            self.drop_resting(task)
        elif self.has_slot(task):
            self.stop_work(task)
            if self.times_out:
                self.stop_timer(task)
            left_s = self.length_s[task] - self.worked_s[task]
            if self.up[self.agent[task]] and left_s <= SAME_MOMENT_S:
                self.plan(self.now + left_s, DEADLINE_PASSES, task)  # it may fail, and want to be tried again
                self.work(task)
                return
            self.failure[task] = DEADLINE
            self.end_attempt(task)
        else:
            self.withdraw(task, DEADLINE)

    def has_slot(self, task: int) -> bool:
        """Whether the attempt of a task has a slot."""
        return self.slot[task] != NOBODY

    def withdraw(self, task: int, failure: int) -> None:
        """End an attempt that has no slot: it waits in a line, is on its way there, or at the manager."""
        agent, k = self.agent[task], self.number_of[task]
        was_queued = self.ticket[task] != NOBODY
        self.failure[task] = failure
        if self.times_out:
            self.timer[task] = NO_EVENT
        if failure == TIMEOUT and self.leaves_orphans:
            self.adopt_in_line(task, k * self.positions + self.position[task])
        else:
            self.leave_place(task, was_queued)
            self.is_due = True
        backoff_s = self.backoff_after(task, failure)
        self.last_failure[task] = failure
        if was_queued:
            self.note_withdrawn(task, backoff_s)
        elif self.drops:
            self.dropped_by[task] = agent
        if backoff_s < 0.0:
            self.end_task(task, FAILED)
        else:
            self.back_off(task, agent, k + 1, failure, backoff_s)

    def leave_place(self, task: int, was_queued: bool) -> None:
        """Let an attempt leave where it waits."""
        agent = self.agent[task]
        if self.waits and self.arrival[task] != NO_EVENT:
            self.end_travel(task)
        elif not was_queued:
            self.leave_manager(task)
        else:
            self.leave(self.line_of(task), task)
            if agent == NOBODY:
                self.in_fleet_lines = self.in_fleet_lines - 1
            else:
                self.drop_waiting(agent, task)

    def drop_resting(self, task: int) -> None:
        """Let a task fail in its back-off."""
        self.rests[task] = 0
        self.resting = self.resting - 1
        if self.holds_slots and self.agent[task] != NOBODY:
            self.end_hold(task, self.agent[task])
        if self.agent[task] != NOBODY:
            self.end_backoff(self.agent[task], task)
        self.is_due = True
        self.dropped_by[task] = self.agent[task]
        self.last_failure[task] = DEADLINE
        self.end_task(task, FAILED)

    def note_withdrawn(self, task: int, backoff_s: float) -> None:
        """Note that an attempt ends now in its queue."""
        j = self.withdrawn
        self.withdrawn_task[j] = task
        self.withdrawn_attempt[j] = self.number_of[task]
        self.withdrawn_agent[j] = self.agent[task]
        self.withdrawn_queued_at[j] = self.queued_at[task]
        self.withdrawn_at[j] = self.now
        self.withdrawn_failure[j] = self.failure[task]
        self.withdrawn_backoff[j] = backoff_s
        self.withdrawn_order[j] = self.starts
        self.starts = self.starts + 1
        self.withdrawn = j + 1
        self.attempts[task] = self.attempts[task] + 1
        self.note(ATTEMPT_WITHDRAWN, j)

    def start_orphan(self, orphan: int) -> None:
        """Serve an orphan that has got its slot, without gates; how it ends counts for nothing."""
        j = orphan - self.tasks
        task, agent, k = self.orphan_task[j], self.agent[orphan], self.number_of[orphan]
        mean_s = self.true_s[task if self.true_width == 1 else task * self.true_width + agent]
        length_s = mean_s * self.orphan_factor[j]
        if self.contends:
            length_s = length_s * self.contention(agent)
        if self.changes:
            length_s = length_s / self.speed_now(agent)
        if self.orphan_u[j] >= self.chance_of(task, agent, k):
            length_s = length_s * self.failed_factor
            if self.fails_within:
                length_s = length_s * self.orphan_point[j]
        self.length_s[orphan] = length_s
        self.worked_s[orphan] = 0.0
        self.served_s[orphan] = 0.0
        self.work_on_orphan(orphan, self.now)
