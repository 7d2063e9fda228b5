"""A run from one question to the next: the loop over events."""

from sim.engine.kernel.calendar import (
    ATTEMPT_END,
    BACKOFF_END,
    BREAKDOWN,
    DEADLINE_PASSES,
    HAND_OFF,
    RELEASE,
    REPAIR,
    RUN_END,
    SAMPLE,
    SLOTS,
    TIMEOUT_ENDS,
    WAVE_END,
)
from sim.engine.kernel.lines import NOBODY
from sim.engine.kernel.outages import HORIZON, STALLED
from sim.engine.kernel.samples import Samples

# Why the kernel hands back, to be called again.
WAVE_HAS_ENDED = 1
RUN_IS_OVER = 2
NEEDS_ROOM = 3
NEEDS_DRAWS = 4
NEEDS_OUTAGES = 5
NEEDS_PLAN = 6
NEEDS_AGENT = 7
NEEDS_SAMPLES = 8
NEEDS_VERDICT = 9
NEEDS_ORPHANS = 10
NEEDS_SPANS = 20


class Kernel(Samples):
    """One run."""

    most_events: int
    most_rows: int
    most_filed: int
    most_in_a_step: int  # entries that one event or decision can add to any column
    reason: int
    begun: int  # of the attempts that have just got their slots, those that have started
    blocks: bool  # open anomalies block agents, which is asked outside
    wants_plan: bool  # of the wave, which is made once an agent is up

    def begin_run(self) -> None:
        """Begin the run: what is down at the start goes down."""
        self.plan(self.horizon, RUN_END, 0)
        if self.holders > 0:
            self.begin_outages()
        if self.changes:
            self.begin_changes()
        self.begin_samples()

    def begin_wave(self, members: int) -> None:
        """Begin a wave at this moment; what is released with it is held."""
        self.start = self.now
        self.open = members
        self.unreleased = members

    def drop_doomed(self, tasks: list[int], count: int) -> None:
        """Fail those of a wave's tasks that wait for one that has failed before it."""
        self.fail_doomed(tasks, count)
        self.end_wave_if_done()

    def release_all(self, tasks: list[int], count: int) -> None:
        """Release tasks with their wave, in this order."""
        for j in range(count):
            self.release(tasks[j])

    def run(self) -> None:
        """Let time go on until something is asked for, which `reason` says."""
        self.reason = 0
        while self.reason == 0:
            if self.is_short():
                return
            if self.is_due and self.is_settled():
                if self.wants_plan and self.any_usable():
                    self.reason = NEEDS_PLAN
                    return
                self.is_due = False
                self.decide()
                self.go_on()
            else:
                self.next_event()
                self.happen()

    def go_on(self) -> None:
        """After a decision, or in the middle of one: let attempts start, or ask who gets a task."""
        if self.asks:
            self.reason = NEEDS_AGENT
            return
        if self.steals and self.now < self.horizon:
            self.steal()
        self.begun = 0
        self.let_start()

    def let_start(self) -> None:
        """Let attempts start that have got their slots; where anomalies block agents, ask before each."""
        while self.begun < self.grants:
            item = self.granted[self.begun]
            if self.is_orphan(item):
                self.start_orphan(item)
            elif self.blocks:
                self.reason = NEEDS_VERDICT
                return
            else:
                self.start_attempt(item, self.judge(item, self.agent[item], self.number_of[item]))
            self.begun = self.begun + 1
        self.grants = 0
        if self.is_stalled and self.over == 0:
            self.over = STALLED
            self.plan(self.now, RUN_END, 0)
        self.is_stalled = False

    def answer(self, agent: int, spare: bool) -> None:
        """Let an agent have the task whose turn it is, and go on; below 0: it goes on waiting."""
        self.reason = 0
        self.asks = False
        self.let_have(self.held[self.cursor], agent, spare)
        self.go_on_assigning()
        if not self.asks:
            self.end_decision()
        self.go_on()

    def give_verdict(self, verdict: int) -> None:
        """Let the attempt whose turn it is start, or be refused, as has been said outside; and go on."""
        self.reason = 0
        self.start_attempt(self.granted[self.begun], verdict)
        self.begun = self.begun + 1
        self.let_start()

    def is_short(self) -> bool:
        """Whether columns must grow, or draws be made, before anything else happens."""
        step = self.most_in_a_step
        full = self.rows + step > self.most_rows or self.planned + step > self.most_events
        if full or self.filed + step > self.most_filed:
            self.reason = NEEDS_ROOM
        elif self.leaves_orphans and self.spares == 0:
            self.reason = NEEDS_ORPHANS
        elif self.wanted > self.drawn:
            self.reason = NEEDS_DRAWS
        elif self.outages_wanted > self.outages_drawn:
            self.reason = NEEDS_OUTAGES
        elif self.interval_s > 0.0 and self.samples >= self.most_samples:
            self.reason = NEEDS_SAMPLES
        elif self.spans_wanted > self.spans_drawn:
            self.reason = NEEDS_SPANS
        return self.reason != 0

    def happen(self) -> None:
        """Let the event that has been taken happen."""
        kind, index = self.kind, self.index
        if kind == ATTEMPT_END:
            if self.due[index] == self.number:  # else something has ended or held up the attempt meanwhile
                self.reach_end(index)
            elif self.leaves_orphans:
                self.reach_end_of_orphan(index)
        elif kind == TIMEOUT_ENDS:
            if self.timer[index] == self.number:  # else the attempt has ended, or counts anew
                self.time_out(index)
        elif kind == DEADLINE_PASSES:
            self.pass_deadline(index)
        elif kind == RELEASE:
            self.release(index)
        elif kind == HAND_OFF:
            if self.arrival[index] == self.number:  # else it has been handed back meanwhile
                self.arrive(index)
        elif kind == BACKOFF_END:
            self.return_from_backoff(index)
        elif kind == BREAKDOWN:
            self.go_down_by(index)
        elif kind == REPAIR:
            self.come_up_by(index)
        elif kind == SLOTS:
            self.happen_to_slots(index)
        elif kind == SAMPLE:
            self.sample()
        elif kind == WAVE_END:
            if self.leaves_orphans:
                self.tell_orphans()
            self.reason = WAVE_HAS_ENDED
        elif kind == RUN_END:
            if self.over == 0:
                self.over = HORIZON
            self.reason = RUN_IS_OVER

    def reach_end_of_orphan(self, task: int) -> None:
        """Let an orphan of a task come to the end that was drawn for it, if this is the number of its end."""
        orphan = self.orphan_due(task, self.number)
        if orphan != NOBODY:
            self.end_orphan(orphan, 0)

    def happen_to_slots(self, agent: int) -> None:
        """Tell of the changes that begin now, or let an agent's slots change."""
        if self.number == self.fault_event:
            self.tell_faults()
        else:
            self.change_slots_from_now(agent)

    def cut_off_open(self, members: list[int], count: int) -> None:
        """End what has been released and has not ended, because the run ends; by task index."""
        for j in range(count):
            task = members[j]
            if self.released_at[task] >= 0.0 and self.task_end[task] == 0:
                self.cut_off(task)
        if self.leaves_orphans:
            self.cut_orphans()

    def can_be_given(self, agent: int) -> bool:
        """Whether an agent can be given tasks."""
        return self.is_usable(agent)

    def see_loads(self) -> None:
        """Bring up to date what the manager sees of loads."""
        self.look_at_loads()

    def up_s(self, agent: int) -> float:
        """Return the seconds of the run so far in which an agent was up."""
        return self.up_before_s[agent] + (self.now - self.up_since[agent] if self.up[agent] else 0.0)
