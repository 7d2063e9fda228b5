from sim.engine.kernel.calendar cimport BREAKDOWN, REPAIR
from sim.engine.kernel.outages cimport Outages


cdef class Breakdowns(Outages):
    cdef public long long crew, crew_from, crew_waiting, outages_drawn, outages_wanted
    cdef public long long[::1] crew_line, failures
    cdef public double[::1] up_times, repairs, first_up, first_repair

    cdef void begin_outages(self) noexcept nogil
    cdef void begin_breakdowns(self, long long holder, long long agent) noexcept nogil
    cdef void go_down_by(self, long long holder) noexcept nogil
    cdef void come_up_by(self, long long holder) noexcept nogil
    cdef void break_down(self, long long holder) noexcept nogil
    cdef void repair(self, long long holder) noexcept nogil
    cdef void end_repair(self, long long holder, long long agent) noexcept nogil
