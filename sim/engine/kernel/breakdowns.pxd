from sim.engine.kernel.calendar cimport BREAKDOWN, REPAIR, RUN_END
from sim.engine.kernel.lines cimport NOBODY
from sim.engine.kernel.trace cimport AGENT_DOWN, OUTAGE_BEGAN, OUTAGE_ENDED
from sim.engine.kernel.withdrawals cimport Withdrawals

cdef long long FAIL, RESTART, RESUME, HORIZON, OUTAGES_IN_VAIN, OUTAGES, STALLED


cdef class Breakdowns(Withdrawals):
    cdef public long long mode, crew, crew_from, crew_waiting, outages_drawn, outages_wanted
    cdef public long long broken, in_vain, ended_before, over, most_outages, most_in_vain
    cdef public bint breaks_down, hands_back
    cdef public long long[::1] crew_line, failures
    cdef public double[::1] up_times, repairs, first_up, first_repair

    cdef void begin_outages(self) noexcept nogil
    cdef void break_down(self, long long agent) noexcept nogil
    cdef void turn_back(self, long long agent) noexcept nogil
    cdef void count_outage(self) noexcept nogil
    cdef void repair(self, long long agent) noexcept nogil
    cdef void strike(self, long long agent) noexcept nogil
    cdef void return_to_service(self, long long agent) noexcept nogil
