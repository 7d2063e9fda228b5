"""The life of a task, from its release to its end, and that of an agent, from one breakdown to the next.

gates -> attempt -> back-off -> again
"""

from sim.engine.kernel.calendar import ATTEMPT_END, BACKOFF_END, WAVE_END
from sim.engine.kernel.hand_offs import NO_EVENT
from sim.engine.kernel.lines import NOBODY
from sim.engine.kernel.money import Money
from sim.engine.kernel.trace import (
    AGENT_DOWN,
    BUDGET,
    COMPLETED,
    CUT_OFF,
    FAILED,
    GATE_DEFERRED,
    RUN_ENDED,
    TIMEOUT,
    TRANSIENT,
)


class Life(Money):
    """What happens to the tasks of one run."""

    starts: int  # attempts that have started
    refusals: list[int]  # by task and agent: 0, or that it is rejected whatever the luck
    refusal_width: int
    refusal_rate: float
    dry_run: bool
    true_s: list[float]  # true mean service seconds by task and agent
    true_width: int
    chance: list[float]  # of success by task and agent
    chance_width: int
    reliability: list[float]  # by agent
    penalties: list[float]  # by attempt, the factor on the chance of success
    failed_factor: float
    feedback: float  # on the logit, for each own failure
    odds: list[float]  # exp(-feedback * own failures), by their number

    u_gate: list[float]
    drawn: int  # attempts that the columns of draws hold
    wanted: int  # attempts that they must hold before time goes on

    # Attempts

    def start_attempt(self, task: int, verdict: int) -> None:
        """Serve an attempt that has got its slot if the gates approve; else let it end at once."""
        self.started_at[task] = self.now
        self.start_order[task] = self.starts
        self.starts = self.starts + 1
        self.note_decided(task, verdict)
        if verdict == 0 or self.dry_run:
            self.admit(task)
        else:
            self.refuse(task, verdict)

    def refuse(self, task: int, failure: int) -> None:
        """End an attempt that does not begin, in no time."""
        self.failure[task] = failure
        self.due[task] = self.plan(self.now, ATTEMPT_END, task)

    def admit(self, task: int) -> None:
        """Serve an attempt that has got past the gates, if it has all else that it needs."""
        if self.has_budget and not self.reserve(task, self.agent[task]):
            self.refuse(task, BUDGET)
        else:
            self.serve(task, self.agent[task], self.number_of[task])

    def judge(self, task: int, agent: int, k: int) -> int:
        """Return how the gates refuse an attempt; 0: they approve."""
        refusal = self.refusals[task if self.refusal_width == 1 else task * self.refusal_width + agent]
        if refusal != 0:
            return refusal
        if self.refusal_rate > 0.0 and self.u_gate[k * self.positions + self.position[task]] < self.refusal_rate:
            return GATE_DEFERRED
        return 0

    def serve(self, task: int, agent: int, k: int) -> None:
        """Decide how long an attempt takes and how it ends, unless something else ends it; begin to work on it."""
        self.approved[task] = 1
        if self.first_start[task] < 0.0:
            self.first_start[task] = self.now
            self.first_agent[task] = agent
        if self.has_retry_budget:
            self.note_start()
        draw = k * self.positions + self.position[task]
        length_s = self.true_s[task if self.true_width == 1 else task * self.true_width + agent] * self.factors[draw]
        if self.contends:
            length_s = length_s * self.contention(agent)
        if self.changes:
            length_s = length_s / self.speed_now(agent)
        if self.u_outcome[draw] < self.chance_of(task, agent, k):
            self.failure[task] = 0
        else:
            self.failure[task] = TRANSIENT
            length_s = length_s * self.failed_factor
            if self.has_classes:
                self.failure[task] = self.draw_class(draw)
                length_s = length_s * self.class_length[self.failure[task]]
            if self.fails_within:
                length_s = length_s * self.u_point[draw]
        self.length_s[task] = length_s
        self.work(task)

    def chance_of(self, task: int, agent: int, k: int) -> float:
        """Return the chance that an attempt succeeds."""
        chance = self.chance[task if self.chance_width == 1 else task * self.chance_width + agent]
        failures = self.own_failures[task]
        if self.feedback * failures != 0.0 and 0.0 < chance < 1.0:
            chance = 1.0 / (1.0 + (1.0 - chance) / chance * self.odds[failures])
        reliability = self.reliability[agent]
        if self.changes:
            reliability = reliability * self.reliability_now(agent)
        chance = chance * reliability * self.penalties[k]
        if chance < 0.0:
            return 0.0
        return min(1.0, chance)

    def work(self, task: int) -> None:
        """Let work on an attempt begin or go on."""
        self.since[task] = self.now
        if self.times_out:
            self.begin_timer(task)
        self.due[task] = self.plan(self.now + (self.length_s[task] - self.worked_s[task]), ATTEMPT_END, task)

    def reach_end(self, task: int) -> None:
        """Let an attempt come to the end that was drawn for it, or that the gates gave it."""
        if self.since[task] >= 0.0:
            self.served_s[task] = self.served_s[task] + (self.length_s[task] - self.worked_s[task])
            self.since[task] = -1.0
        self.end_attempt(task)

    def end_attempt(self, task: int) -> None:
        """Account for an attempt that has ended; let its task end, or be tried again after its back-off."""
        agent, k, failure = self.agent[task], self.number_of[task], self.failure[task]
        self.due[task] = -1
        if self.times_out:
            self.timer[task] = NO_EVENT
        backoff_s = self.backoff_after(task, failure)
        if self.leaves_orphans and failure == TIMEOUT and self.up[agent]:
            self.adopt_in_slot(task)
        elif self.holds_slots and backoff_s >= 0.0 and self.keeps_slot(task, agent, failure):
            self.hold_slot(task, agent)
        else:
            self.free_slot(agent, task)
            if self.pulls:
                self.file(self.slot[task])
            self.look_at(agent)
            self.is_due = True
        self.note_ended(task, backoff_s, self.approved[task] != 0)
        if self.has_budget and self.approved[task]:
            self.settle(task, agent)
        if backoff_s < 0.0:
            self.end_task(task, COMPLETED if failure == 0 else FAILED)
        else:
            self.back_off(task, agent, k + 1, failure, backoff_s)

    def back_off(self, task: int, agent: int, k: int, failure: int, backoff_s: float) -> None:
        """Let a task wait for its next attempt: as work of its agent, or nobody's where it will go by the manager."""
        self.forget_attempt(task)
        self.resting = self.resting + 1
        self.number_of[task] = k
        if k >= self.wanted:
            self.wanted = k + 1
        goes_back = self.pulls
        if self.holds_slots and self.held_slot[task] != NOBODY:
            goes_back = False
        if goes_back or (failure == AGENT_DOWN and self.reassigns[agent]):
            self.agent[task] = NOBODY
        else:
            self.give_to(task, agent)
            self.begin_backoff(agent, task)
        if self.drops:
            self.rests[task] = 1
        self.plan(self.now + backoff_s, BACKOFF_END, task)

    def return_from_backoff(self, task: int) -> None:
        """Queue an attempt: at its agent, or at the manager where it goes back."""
        if self.drops:
            if not self.rests[task]:
                return  # it has been dropped meanwhile
            self.rests[task] = 0
        self.resting = self.resting - 1
        if self.has_retry_budget:
            self.note_retry()
        agent = self.agent[task]
        if agent != NOBODY:
            self.end_backoff(agent, task)
            if self.holds_slots and self.held_slot[task] != NOBODY:
                self.resume_slot(task, agent)
                return
        if agent == NOBODY or (self.reassigns[agent] and not self.up[agent]):
            self.receive(task)
            return
        if self.limits_queues and self.is_full(agent):
            self.receive(task)
            return
        self.queue_at(agent, task)
        self.is_due = True

    # Tasks

    def release(self, task: int) -> None:
        """Begin the life of a task, unless it has failed with one that it waits for."""
        if self.waits and self.task_end[task] != 0:
            return
        self.released_at[task] = self.now
        self.unreleased = self.unreleased - 1
        if not self.waits or self.missing[task] == 0:
            self.make_ready(task)

    def end_task(self, task: int, how: int) -> None:
        """Note that a task has ended; the wave ends with its last."""
        self.ended_tasks = self.ended_tasks + 1
        self.note_task_ended(task, how)
        self.open = self.open - 1
        if self.drops:
            self.forget_deadline(task)
        if self.keeps_plan:
            self.leave_order(task, NOBODY)
        if self.waits:
            self.tell_children(task)
        self.end_wave_if_done()

    def end_wave_if_done(self) -> None:
        """Let the wave end once all of its tasks have."""
        if self.open == 0:
            self.plan(self.now, WAVE_END, 0)

    def cut_off(self, task: int) -> None:
        """End a released task because the run ends before it."""
        if self.slot[task] != NOBODY and self.serving[self.slot[task]] == task:
            self.stop_work(task)
            self.failure[task] = RUN_ENDED
            self.note_ended(task, -1.0, True)
        self.note_task_ended(task, CUT_OFF)
