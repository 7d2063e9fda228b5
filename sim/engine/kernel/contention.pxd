from sim.engine.kernel.failure_classes cimport FailureClasses

cdef double slowdown(double sigma, double kappa, long long served) noexcept nogil


cdef class Contention(FailureClasses):
    cdef public bint contends, fleet_contends
    cdef public double fleet_sigma, fleet_kappa
    cdef public double[::1] sigma, kappa

    cdef double contention(self, long long agent) noexcept nogil
    cdef long long at_work(self, long long agent) noexcept nogil
