cdef class Chances:
    cpdef void fill(self, const double[::1] chances, long long trials, double[::1] out) noexcept
