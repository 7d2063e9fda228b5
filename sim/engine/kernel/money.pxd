from sim.engine.kernel.changes cimport Changes

cdef double TOLERANCE_USD


cdef class Money(Changes):
    cdef public bint has_budget
    cdef public double most_usd, most_usd_of_task, committed_usd
    cdef public double[::1] price_attempt, price_second, price_input, price_output, input_tokens, output_tokens
    cdef public double[::1] committed_to, reserved_usd

    cdef double usd_of(self, long long task, long long agent, double served_s) noexcept nogil
    cdef bint reserve(self, long long task, long long agent) noexcept nogil
    cdef void settle(self, long long task, long long agent) noexcept nogil
    cdef void commit(self, long long task, double usd) noexcept nogil
