from sim.engine.kernel.calendar cimport DEADLINE_PASSES, TIMEOUT_ENDS
from sim.engine.kernel.hand_offs cimport NO_EVENT, HandOffs

cdef double SAME_MOMENT_S, ENDLESS_S


cdef class Patience(HandOffs):
    cdef public bint times_out, counts_queue, has_deadlines, drops, leaves_orphans
    cdef public long long watched, tasks
    cdef public double[::1] timeout_s, deadline_s
    cdef public long long[::1] timer, is_watched, rests, orphan_task

    cdef bint is_orphan(self, long long number) noexcept nogil
    cdef long long task_of(self, long long number) noexcept nogil
    cdef void join_timer(self, long long task) noexcept nogil
    cdef void begin_timer(self, long long task) noexcept nogil
    cdef void stop_timer(self, long long task) noexcept nogil
    cdef bint ends_now(self, long long task) noexcept nogil
    cdef void watch(self, long long task) noexcept nogil
    cdef void forget_deadline(self, long long task) noexcept nogil
