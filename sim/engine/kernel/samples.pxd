from sim.engine.kernel.calendar cimport SAMPLE
from sim.engine.kernel.breakdowns cimport Breakdowns
from sim.engine.kernel.trace cimport SAMPLED


cdef class Samples(Breakdowns):
    cdef public double interval_s
    cdef public long long samples, most_samples, until_longer, half
    cdef public long long[::1] sample_waiting, sample_ready, sample_queued, sample_busy, sample_up
    cdef public double[::1] sample_at, sample_load

    cdef void begin_samples(self) noexcept nogil
    cdef void sample(self) noexcept nogil
