cimport cython
from sim.engine.kernel.trace cimport WORK_STRANDED, Trace

cdef long long ROUND_ROBIN, LOAD_BALANCED, SHARED_QUEUE
cdef double EQUAL_LOADS_S, FAR


cdef class Decisions(Trace):
    cdef public long long strategy, holding, givings, last_chosen, grants, filed, joined
    cdef public bint pulls, is_due, in_order
    cdef public double horizon, least_s
    cdef public long long[::1] held, last_given, granted, filed_slot, agent_of_slot, stranded_told
    cdef public double[::1] load, central_rank, filed_since

    cdef void receive(self, long long task) noexcept nogil
    cdef void decide(self) noexcept nogil
    cdef void look_at_loads(self) noexcept nogil
    cdef void find_least(self) noexcept nogil
    cdef bint any_up(self) noexcept nogil
    cdef void assign(self) noexcept nogil
    cdef void sort_held(self) noexcept nogil
    cdef void sift(self, long long hole, long long count) noexcept nogil
    cdef long long take_turns(self) noexcept nogil
    @cython.locals(starts=bint)
    cdef long long least_loaded(self) noexcept nogil
    cdef bint is_candidate(self, long long agent, bint starts) noexcept nogil
    cdef void give(self, long long task, long long agent) noexcept nogil
    cdef void give_to(self, long long task, long long agent) noexcept nogil
    cdef void queue_at(self, long long agent, long long task) noexcept nogil
    cdef void tell_stranded(self, long long agent) noexcept nogil
    cdef void fill_slots(self) noexcept nogil
    cdef void grant(self, long long agent, long long task, long long slot) noexcept nogil
    cdef void pull(self) noexcept nogil
    cdef void file(self, long long slot) noexcept nogil
    cdef bint idles_longer(self, double since, long long slot, long long other) noexcept nogil
    cdef void unfile_first(self) noexcept nogil
