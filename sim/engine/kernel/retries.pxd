from sim.engine.kernel.orphans cimport Orphans
from sim.engine.kernel.fleet cimport HELD
from sim.engine.kernel.lines cimport NOBODY
from sim.engine.kernel.trace cimport AGENT_DOWN

cdef long long NOT_RETRIED, FULL, EQUAL, DECORRELATED
cdef double NO_BACKOFF


cdef class Retries(Orphans):
    cdef public long long delays, attempts_allowed, starts_from, starts_to, retries_from, retries_to
    cdef public bint scatters, holds_slots, has_retry_budget
    cdef public double budget_share, budget_window, budget_free
    cdef public long long[::1] rule_of, most_retries, counts, jitter, holds, uncounted, held_slot, out_of_budget
    cdef public double[::1] backoffs, jitter_base, jitter_most, jittered_s, window_starts, window_retries
    cdef public long long positions
    cdef public const long long[::1] position
    cdef public const double[::1] u_jitter

    cdef double backoff_after(self, long long task, long long failure) noexcept nogil
    cdef double scattered_s(self, long long task, long long rule, double delay_s, double u) noexcept nogil
    cdef long long draw_of(self, long long task) noexcept nogil
    cdef bint budget_allows(self) noexcept nogil
    cdef void note_start(self) noexcept nogil
    cdef void note_retry(self) noexcept nogil
    cdef bint keeps_slot(self, long long task, long long agent, long long failure) noexcept nogil
    cdef void hold_slot(self, long long task, long long agent) noexcept nogil
    cdef void resume_slot(self, long long task, long long agent) noexcept nogil
    cdef void end_hold(self, long long task, long long agent) noexcept nogil
    cdef void drop_holds(self, long long agent) noexcept nogil
