"""What agents can do over time: factors on speed and reliability, and slots that leak or come."""

from sim.engine.kernel.calendar import SLOTS
from sim.engine.kernel.contention import Contention
from sim.engine.kernel.fleet import GONE
from sim.engine.kernel.lines import NOBODY
from sim.engine.kernel.trace import INJECTED


class Changes(Contention):
    """The changes of one run.

    A course is the factor on one property of one agent: stretches, each on its way from a value to another.
    """

    changes: bool
    speed_course: list[int]  # by agent; below 0: it never changes
    reliability_course: list[int]
    course_from: list[int]  # by course, its first stretch
    course_begun: list[int]  # by course, how many of them have begun
    course_end: list[int]  # by course, behind its last stretch
    stretch_from: list[float]
    stretch_value: list[float]
    stretch_until: list[float]
    stretch_wanted: list[float]

    slot_change: list[int]  # by agent, the next of its changes; its last: see `slot_changes_end`
    slot_changes_end: list[int]
    slots_at: list[float]
    slots_wanted: list[int]
    wanted_slots: list[int]  # by agent, how many it should have now

    faults: int  # changes that are told as faults, in order of time
    faults_told: int
    fault_at: list[float]
    fault_place: list[int]  # among all that is put in on purpose
    fault_until: list[float]
    fault_event: int  # number of the planning that tells the next
    injected: int
    injected_place: list[int]
    injected_at: list[float]
    injected_until: list[float]

    def begin_changes(self) -> None:
        """Begin; what changes at 0 has changed before anything else happens."""
        self.tell_faults()
        for agent in range(self.agents):
            self.change_slots_from_now(agent)

    # Speed and reliability

    def at_course(self, course: int) -> float:
        """Return the factor of a course now."""
        coming = self.course_from[course] + self.course_begun[course]
        while coming < self.course_end[course] and self.stretch_from[coming] <= self.now:
            coming = coming + 1
        self.course_begun[course] = coming - self.course_from[course]
        if self.course_begun[course] == 0:
            return 1.0
        at = coming - 1
        if self.now >= self.stretch_until[at]:
            return self.stretch_wanted[at]
        share = (self.now - self.stretch_from[at]) / (self.stretch_until[at] - self.stretch_from[at])
        return self.stretch_value[at] + (self.stretch_wanted[at] - self.stretch_value[at]) * share

    def speed_now(self, agent: int) -> float:
        """Return the factor on an agent's speed now."""
        course = self.speed_course[agent]
        return 1.0 if course < 0 else self.at_course(course)

    def reliability_now(self, agent: int) -> float:
        """Return the factor on an agent's reliability now."""
        course = self.reliability_course[agent]
        return 1.0 if course < 0 else self.at_course(course)

    # Slots

    def change_slots_from_now(self, agent: int) -> None:
        """Let the number of an agent's slots change that is due now; plan the next change."""
        while self.slot_change[agent] < self.slot_changes_end[agent]:
            change = self.slot_change[agent]
            if self.slots_at[change] > self.now:
                self.plan(self.slots_at[change], SLOTS, agent)
                return
            self.change_slots(agent)

    def change_slots(self, agent: int) -> None:
        """Let an agent have as many slots as its next change says, or as soon as attempts end."""
        change = self.slot_change[agent]
        self.slot_change[agent] = change + 1
        self.slots_to_come = self.slots_to_come - 1
        number = self.slots_wanted[change]
        while self.wanted_slots[agent] > number:
            self.wanted_slots[agent] = self.wanted_slots[agent] - 1
            self.lose_slot(agent)
        while self.wanted_slots[agent] < number:
            self.wanted_slots[agent] = self.wanted_slots[agent] + 1
            self.get_slot(agent)
        self.offer_slots(agent)

    def lose_slot(self, agent: int) -> None:
        """Let the highest free slot go, or the first that becomes free."""
        if self.free[agent] == 0:
            self.owed[agent] = self.owed[agent] + 1
            return
        slot = self.slot_from[agent] + self.slots_of[agent] - 1
        while self.serving[slot] != NOBODY:
            slot = slot - 1
        self.leak(agent, slot)

    def get_slot(self, agent: int) -> None:
        """Let the lowest slot that is gone come, or one stay that was to go."""
        if self.owed[agent] > 0:
            self.owed[agent] = self.owed[agent] - 1
            return
        slot = self.slot_from[agent]
        while self.serving[slot] != GONE:
            slot = slot + 1
        self.serving[slot] = NOBODY
        self.free[agent] = self.free[agent] + 1
        self.idle_since[slot] = self.now
        if slot < self.lowest_free[agent]:
            self.lowest_free[agent] = slot

    # What is told

    def tell_faults(self) -> None:
        """Tell of the changes that begin now; plan when to tell of the next."""
        while self.faults_told < self.faults:
            fault = self.faults_told
            if self.fault_at[fault] > self.now:
                self.fault_event = self.plan(self.fault_at[fault], SLOTS, 0)
                return
            self.faults_told = fault + 1
            self.note_injected(self.fault_place[fault], self.fault_at[fault], self.fault_until[fault])

    def note_injected(self, place: int, at: float, until: float) -> None:
        """Note a fault that is put in on purpose."""
        j = self.injected
        self.injected_place[j] = place
        self.injected_at[j] = at
        self.injected_until[j] = until
        self.injected = j + 1
        self.note(INJECTED, j)
