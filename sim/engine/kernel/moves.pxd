cimport cython
from sim.engine.kernel.decisions cimport Decisions
from sim.engine.kernel.hand_offs cimport NO_EVENT
from sim.engine.kernel.lines cimport NOBODY


cdef class Moves(Decisions):
    cdef public bint steals
    cdef public long long[::1] ahead

    cdef void steal(self) noexcept nogil
    @cython.locals(looked=bint)
    cdef bint steal_once(self) noexcept nogil
    cdef long long longest_line_for(self, long long thief) noexcept nogil
    cdef bint is_worse_off(self, long long agent, long long other) noexcept nogil
    cdef long long last_for(self, long long agent, long long thief) noexcept nogil
    cdef void move_task(self, long long task, long long victim, long long thief) noexcept nogil
