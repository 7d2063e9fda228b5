cimport cython
from sim.engine.kernel.hand_offs cimport NO_EVENT
from sim.engine.kernel.lines cimport NOBODY
from sim.engine.kernel.plan_order cimport PlanOrder
from sim.engine.kernel.trace cimport WORK_STRANDED

cdef long long ROUND_ROBIN, LOAD_BALANCED, SHARED_QUEUE, ASKED, PLANNED


cdef class Decisions(PlanOrder):
    cdef public long long strategy, givings, grants, joined, to_come, cursor, kept, resting, unreleased, slots_to_come
    cdef public bint pulls, asks, is_stalled
    cdef public long long[::1] granted, passed, agent_of_slot, stranded_told, reassigns
    cdef public double[::1] central_rank

    cdef void receive(self, long long task) noexcept nogil
    cdef void decide(self) noexcept nogil
    cdef void end_decision(self) noexcept nogil
    cdef bint nothing_pends(self) noexcept nogil
    cdef void assign(self) noexcept nogil
    @cython.locals(spare=bint)
    cdef void go_on_assigning(self) noexcept nogil
    cdef long long take_planned(self, long long task) noexcept nogil
    cdef void let_have(self, long long task, long long agent, bint spare) noexcept nogil
    @cython.locals(least=bint)
    cdef void give(self, long long task, long long agent, bint spare) noexcept nogil
    cdef void give_to(self, long long task, long long agent) noexcept nogil
    cdef void queue_at(self, long long agent, long long task) noexcept nogil
    cdef void join_queue(self, long long agent, long long task) noexcept nogil
    cdef void arrive(self, long long task) noexcept nogil
    cdef void leave_manager(self, long long task) noexcept nogil
    cdef void tell_stranded(self, long long agent) noexcept nogil
    cdef void offer_slots(self, long long agent) noexcept nogil
    cdef void fill_slots(self) noexcept nogil
    cdef void grant(self, long long agent, long long task, long long slot) noexcept nogil
    cdef void pull(self) noexcept nogil
