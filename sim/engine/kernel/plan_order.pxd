from sim.engine.kernel.choices cimport Choices
from sim.engine.kernel.lines cimport NOBODY


cdef class PlanOrder(Choices):
    cdef public bint is_due, keeps_plan
    cdef public long long[::1] planned_agent, to_start_at, planned_task, next_planned, planned_until
    cdef public double[::1] planned_rank

    cdef bint may_start(self, long long agent) noexcept nogil
    cdef void leave_order(self, long long task, long long agent) noexcept nogil
