cdef long long APART, ATTEMPT_END, TIMEOUT_ENDS, DEADLINE_PASSES, BREAKDOWN, REPAIR, HAND_OFF, BACKOFF_END, LIMIT
cdef long long BREAKER, SLOTS, RELEASE, DECISION, SAMPLE, WAVE_END, RUN_END, NOTHING
cdef double NEVER


cdef class Calendar:
    cdef public double now, start
    cdef public long long planned, plannings, kind, index, number, released, to_release
    cdef public double[::1] event_at, release_at
    cdef public long long[::1] event_place, event_number, releases

    cdef long long plan(self, double at, long long kind, long long index) noexcept nogil
    cdef bint comes_before(self, double at, long long place, long long number, long long other) noexcept nogil
    cdef void move(self, long long source, long long target) noexcept nogil
    cdef void put(self, long long hole, double at, long long place, long long number) noexcept nogil
    cdef void drop_first(self) noexcept nogil
    cdef bint release_is_first(self) noexcept nogil
    cdef bint is_settled(self) noexcept nogil
    cdef void next_event(self) noexcept nogil
