from sim.engine.kernel.lines cimport NOBODY
from sim.engine.kernel.patience cimport Patience


cdef class Acceptance(Patience):
    cdef public bint selective
    cdef public long long kinds, in_fleet_lines
    cdef public const long long[::1] kind_of, accepting
    cdef public double[::1] load

    cdef bint accepts(self, long long agent, long long task) noexcept nogil
    cdef bint may_take(self, long long agent, long long task) noexcept nogil
    cdef bint some_may_take(self, long long task) noexcept nogil
    cdef bint is_least_loaded(self, long long agent, long long task) noexcept nogil
    cdef long long line_of(self, long long task) noexcept nogil
    cdef void join_fleet(self, long long task) noexcept nogil
    cdef long long line_for(self, long long agent) noexcept nogil
