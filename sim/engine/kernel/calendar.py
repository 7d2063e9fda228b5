"""What is to happen: a heap of events by time, by place at their instant, and by order of planning.

Places are those of `sim.model.instant.Kind`. Releases stand in no heap: their order is known when a wave begins.
"""

APART = 1 << 40  # more than any task or agent has as its index
ATTEMPT_END = 1
TIMEOUT_ENDS = 2
DEADLINE_PASSES = 3
BREAKDOWN = 4
REPAIR = 5
HAND_OFF = 6
BACKOFF_END = 7
LIMIT = 9
BREAKER = 10
SLOTS = 11
RELEASE = 12
DECISION = 13
SAMPLE = 14
WAVE_END = 15
RUN_END = 16
NOTHING = 0

NEVER = -1.0  # in place of a time


class Calendar:
    """The events of one run."""

    now: float
    planned: int  # events in the heap
    plannings: int  # so far
    event_at: list[float]
    event_place: list[int]  # kind * APART + index
    event_number: list[int]  # order of planning
    kind: int  # of the event that happens
    index: int  # its task or agent
    number: int
    start: float  # of the wave
    releases: list[int]  # tasks that are released later than at its start, in order
    release_at: list[float]
    released: int  # of these so far
    to_release: int

    def plan(self, at: float, kind: int, index: int) -> int:
        """Let something happen; return the number of its planning."""
        place = kind * APART + index
        number = self.plannings
        self.plannings = number + 1
        hole = self.planned
        self.planned = hole + 1
        while hole > 0:
            above = (hole - 1) >> 1
            if not self.comes_before(at, place, number, above):
                break
            self.move(above, hole)
            hole = above
        self.put(hole, at, place, number)
        return number

    def comes_before(self, at: float, place: int, number: int, other: int) -> bool:
        """Whether an event happens before one that stands in the heap."""
        if at != self.event_at[other]:
            return at < self.event_at[other]
        if place != self.event_place[other]:
            return place < self.event_place[other]
        return number < self.event_number[other]

    def move(self, source: int, target: int) -> None:
        """Let an event stand in another place of the heap."""
        self.event_at[target] = self.event_at[source]
        self.event_place[target] = self.event_place[source]
        self.event_number[target] = self.event_number[source]

    def put(self, hole: int, at: float, place: int, number: int) -> None:
        """Let an event stand here."""
        self.event_at[hole] = at
        self.event_place[hole] = place
        self.event_number[hole] = number

    def drop_first(self) -> None:
        """Take the first event out of the heap."""
        last = self.planned - 1
        self.planned = last
        if last == 0:
            return
        at = self.event_at[last]
        place = self.event_place[last]
        number = self.event_number[last]
        hole = 0
        while True:
            child = 2 * hole + 1
            if child >= last:
                break
            if child + 1 < last and self.comes_before(
                self.event_at[child + 1], self.event_place[child + 1], self.event_number[child + 1], child
            ):
                child = child + 1
            if self.comes_before(at, place, number, child):
                break
            self.move(child, hole)
            hole = child
        self.put(hole, at, place, number)

    def release_is_first(self) -> bool:
        """Whether the next release comes before everything in the heap."""
        if self.released >= self.to_release:
            return False
        if self.planned == 0:
            return True
        at = self.release_at[self.released]
        if at != self.event_at[0]:
            return at < self.event_at[0]
        return RELEASE * APART + self.releases[self.released] < self.event_place[0]

    def is_settled(self) -> bool:
        """Whether nothing is left of this instant that comes before decisions."""
        if self.released < self.to_release and self.release_at[self.released] <= self.now:
            return False
        if self.planned == 0:
            return True
        return self.event_at[0] > self.now or self.event_place[0] > DECISION * APART

    def next_event(self) -> None:
        """Take what happens next, and let it be that time."""
        if self.release_is_first():
            self.now = self.release_at[self.released]
            self.kind = RELEASE
            self.index = self.releases[self.released]
            self.released = self.released + 1
            return
        self.now = self.event_at[0]
        self.kind = self.event_place[0] // APART
        self.index = self.event_place[0] - self.kind * APART
        self.number = self.event_number[0]
        self.drop_first()
