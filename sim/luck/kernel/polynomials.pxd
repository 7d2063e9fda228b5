cdef class Polynomials:
    @cython.locals(missing=cython.longlong, side=cython.longlong, terms=cython.longlong, i=cython.longlong,
                   cell=cython.longlong, place=cython.longlong, away=cython.double, value=cython.double)
    cpdef long long fill(self, const double[::1] u, const double[::1] tails, const long long[::1] bits,
                         const double[::1] middles, const double[::1] coefficients, long long first, long long shift,
                         double unknown, double[::1] out) noexcept
