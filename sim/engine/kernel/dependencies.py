"""Tasks that wait for others: ready with the last of them, and failed with the first that fails."""

from sim.engine.kernel.lines import NOBODY
from sim.engine.kernel.moves import Moves
from sim.engine.kernel.trace import COMPLETED, FAILED, PARENT_FAILED


class Dependencies(Moves):
    """How far the dependencies of one run have been met."""

    ready_at: list[float]  # by task, when nothing but an agent was missing; below 0: never; only where some wait
    ready: int  # tasks so far that nothing but an agent was missing for
    open: int  # tasks of the wave that have not ended
    ended_tasks: int  # of the run
    failed_parent: list[int]  # by task, the first failed one that it waited for as it failed with it

    def make_ready(self, task: int) -> None:
        """Let a task that has been released, and waits for nothing, want an agent."""
        self.ready = self.ready + 1
        if self.waits:
            self.ready_at[task] = self.now
        if self.has_deadlines:
            self.watch(task)
        self.receive(task)

    def tell_children(self, task: int) -> None:
        """Let those go on that waited for a task that has ended; where it failed, they fail with it."""
        if self.task_end[task] != COMPLETED:
            self.fails[task] = 1
            self.fail_children(task, task, 1)
            return
        begin, end = self.first_child[task], self.first_child[task + 1]
        for edge in range(begin, end):
            self.missing[self.child_of[edge]] = self.missing[self.child_of[edge]] - 1
        for edge in range(begin, end):
            child = self.child_of[edge]
            if self.missing[child] == 0 and self.released_at[child] >= 0.0 and self.task_end[child] == 0:
                self.make_ready(child)

    def fail_children(self, lowest: int, highest: int, fallen: int) -> None:
        """Fail the children of the tasks that fell in a round, lowest first; then theirs, and so on.

        Args:
            lowest: task of the round.
            highest: likewise.
            fallen: number of the round.
        """
        while lowest <= highest:
            first, last = highest + 1, -1
            for task in range(lowest, highest + 1):
                if self.fails[task] != fallen:
                    continue
                for edge in range(self.first_child[task], self.first_child[task + 1]):
                    child = self.child_of[edge]
                    if self.wave_of[child] == self.wave_of[task] and self.task_end[child] == 0:
                        self.fails[child] = fallen + 1
                        first = child if last < 0 else min(first, child)
                        last = max(last, child)
            for task in range(lowest, highest + 1):
                if self.fails[task] == fallen:
                    self.fails[task] = 0
            lowest, highest, fallen = first, last, fallen + 1
            for task in range(lowest, highest + 1):
                if self.fails[task] == fallen:
                    self.fail_with_parent(task)

    def fail_with_parent(self, task: int) -> None:
        """Fail a task that waits for one that has failed, released or not."""
        if self.released_at[task] < 0.0:
            self.unreleased = self.unreleased - 1
        self.open = self.open - 1
        self.ended_tasks = self.ended_tasks + 1
        self.failed_parent[task] = self.first_failed(task)
        if self.keeps_plan:
            self.leave_order(task, NOBODY)
        self.note_task_ended(task, PARENT_FAILED)

    def fail_doomed(self, members: list[int], count: int) -> None:
        """Fail the tasks of a wave that begins which wait for one of an earlier wave that has failed."""
        lowest, highest = 0, -1
        for j in range(count):
            task = members[j]
            if self.first_failed(task) != NOBODY:
                self.fails[task] = 1
                lowest = task if highest < 0 else lowest
                highest = task
        for j in range(count):
            if self.fails[members[j]] == 1:
                self.fail_with_parent(members[j])
        self.fail_children(lowest, highest, 1)

    def first_failed(self, task: int) -> int:
        """Return the first task that has failed of those that one waits for; NOBODY: none has."""
        for edge in range(self.first_parent[task], self.first_parent[task + 1]):
            parent = self.parent[edge]
            if self.task_end[parent] == FAILED or self.task_end[parent] == PARENT_FAILED:
                return parent
        return NOBODY
