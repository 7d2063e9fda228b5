cimport cython
from sim.engine.kernel.acceptance cimport Acceptance
from sim.engine.kernel.lines cimport NOBODY

cdef double EQUAL_LOADS_S, FAR


cdef class Choices(Acceptance):
    cdef public long long holding, last_chosen, filed
    cdef public bint in_order
    cdef public double horizon, least_s
    cdef public long long[::1] held, last_given, filed_slot
    cdef public double[::1] filed_since

    cdef void look_at_loads(self) noexcept nogil
    cdef void find_least(self) noexcept nogil
    cdef bint any_usable(self) noexcept nogil
    cdef void sort_held(self) noexcept nogil
    cdef void sift(self, long long hole, long long count) noexcept nogil
    cdef long long take_turns(self, long long task) noexcept nogil
    @cython.locals(starts=bint)
    cdef long long least_loaded(self, long long task) noexcept nogil
    cdef bint is_candidate(self, long long agent, long long task, bint starts) noexcept nogil
    cdef bint starts_at_once(self, long long agent) noexcept nogil
    cdef void file(self, long long slot) noexcept nogil
    cdef bint idles_longer(self, double since, long long slot, long long other) noexcept nogil
    cdef void unfile_first(self) noexcept nogil
