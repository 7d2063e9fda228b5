from sim.engine.kernel.calendar cimport BREAKDOWN, REPAIR, RUN_END
from sim.engine.kernel.lines cimport NOBODY
from sim.engine.kernel.trace cimport AGENT_DOWN, OUTAGE_BEGAN, OUTAGE_ENDED
from sim.engine.kernel.withdrawals cimport Withdrawals

cdef long long FAIL, RESTART, RESUME, HORIZON, OUTAGES_IN_VAIN, OUTAGES, STALLED
cdef double FAR_S


cdef class Outages(Withdrawals):
    cdef public long long holders, span_rows, spans_drawn, spans_wanted
    cdef public long long broken, in_vain, ended_before, most_outages, most_in_vain, over
    cdef public long long[::1] holder_agent, holder_spans, holder_mode, holder_reassigns, holder_tells, holder_at
    cdef public long long[::1] held_down
    cdef public double[::1] span_from, span_to

    cdef void come_to_span(self, long long holder) noexcept nogil
    cdef void begin_outage(self, long long holder) noexcept nogil
    cdef void end_outage(self, long long holder) noexcept nogil
    cdef void hold_down(self, long long holder) noexcept nogil
    cdef void let_go(self, long long holder) noexcept nogil
    cdef void count_outage(self) noexcept nogil
    cdef void take_down(self, long long agent, long long mode, long long reassigns) noexcept nogil
    cdef void turn_back(self, long long agent) noexcept nogil
    cdef void strike(self, long long agent, long long mode) noexcept nogil
    cdef void return_to_service(self, long long agent) noexcept nogil
