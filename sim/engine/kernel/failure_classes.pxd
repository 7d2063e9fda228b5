from sim.engine.kernel.retries cimport Retries
from sim.engine.kernel.trace cimport FIRST_CLASS, TRANSIENT


cdef class FailureClasses(Retries):
    cdef public bint has_classes
    cdef public long long drawn_classes
    cdef public double[::1] class_up_to, class_length
    cdef public const double[::1] u_class

    cdef long long draw_class(self, long long draw) noexcept nogil
