"""Lines of tasks, each at its place: of every agent, and of the fleet as a whole.

A line is a pairing heap through columns by task: nothing is allocated, a task joins in constant time and the first
leaves in logarithmic time. Source: Fredman, Sedgewick, Sleator, Tarjan, "The pairing heap: a new form of self-adjusting
heap", Algorithmica 1, 1986.
"""

from sim.engine.kernel.calendar import Calendar

NOBODY = -1


class Lines(Calendar):
    """The lines of one run; a line is known by its number: the agent's index, or one more for that of the fleet."""

    first: list[int]  # of each line: the task at its front; NOBODY: it is empty
    line_length: list[int]
    key: list[float]  # of a task that waits: lower is served first
    queued_at: list[float]
    ticket: list[int]  # decides at last: order of joining, in the fleet's line the task; NOBODY: it is in no line
    child: list[int]
    sibling: list[int]
    before: list[int]  # the task of which it is the child or next sibling; of a front without meaning

    def stands_before(self, task: int, other: int) -> bool:
        """Whether a task is served before another of the same line."""
        if self.key[task] != self.key[other]:
            return self.key[task] < self.key[other]
        if self.queued_at[task] != self.queued_at[other]:
            return self.queued_at[task] < self.queued_at[other]
        return self.ticket[task] < self.ticket[other]

    def join(self, line: int, task: int, key: float, ticket: int) -> None:
        """Let a task wait at the place of its key, since `queued_at`."""
        self.key[task] = key
        self.ticket[task] = ticket
        self.child[task] = NOBODY
        self.sibling[task] = NOBODY
        self.line_length[line] = self.line_length[line] + 1
        self.first[line] = self.meld(self.first[line], task)

    def meld(self, one: int, other: int) -> int:
        """Make one heap of two; return its front."""
        if one == NOBODY:
            return other
        if other == NOBODY:
            return one
        if self.stands_before(other, one):
            one, other = other, one
        child = self.child[one]
        self.sibling[other] = child
        if child != NOBODY:
            self.before[child] = other
        self.before[other] = one
        self.child[one] = other
        return one

    def leave_first(self, line: int) -> int:
        """Take the first task out of a line that is not empty; return it."""
        task = self.first[line]
        self.ticket[task] = NOBODY
        self.line_length[line] = self.line_length[line] - 1
        self.first[line] = self.meld_all(self.child[task])
        return task

    def leave(self, line: int, task: int) -> None:
        """Take a task out of a line, wherever it stands."""
        if self.first[line] == task:
            self.leave_first(line)
            return
        self.ticket[task] = NOBODY
        self.line_length[line] = self.line_length[line] - 1
        self.put_in_place(task, self.sibling[task])
        self.first[line] = self.meld(self.first[line], self.meld_all(self.child[task]))

    def put_in_place(self, task: int, other: int) -> None:
        """Let another task, or nobody, hang where one hangs that is not the front."""
        before = self.before[task]
        if self.child[before] == task:
            self.child[before] = other
        else:
            self.sibling[before] = other
        if other != NOBODY:
            self.before[other] = before

    def stand_in(self, line: int, task: int, other: int) -> None:
        """Let another task stand in a line in place of one, which is in no line then."""
        self.key[other] = self.key[task]
        self.queued_at[other] = self.queued_at[task]
        self.ticket[other] = self.ticket[task]
        self.ticket[task] = NOBODY
        self.child[other] = self.child[task]
        self.sibling[other] = self.sibling[task]
        if self.child[other] != NOBODY:
            self.before[self.child[other]] = other
        if self.first[line] == task:
            self.first[line] = other
            return
        if self.sibling[other] != NOBODY:
            self.before[self.sibling[other]] = other
        self.put_in_place(task, other)

    def meld_all(self, task: int) -> int:
        """Make one heap of a list of heaps: pair by pair from the left, then all pairs from the right."""
        pairs = NOBODY
        while task != NOBODY:
            other = self.sibling[task]
            self.sibling[task] = NOBODY
            after = NOBODY
            if other != NOBODY:
                after = self.sibling[other]
                self.sibling[other] = NOBODY
                task = self.meld(task, other)
            self.sibling[task] = pairs
            pairs = task
            task = after
        front = NOBODY
        while pairs != NOBODY:
            after = self.sibling[pairs]
            self.sibling[pairs] = NOBODY
            front = self.meld(front, pairs)
            pairs = after
        return front
