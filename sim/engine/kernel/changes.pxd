from sim.engine.kernel.calendar cimport SLOTS
from sim.engine.kernel.contention cimport Contention
from sim.engine.kernel.fleet cimport GONE
from sim.engine.kernel.lines cimport NOBODY
from sim.engine.kernel.trace cimport INJECTED


cdef class Changes(Contention):
    cdef public bint changes
    cdef public long long faults, faults_told, fault_event, injected
    cdef public long long[::1] speed_course, reliability_course, course_from, course_begun, course_end
    cdef public double[::1] stretch_from, stretch_value, stretch_until, stretch_wanted
    cdef public long long[::1] slot_change, slot_changes_end, slots_wanted, wanted_slots, fault_place, injected_place
    cdef public double[::1] slots_at, fault_at, fault_until, injected_at, injected_until

    cdef void begin_changes(self) noexcept nogil
    cdef double at_course(self, long long course) noexcept nogil
    cdef double speed_now(self, long long agent) noexcept nogil
    cdef double reliability_now(self, long long agent) noexcept nogil
    cdef void change_slots_from_now(self, long long agent) noexcept nogil
    cdef void change_slots(self, long long agent) noexcept nogil
    cdef void lose_slot(self, long long agent) noexcept nogil
    cdef void get_slot(self, long long agent) noexcept nogil
    cdef void tell_faults(self) noexcept nogil
    cdef void note_injected(self, long long place, double at, double until) noexcept nogil
