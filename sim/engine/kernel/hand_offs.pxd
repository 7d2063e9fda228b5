from sim.engine.kernel.calendar cimport HAND_OFF
from sim.engine.kernel.lines cimport NOBODY
from sim.engine.kernel.trace cimport Trace

cdef long long NO_EVENT


cdef class HandOffs(Trace):
    cdef public bint waits
    cdef public long long travelling
    cdef public const long long[::1] first_parent, parent, first_child, child_of, wave_of
    cdef public const double[::1] hand_off_s
    cdef public long long[::1] missing, fails, arrival

    cdef double arrives_at(self, long long task, long long agent) noexcept nogil
    cdef bint hold_up(self, long long task, long long agent) noexcept nogil
    cdef void end_travel(self, long long task) noexcept nogil
    cdef long long next_on_way(self, long long agent, long long task) noexcept nogil
