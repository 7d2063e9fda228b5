cimport cython
from sim.engine.kernel.calendar cimport ATTEMPT_END, BACKOFF_END, WAVE_END
from sim.engine.kernel.hand_offs cimport NO_EVENT
from sim.engine.kernel.lines cimport NOBODY
from sim.engine.kernel.money cimport Money
from sim.engine.kernel.trace cimport AGENT_DOWN, BUDGET, COMPLETED, CUT_OFF, FAILED, GATE_DEFERRED
from sim.engine.kernel.trace cimport RUN_ENDED, TIMEOUT, TRANSIENT


cdef class Life(Money):
    cdef public long long starts, refusal_width, true_width, chance_width
    cdef public long long drawn, wanted
    cdef public bint dry_run
    cdef public double refusal_rate, failed_factor, feedback
    cdef public long long[::1] refusals
    cdef public double[::1] reliability, penalties, odds
    cdef public const double[::1] true_s, chance, u_gate

    cdef void start_attempt(self, long long task, long long verdict) noexcept nogil
    cdef void refuse(self, long long task, long long failure) noexcept nogil
    cdef void admit(self, long long task) noexcept nogil
    cdef long long judge(self, long long task, long long agent, long long k) noexcept nogil
    cdef void serve(self, long long task, long long agent, long long k) noexcept nogil
    cdef double chance_of(self, long long task, long long agent, long long k) noexcept nogil
    cdef void work(self, long long task) noexcept nogil
    cdef void reach_end(self, long long task) noexcept nogil
    cdef void end_attempt(self, long long task) noexcept nogil
    @cython.locals(goes_back=bint)
    cdef void back_off(self, long long task, long long agent, long long k, long long failure, double backoff_s) noexcept nogil
    cdef void return_from_backoff(self, long long task) noexcept nogil
    cdef void release(self, long long task) noexcept nogil
    cdef void end_task(self, long long task, long long how) noexcept nogil
    cdef void end_wave_if_done(self) noexcept nogil
    cdef void cut_off(self, long long task) noexcept nogil
