from sim.engine.kernel.lines cimport Lines

cdef double UNKNOWN
cdef long long GONE, HELD


cdef class Fleet(Lines):
    cdef public long long agents, to_fill, expected_width
    cdef public long long[::1] capacity, slot_from, serving, free, lowest_free, up, backing_off, discipline, is_filled
    cdef public long long[::1] on_way, agent, slot, slots_of, taken, owed, queue_limit
    cdef public bint limits_queues
    cdef public double[::1] idle_since, down_since, up_before_s, up_since, waiting_s
    cdef public double[::1] priority, due_at, expected_s, rank, since, served_s, undone_s, worked_s, length_s
    cdef public const double[::1] expected

    cdef double remaining_s(self, long long task) noexcept nogil
    cdef double load_s(self, long long agent) noexcept nogil
    cdef double expected_on(self, long long task, long long agent) noexcept nogil
    cdef bint is_usable(self, long long agent) noexcept nogil
    cdef bint is_full(self, long long agent) noexcept nogil
    cdef void look_at(self, long long agent) noexcept nogil
    cdef void enqueue(self, long long agent, long long task, long long ticket) noexcept nogil
    cdef long long dequeue(self, long long agent) noexcept nogil
    cdef void drop_waiting(self, long long agent, long long task) noexcept nogil
    cdef void begin_backoff(self, long long agent, long long task) noexcept nogil
    cdef void end_backoff(self, long long agent, long long task) noexcept nogil
    cdef long long lowest_free_slot(self, long long agent) noexcept nogil
    cdef void take_slot(self, long long agent, long long task, long long slot) noexcept nogil
    cdef void free_slot(self, long long agent, long long task) noexcept nogil
    cdef void release_slot(self, long long agent, long long slot) noexcept nogil
    cdef void leak(self, long long agent, long long slot) noexcept nogil
    cdef void stop_work(self, long long task) noexcept nogil
    cdef void go_down(self, long long agent) noexcept nogil
    cdef void come_up(self, long long agent) noexcept nogil
