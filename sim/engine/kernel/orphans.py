"""Orphans: attempts for which nobody waits any more, and which their agents serve all the same.

An orphan has a place of its own behind those of the tasks in every column of an attempt, so that its task can go on to
the next one: what stands in a slot or a line may be an orphan.
"""

from sim.engine.kernel.calendar import ATTEMPT_END
from sim.engine.kernel.dependencies import Dependencies
from sim.engine.kernel.lines import NOBODY
from sim.engine.kernel.trace import ORPHAN_SERVED, RUN_ENDED


class Orphans(Dependencies):
    """The orphans of one run."""

    spare: list[int]  # numbers that no orphan has
    spares: int
    orphan_next: list[int]  # by orphan, the next of the same task
    first_orphan: list[int]  # by task
    orphan_slot_at: list[float]  # when it got its slot
    orphan_since: list[float]  # up to when its work has been told
    orphan_told: list[int]  # up to that moment: 1
    orphan_u: list[float]  # draws of one that waits for a slot: its outcome, ..
    orphan_factor: list[float]  # .. its length, ..
    orphan_point: list[float]  # .. and where it fails
    in_order_of_tasks: list[int]  # orphans in service
    due: list[int]  # by task or orphan, the number of its planned end; -1: none
    fails_within: bool  # a failed attempt takes a share of its time
    u_outcome: list[float]  # draws of attempts, by number and position
    u_point: list[float]
    factors: list[float]  # of service times

    served_orphans: int  # rows
    served_orphan_task: list[int]
    served_orphan_attempt: list[int]
    served_orphan_agent: list[int]
    served_orphan_slot: list[int]
    served_orphan_slot_at: list[float]
    served_orphan_since: list[float]
    served_orphan_at: list[float]
    served_orphan_freed: list[int]
    served_orphan_failure: list[int]

    def adopt(self, task: int) -> int:
        """Let the attempt of a task go on by itself; return its number."""
        self.spares = self.spares - 1
        orphan = self.spare[self.spares]
        self.orphan_task[orphan - self.tasks] = task
        self.orphan_next[orphan - self.tasks] = self.first_orphan[task]
        self.first_orphan[task] = orphan
        self.agent[orphan] = self.agent[task]
        self.number_of[orphan] = self.number_of[task]
        self.expected_s[orphan] = self.expected_s[task]
        self.served_s[orphan] = self.served_s[task]
        self.worked_s[orphan] = self.worked_s[task]
        self.length_s[orphan] = self.length_s[task]
        self.slot[orphan] = self.slot[task]
        self.since[orphan] = -1.0
        self.due[orphan] = -1
        return orphan

    def adopt_in_slot(self, task: int) -> None:
        """Let an attempt that has been stopped go on in its slot."""
        orphan = self.adopt(task)
        self.serving[self.slot[task]] = orphan
        self.work_on_orphan(orphan, self.started_at[task])

    def adopt_in_line(self, task: int, draw: int) -> None:
        """Let an attempt go on that waits for a slot; its draws may be gone when it gets one."""
        orphan = self.adopt(task)
        self.stand_in(self.line_of(task), task, orphan)
        self.orphan_u[orphan - self.tasks] = self.u_outcome[draw]
        self.orphan_factor[orphan - self.tasks] = self.factors[draw]
        if self.fails_within:
            self.orphan_point[orphan - self.tasks] = self.u_point[draw]

    def work_on_orphan(self, orphan: int, slot_at: float) -> None:
        """Work on an orphan from now on."""
        j = orphan - self.tasks
        self.orphan_slot_at[j] = slot_at
        self.orphan_since[j] = self.now
        self.orphan_told[j] = 0
        self.since[orphan] = self.now
        left_s = self.length_s[orphan] - self.worked_s[orphan]
        self.due[orphan] = self.plan(self.now + left_s, ATTEMPT_END, self.orphan_task[j])

    def orphan_due(self, task: int, number: int) -> int:
        """Return the orphan of a task whose end has this number; NOBODY: there is none."""
        orphan = self.first_orphan[task]
        while orphan != NOBODY and self.due[orphan] != number:
            orphan = self.orphan_next[orphan - self.tasks]
        return orphan

    def end_orphan(self, orphan: int, failure: int) -> None:
        """Account for an orphan in a slot that ends now."""
        agent = self.agent[orphan]
        self.note_orphan(orphan, True, failure)
        self.free_slot(agent, orphan)
        if self.pulls:
            self.file(self.slot[orphan])
        self.look_at(agent)
        self.is_due = True
        self.retire(orphan)

    def retire(self, orphan: int) -> None:
        """Let an orphan be no more."""
        self.due[orphan] = -1
        self.since[orphan] = -1.0
        task = self.orphan_task[orphan - self.tasks]
        after = self.orphan_next[orphan - self.tasks]
        if self.first_orphan[task] == orphan:
            self.first_orphan[task] = after
        else:
            other = self.first_orphan[task]
            while self.orphan_next[other - self.tasks] != orphan:
                other = self.orphan_next[other - self.tasks]
            self.orphan_next[other - self.tasks] = after
        self.spare[self.spares] = orphan
        self.spares = self.spares + 1

    def leave_orphans(self, agent: int) -> None:
        """Let orphans go that wait at an agent which goes down; the others stay as they stand."""
        left = self.line_length[agent]
        staying = NOBODY  # a list of those, linked by `sibling`, the last first
        while self.line_length[agent] > 0:
            ticket = self.ticket[self.first[agent]]
            one = self.leave_first(agent)
            if one < self.tasks:
                self.ticket[one] = ticket
                self.sibling[one] = staying
                staying = one
                continue
            left = left - 1
            if left > 0 or self.backing_off[agent] > 0 or self.on_way[agent] > 0:
                self.waiting_s[agent] = self.waiting_s[agent] - self.expected_s[one]
            else:
                self.waiting_s[agent] = 0.0
            self.retire(one)
        while staying != NOBODY:
            after = self.sibling[staying]
            self.join(agent, staying, self.key[staying], self.ticket[staying])
            staying = after

    def orphans_in_service(self) -> int:
        """Put the orphans that are in slots in order, by task and attempt; return how many there are."""
        count = 0
        for agent in range(self.agents):
            begin = self.slot_from[agent]
            for slot in range(begin, begin + self.slots_of[agent]):
                orphan = self.serving[slot]
                if orphan < self.tasks:
                    continue
                hole = count
                while hole > 0 and self.comes_later(self.in_order_of_tasks[hole - 1], orphan):
                    self.in_order_of_tasks[hole] = self.in_order_of_tasks[hole - 1]
                    hole = hole - 1
                self.in_order_of_tasks[hole] = orphan
                count = count + 1
        return count

    def comes_later(self, one: int, other: int) -> bool:
        """Whether an orphan comes after another, by task and attempt."""
        task, another = self.orphan_task[one - self.tasks], self.orphan_task[other - self.tasks]
        if task != another:
            return task > another
        return self.number_of[one] > self.number_of[other]

    def tell_orphans(self) -> None:
        """Tell what orphans worked in a wave that ends now; they go on."""
        for j in range(self.orphans_in_service()):
            self.note_orphan(self.in_order_of_tasks[j], False, 0)

    def cut_orphans(self) -> None:
        """End those that are in service, because the run ends."""
        for j in range(self.orphans_in_service()):
            orphan = self.in_order_of_tasks[j]
            at = orphan - self.tasks
            if not self.orphan_told[at] or self.orphan_since[at] != self.now:
                self.note_orphan(orphan, True, RUN_ENDED)

    def note_orphan(self, orphan: int, freed: bool, failure: int) -> None:
        """Note what an agent worked on an orphan since it was told last."""
        j, at = self.served_orphans, orphan - self.tasks
        agent = self.agent[orphan]
        self.served_orphan_task[j] = self.orphan_task[at]
        self.served_orphan_attempt[j] = self.number_of[orphan]
        self.served_orphan_agent[j] = agent
        self.served_orphan_slot[j] = self.slot[orphan] - self.slot_from[agent]
        self.served_orphan_slot_at[j] = self.orphan_slot_at[at]
        self.served_orphan_since[j] = self.orphan_since[at]
        self.served_orphan_at[j] = self.now
        self.served_orphan_freed[j] = freed
        self.served_orphan_failure[j] = failure
        self.served_orphans = j + 1
        self.orphan_since[at] = self.now
        self.orphan_told[at] = 1
        self.note(ORPHAN_SERVED, j)
