cimport cython
from sim.engine.kernel.fleet cimport Fleet

cdef long long ASSIGNED, GATES_DECIDED, ATTEMPT_ENDED, TASK_ENDED, OUTAGE_BEGAN, OUTAGE_ENDED, WORK_STRANDED, SAMPLED
cdef long long ORPHAN_SERVED, ATTEMPT_WITHDRAWN
cdef long long INJECTED
cdef long long TRANSIENT, AGENT_DOWN, GATE_REJECTED, GATE_DEFERRED, RUN_ENDED, TIMEOUT, DEADLINE
cdef long long BUDGET, RATE_LIMITED, BEYOND_LIMIT, BREAKER_OPEN, FIRST_CLASS
cdef long long COMPLETED, FAILED, CUT_OFF, PARENT_FAILED


cdef class Trace(Fleet):
    cdef public long long rows, assigned, decided, ended, outages
    cdef public long long[::1] row_kind, row_of
    cdef public long long[::1] assigned_task, assigned_agent, assigned_as_spare, assigned_least
    cdef public double[::1] assigned_at, assigned_rank
    cdef public long long[::1] decided_task, decided_attempt, decided_agent, decided_verdict
    cdef public double[::1] decided_at
    cdef public long long[::1] ended_task, ended_attempt, ended_agent, ended_slot, ended_failure, ended_approved
    cdef public long long[::1] ended_first, ended_order
    cdef public double[::1] ended_queued_at, ended_started_at, ended_at, ended_served, ended_backoff, ended_wasted
    cdef public long long[::1] outage_kind, outage_agent, outage_queued
    cdef public double[::1] outage_at, outage_since
    cdef public long long[::1] number_of, start_order, failure, approved
    cdef public double[::1] started_at
    cdef public double[::1] released_at, first_start, task_served, task_wasted, task_ended_at
    cdef public long long[::1] first_agent, first_success, task_agent, attempts, own_failures, task_end, last_failure

    cdef void note(self, long long kind, long long place) noexcept nogil
    cdef void note_assigned(self, long long task, long long agent, bint spare, bint least) noexcept nogil
    cdef void note_decided(self, long long task, long long verdict) noexcept nogil
    @cython.locals(first=bint)
    cdef void note_ended(self, long long task, double backoff_s, bint approved) noexcept nogil
    cdef void note_task_ended(self, long long task, long long how) noexcept nogil
    cdef void note_outage(self, long long kind, long long agent, double since) noexcept nogil
    cdef void forget_attempt(self, long long task) noexcept nogil
