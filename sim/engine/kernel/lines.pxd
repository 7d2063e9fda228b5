from sim.engine.kernel.calendar cimport Calendar

cdef long long NOBODY


cdef class Lines(Calendar):
    cdef public long long[::1] first, line_length, ticket, child, sibling, before
    cdef public double[::1] key, queued_at

    cdef bint stands_before(self, long long task, long long other) noexcept nogil
    cdef void join(self, long long line, long long task, double key, long long ticket) noexcept nogil
    cdef long long meld(self, long long one, long long other) noexcept nogil
    cdef long long leave_first(self, long long line) noexcept nogil
    cdef void leave(self, long long line, long long task) noexcept nogil
    cdef void put_in_place(self, long long task, long long other) noexcept nogil
    cdef void stand_in(self, long long line, long long task, long long other) noexcept nogil
    cdef long long meld_all(self, long long task) noexcept nogil
