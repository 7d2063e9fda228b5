cimport cython
from sim.engine.kernel.lines cimport NOBODY
from sim.engine.kernel.trace cimport Trace

cdef double EQUAL_LOADS_S, FAR


cdef class Choices(Trace):
    cdef public long long holding, last_chosen, filed
    cdef public bint in_order
    cdef public double horizon, least_s
    cdef public long long[::1] held, last_given, filed_slot
    cdef public double[::1] load, filed_since

    cdef void look_at_loads(self) noexcept nogil
    cdef void find_least(self) noexcept nogil
    cdef bint any_usable(self) noexcept nogil
    cdef void sort_held(self) noexcept nogil
    cdef void sift(self, long long hole, long long count) noexcept nogil
    cdef long long take_turns(self) noexcept nogil
    @cython.locals(starts=bint)
    cdef long long least_loaded(self) noexcept nogil
    cdef bint is_candidate(self, long long agent, bint starts) noexcept nogil
    cdef void file(self, long long slot) noexcept nogil
    cdef bint idles_longer(self, double since, long long slot, long long other) noexcept nogil
    cdef void unfile_first(self) noexcept nogil
