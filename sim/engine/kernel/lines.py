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
    ticket: list[int]  # decides at last: order of joining, in the fleet's line the task
    child: list[int]
    sibling: list[int]

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
        self.sibling[other] = self.child[one]
        self.child[one] = other
        return one

    def leave_first(self, line: int) -> int:
        """Take the first task out of a line that is not empty; return it."""
        task = self.first[line]
        self.line_length[line] = self.line_length[line] - 1
        self.first[line] = self.meld_all(self.child[task])
        return task

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
