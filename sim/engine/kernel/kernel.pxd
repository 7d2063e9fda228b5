cimport cython
from sim.engine.kernel.calendar cimport ATTEMPT_END, BACKOFF_END, BREAKDOWN, DEADLINE_PASSES, HAND_OFF, RELEASE, REPAIR, RUN_END
from sim.engine.kernel.calendar cimport SAMPLE, SLOTS, TIMEOUT_ENDS, WAVE_END
from sim.engine.kernel.lines cimport NOBODY
from sim.engine.kernel.outages cimport HORIZON, STALLED
from sim.engine.kernel.samples cimport Samples

cdef long long WAVE_HAS_ENDED, RUN_IS_OVER, NEEDS_ROOM, NEEDS_DRAWS, NEEDS_OUTAGES, NEEDS_PLAN, NEEDS_AGENT
cdef long long NEEDS_VERDICT, NEEDS_SAMPLES, NEEDS_ORPHANS, NEEDS_SPANS


cdef class Kernel(Samples):
    cdef public long long most_events, most_rows, most_filed, most_in_a_step, reason
    cdef public long long begun
    cdef public bint blocks, wants_plan

    cpdef void begin_run(self) noexcept
    cpdef void begin_wave(self, long long members) noexcept
    cpdef void drop_doomed(self, const long long[::1] tasks, long long count) noexcept
    cpdef void release_all(self, const long long[::1] tasks, long long count) noexcept
    cpdef void run(self) noexcept
    cdef void go_on(self) noexcept nogil
    cdef void let_start(self) noexcept nogil
    cpdef void give_verdict(self, long long verdict) noexcept
    cpdef void answer(self, long long agent, bint spare) noexcept
    @cython.locals(full=bint)
    cdef bint is_short(self) noexcept nogil
    cdef void happen(self) noexcept nogil
    cdef void reach_end_of_orphan(self, long long task) noexcept nogil
    cdef void happen_to_slots(self, long long agent) noexcept nogil
    cpdef void cut_off_open(self, const long long[::1] members, long long count) noexcept
    cpdef bint can_be_given(self, long long agent) noexcept
    cpdef void see_loads(self) noexcept
    cpdef double up_s(self, long long agent) noexcept
