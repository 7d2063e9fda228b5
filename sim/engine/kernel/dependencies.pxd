from sim.engine.kernel.lines cimport NOBODY
from sim.engine.kernel.moves cimport Moves
from sim.engine.kernel.trace cimport COMPLETED, FAILED, PARENT_FAILED


cdef class Dependencies(Moves):
    cdef public long long ready, open, ended_tasks
    cdef public long long[::1] failed_parent
    cdef public double[::1] ready_at

    cdef void make_ready(self, long long task) noexcept nogil
    cdef void tell_children(self, long long task) noexcept nogil
    cdef void fail_children(self, long long lowest, long long highest, long long fallen) noexcept nogil
    cdef void fail_with_parent(self, long long task) noexcept nogil
    cdef void fail_doomed(self, const long long[::1] members, long long count) noexcept nogil
    cdef long long first_failed(self, long long task) noexcept nogil
