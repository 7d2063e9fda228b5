cimport cython
from sim.engine.kernel.calendar cimport ATTEMPT_END
from sim.engine.kernel.dependencies cimport Dependencies
from sim.engine.kernel.lines cimport NOBODY
from sim.engine.kernel.trace cimport ORPHAN_SERVED, RUN_ENDED


cdef class Orphans(Dependencies):
    cdef public bint fails_within
    cdef public long long spares, served_orphans
    cdef public long long[::1] due, spare, orphan_next, first_orphan, orphan_told, in_order_of_tasks
    cdef public double[::1] orphan_slot_at, orphan_since, orphan_u, orphan_factor, orphan_point
    cdef public const double[::1] u_outcome, u_point, factors
    cdef public long long[::1] served_orphan_task, served_orphan_attempt, served_orphan_agent, served_orphan_slot
    cdef public long long[::1] served_orphan_freed, served_orphan_failure
    cdef public double[::1] served_orphan_slot_at, served_orphan_since, served_orphan_at

    cdef long long adopt(self, long long task) noexcept nogil
    cdef void adopt_in_slot(self, long long task) noexcept nogil
    cdef void adopt_in_line(self, long long task, long long draw) noexcept nogil
    cdef void work_on_orphan(self, long long orphan, double slot_at) noexcept nogil
    cdef long long orphan_due(self, long long task, long long number) noexcept nogil
    cdef void end_orphan(self, long long orphan, long long failure) noexcept nogil
    cdef void retire(self, long long orphan) noexcept nogil
    cdef void leave_orphans(self, long long agent) noexcept nogil
    cdef long long orphans_in_service(self) noexcept nogil
    cdef bint comes_later(self, long long one, long long other) noexcept nogil
    cdef void tell_orphans(self) noexcept nogil
    cdef void cut_orphans(self) noexcept nogil
    @cython.locals(freed=bint)
    cdef void note_orphan(self, long long orphan, bint freed, long long failure) noexcept nogil
