"""Whether a failed attempt is tried again, after which back-off, and whether it keeps its slot meanwhile."""

from sim.engine.kernel.fleet import HELD
from sim.engine.kernel.lines import NOBODY
from sim.engine.kernel.orphans import Orphans
from sim.engine.kernel.trace import AGENT_DOWN

NOT_RETRIED = -1  # in place of a rule
NO_BACKOFF = -1.0

# How a back-off is scattered.
FULL = 1
EQUAL = 2
DECORRELATED = 3


class Retries(Orphans):
    """The rules of retries of one run."""

    rule_of: list[int]  # by how an attempt failed, which rule holds; NOT_RETRIED: the task fails with it
    most_retries: list[int]  # by rule, counted failures with which a task is still tried again
    counts: list[int]  # by rule, whether a failure uses up a retry
    delays: int  # entries of each rule in `backoffs`
    backoffs: list[float]  # by rule and retry, from 1; the last entry again and again
    jitter: list[int]  # by rule
    jitter_base: list[float]
    jitter_most: list[float]
    holds: list[int]  # by rule, whether a retry starts in the slot of the attempt before
    scatters: bool  # some rule does
    holds_slots: bool  # some rule does
    attempts_allowed: int  # of a task, whatever the rule
    position: list[int]  # by task, within its wave
    positions: int  # of the wave: numbers of an attempt in the columns of draws
    u_jitter: list[float]
    jittered_s: list[float]  # by task, its last scattered back-off; NO_BACKOFF: none
    uncounted: list[int]  # by task, failures that use up no retry
    held_slot: list[int]  # by task, the slot that is kept for its next attempt; NOBODY: none

    has_retry_budget: bool
    budget_share: float
    budget_window: float
    budget_free: float  # retries that are allowed besides
    window_starts: list[float]  # when attempts started
    starts_from: int
    starts_to: int
    window_retries: list[float]  # when retries did
    retries_from: int
    retries_to: int
    out_of_budget: list[int]  # by task, whether the budget kept it from a retry

    def backoff_after(self, task: int, failure: int) -> float:
        """Return the back-off after an attempt that has ended; NO_BACKOFF where its task is not tried again."""
        rule = self.rule_of[failure]
        if rule == NOT_RETRIED:
            return NO_BACKOFF
        attempts = self.number_of[task] + 1
        if not self.counts[rule]:
            self.uncounted[task] = self.uncounted[task] + 1
        if attempts - self.uncounted[task] > self.most_retries[rule] or attempts > self.attempts_allowed:
            return NO_BACKOFF
        if self.has_retry_budget and not self.budget_allows():
            self.out_of_budget[task] = 1
            return NO_BACKOFF
        backoff_s = self.backoffs[rule * self.delays + min(attempts, self.delays - 1)]
        if self.scatters and self.jitter[rule] != 0:
            backoff_s = self.scattered_s(task, rule, backoff_s, self.u_jitter[self.draw_of(task)])
            self.jittered_s[task] = backoff_s
        return backoff_s

    def scattered_s(self, task: int, rule: int, delay_s: float, u: float) -> float:
        """Return a back-off with its jitter."""
        if self.jitter[rule] == FULL:
            return u * delay_s
        if self.jitter[rule] == EQUAL:
            return delay_s / 2.0 + u * delay_s / 2.0
        base_s = self.jitter_base[rule]
        previous_s = base_s if self.jittered_s[task] < 0.0 else self.jittered_s[task]
        return min(self.jitter_most[rule], base_s + u * (3.0 * previous_s - base_s))

    def draw_of(self, task: int) -> int:
        """Return the place of an attempt in the columns of draws."""
        return self.number_of[task] * self.positions + self.position[task]

    # The budget of the fleet

    def budget_allows(self) -> bool:
        """Whether one retry more may be made, of those that started or are in back-off."""
        since = self.now - self.budget_window
        while self.starts_from < self.starts_to and self.window_starts[self.starts_from] <= since:
            self.starts_from = self.starts_from + 1
        while self.retries_from < self.retries_to and self.window_retries[self.retries_from] <= since:
            self.retries_from = self.retries_from + 1
        retries = self.retries_to - self.retries_from + self.resting
        starts = self.starts_to - self.starts_from
        return retries + 1 <= self.budget_share * starts + self.budget_free + 1e-9

    def note_start(self) -> None:
        """Note that an attempt begins its service."""
        self.window_starts[self.starts_to] = self.now
        self.starts_to = self.starts_to + 1

    def note_retry(self) -> None:
        """Note that a retry starts: its back-off is over."""
        self.window_retries[self.retries_to] = self.now
        self.retries_to = self.retries_to + 1

    # The same slot

    def keeps_slot(self, task: int, agent: int, failure: int) -> bool:
        """Whether a task holds the slot of an attempt that is to be tried again."""
        if self.slot[task] == NOBODY or not self.up[agent] or failure == AGENT_DOWN:
            return False
        return self.holds[self.rule_of[failure]] != 0

    def hold_slot(self, task: int, agent: int) -> None:
        """Keep the slot of an attempt that has ended: it is taken, and serves nothing."""
        slot = self.slot[task]
        self.held_slot[task] = slot
        self.serving[slot] = HELD - task
        self.taken[agent] = self.taken[agent] - 1
        self.look_at(agent)

    def resume_slot(self, task: int, agent: int) -> None:
        """Let an attempt start in the slot that is kept for it."""
        slot = self.held_slot[task]
        self.held_slot[task] = NOBODY
        self.queued_at[task] = self.now
        if self.times_out:
            self.join_timer(task)
        self.slot[task] = slot
        self.serving[slot] = task
        self.taken[agent] = self.taken[agent] + 1
        self.granted[self.grants] = task
        self.grants = self.grants + 1
        self.is_due = True

    def end_hold(self, task: int, agent: int) -> None:
        """Let the slot idle that is kept for a task whose next attempt will not be made."""
        slot = self.held_slot[task]
        if slot != NOBODY:
            self.held_slot[task] = NOBODY
            self.release_slot(agent, slot)
            self.offer_slots(agent)

    def drop_holds(self, agent: int) -> None:
        """Let the slots idle that an agent keeps, by task: it goes down."""
        begin = self.slot_from[agent]
        while True:
            first = NOBODY
            for slot in range(begin, begin + self.slots_of[agent]):
                task = HELD - self.serving[slot]
                if task >= 0 and (first == NOBODY or task < first):
                    first = task
            if first == NOBODY:
                return
            self.release_slot(agent, self.held_slot[first])
            self.held_slot[first] = NOBODY
