cimport cython
from sim.engine.kernel.calendar cimport DEADLINE_PASSES
from sim.engine.kernel.hand_offs cimport NO_EVENT
from sim.engine.kernel.life cimport Life
from sim.engine.kernel.lines cimport NOBODY
from sim.engine.kernel.patience cimport SAME_MOMENT_S
from sim.engine.kernel.trace cimport ATTEMPT_WITHDRAWN, DEADLINE, FAILED, TIMEOUT


cdef class Withdrawals(Life):
    cdef public long long withdrawn
    cdef public long long[::1] dropped_by, withdrawn_task, withdrawn_attempt, withdrawn_agent, withdrawn_failure, withdrawn_order
    cdef public double[::1] withdrawn_queued_at, withdrawn_at, withdrawn_backoff

    cdef void time_out(self, long long task) noexcept nogil
    cdef void pass_deadline(self, long long task) noexcept nogil
    cdef bint has_slot(self, long long task) noexcept nogil
    @cython.locals(was_queued=bint)
    cdef void withdraw(self, long long task, long long failure) noexcept nogil
    cdef void leave_place(self, long long task, bint was_queued) noexcept nogil
    cdef void drop_resting(self, long long task) noexcept nogil
    cdef void note_withdrawn(self, long long task, double backoff_s) noexcept nogil
    cdef void start_orphan(self, long long orphan) noexcept nogil
