"""What happened, as columns: one entry a row of the log of each kind, and the order of the rows.

`sim/engine/rows.py` makes the log of it, `sim/engine/numbers.py` the metrics.
"""

from sim.engine.kernel.fleet import Fleet
from sim.engine.kernel.lines import NOBODY

ASSIGNED = 1
GATES_DECIDED = 2
ATTEMPT_ENDED = 3
TASK_ENDED = 4
OUTAGE_BEGAN = 5
OUTAGE_ENDED = 6
WORK_STRANDED = 7
ORPHAN_SERVED = 8
ATTEMPT_WITHDRAWN = 9
SAMPLED = 30
INJECTED = 16

# How an attempt ends; 0: with success.
TRANSIENT = 1
AGENT_DOWN = 2
GATE_REJECTED = 3
GATE_DEFERRED = 4
RUN_ENDED = 5
TIMEOUT = 6
DEADLINE = 7
BUDGET = 9
RATE_LIMITED = 10
BEYOND_LIMIT = 11
BREAKER_OPEN = 12
FIRST_CLASS = 16  # the classes of the scenario follow, in its order

# How a task ends.
COMPLETED = 1
FAILED = 2
CUT_OFF = 3
PARENT_FAILED = 4


class Trace(Fleet):
    """The record of one run."""

    rows: int
    row_kind: list[int]
    row_of: list[int]  # place in the columns of its kind; of an ended task its index

    assigned: int
    assigned_task: list[int]
    assigned_agent: list[int]
    assigned_at: list[float]
    assigned_rank: list[float]  # NaN: none
    assigned_as_spare: list[int]  # by `load_balanced` in place of the strategy: 1
    assigned_least: list[int]  # no usable agent had less load: 1

    decided: int
    decided_task: list[int]
    decided_attempt: list[int]
    decided_agent: list[int]
    decided_at: list[float]
    decided_verdict: list[int]  # 0: approved, else how the attempt fails, also where it does not for a dry run

    ended: int
    ended_task: list[int]
    ended_attempt: list[int]
    ended_agent: list[int]
    ended_slot: list[int]
    ended_queued_at: list[float]
    ended_started_at: list[float]
    ended_at: list[float]
    ended_served: list[float]
    ended_failure: list[int]
    ended_backoff: list[float]  # below 0: none
    ended_approved: list[int]
    ended_first: list[int]
    ended_order: list[int]
    ended_wasted: list[float]

    outages: int
    outage_kind: list[int]
    outage_agent: list[int]
    outage_at: list[float]
    outage_since: list[float]  # of one that ended
    outage_queued: list[int]

    number_of: list[int]  # of the attempt under way, from 0
    started_at: list[float]
    start_order: list[int]
    failure: list[int]  # how it ends, or will end unless something else ends it
    approved: list[int]

    released_at: list[float]  # of the task; below 0: it has not been
    first_start: list[float]  # of its first attempt past the gates; below 0: none
    first_agent: list[int]  # of the same
    first_success: list[int]  # 1, 0, or -1: not known
    task_agent: list[int]  # the last that it was given to
    attempts: list[int]  # ended so far
    own_failures: list[int]
    task_served: list[float]
    task_wasted: list[float]
    task_end: list[int]  # 0: it has not ended
    task_ended_at: list[float]
    last_failure: list[int]

    def note(self, kind: int, place: int) -> None:
        """Note a row."""
        self.row_kind[self.rows] = kind
        self.row_of[self.rows] = place
        self.rows = self.rows + 1

    def note_assigned(self, task: int, agent: int, spare: bool, least: bool) -> None:
        """Note that a task is given to an agent now."""
        j = self.assigned
        self.assigned_task[j] = task
        self.assigned_agent[j] = agent
        self.assigned_at[j] = self.now
        self.assigned_rank[j] = self.rank[task]
        self.assigned_as_spare[j] = spare
        self.assigned_least[j] = least
        self.assigned = j + 1
        self.note(ASSIGNED, j)

    def note_decided(self, task: int, verdict: int) -> None:
        """Note what the gates say of an attempt that starts now."""
        j = self.decided
        self.decided_task[j] = task
        self.decided_attempt[j] = self.number_of[task]
        self.decided_agent[j] = self.agent[task]
        self.decided_at[j] = self.now
        self.decided_verdict[j] = verdict
        self.decided = j + 1
        self.note(GATES_DECIDED, j)

    def note_ended(self, task: int, backoff_s: float, approved: bool) -> None:
        """Note that an attempt ends now, and add it to its task's sums."""
        j = self.ended
        agent = self.agent[task]
        failure = self.failure[task]
        first = approved and self.first_success[task] < 0
        if first and failure != RUN_ENDED:
            self.first_success[task] = failure == 0
        wasted_s = self.undone_s[task] if failure == 0 else self.served_s[task]
        self.ended_task[j] = task
        self.ended_attempt[j] = self.number_of[task]
        self.ended_agent[j] = agent
        self.ended_slot[j] = self.slot[task] - self.slot_from[agent]
        self.ended_queued_at[j] = self.queued_at[task]
        self.ended_started_at[j] = self.started_at[task]
        self.ended_at[j] = self.now
        self.ended_served[j] = self.served_s[task]
        self.ended_failure[j] = failure
        self.ended_backoff[j] = backoff_s
        self.ended_approved[j] = approved
        self.ended_first[j] = first
        self.ended_order[j] = self.start_order[task]
        self.ended_wasted[j] = wasted_s
        self.ended = j + 1
        self.attempts[task] = self.attempts[task] + 1
        self.own_failures[task] = self.own_failures[task] + (failure == TRANSIENT or failure >= FIRST_CLASS)
        self.task_served[task] = self.task_served[task] + self.served_s[task]
        self.task_wasted[task] = self.task_wasted[task] + wasted_s
        self.last_failure[task] = failure
        self.note(ATTEMPT_ENDED, j)

    def note_task_ended(self, task: int, how: int) -> None:
        """Note that a task ends now."""
        self.task_end[task] = how
        self.task_ended_at[task] = self.now
        self.note(TASK_ENDED, task)

    def note_outage(self, kind: int, agent: int, since: float) -> None:
        """Note that an agent goes down, is up again, or is down while tasks wait for it."""
        j = self.outages
        self.outage_kind[j] = kind
        self.outage_agent[j] = agent
        self.outage_at[j] = self.now
        self.outage_since[j] = since
        self.outage_queued[j] = self.line_length[agent]
        self.outages = j + 1
        self.note(kind, j)

    def forget_attempt(self, task: int) -> None:
        """Begin a task's next attempt with nothing served."""
        self.since[task] = -1.0
        self.served_s[task] = 0.0
        self.undone_s[task] = 0.0
        self.worked_s[task] = 0.0
        self.failure[task] = 0
        self.approved[task] = 0
        self.slot[task] = NOBODY
