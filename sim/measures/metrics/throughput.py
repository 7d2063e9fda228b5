"""What the fleet got done with its time."""


def throughput(completed: int, makespan_s: float) -> float | None:
    """Return completed tasks a second; None for a run of no length.

    >>> throughput(30, 60.0)
    0.5
    """
    return completed / makespan_s if makespan_s > 0.0 else None


def utilisation(busy_s: float, slots: int, length_s: float) -> float | None:
    """Return the share of the slots' time that was worked, time down included in the time; None without time.

    Args:
        busy_s: seconds worked, over all slots.
        slots: number of slots.
        length_s: seconds of the span.

    >>> utilisation(90.0, slots=2, length_s=60.0)
    0.75

    Source: Lazowska et al., "Quantitative System Performance", 1984, section 3.2 (utilisation law).
    """
    time = slots * length_s
    return busy_s / time if time > 0.0 else None


def retries_per_task(attempts: int, tasks_attempted: int, tasks: int) -> float | None:
    """Return the mean number of attempts after the first; None without tasks.

    Args:
        attempts: attempts over all tasks.
        tasks_attempted: tasks with at least one attempt.
        tasks: all tasks.

    >>> retries_per_task(attempts=26, tasks_attempted=20, tasks=24)
    0.25
    """
    return (attempts - tasks_attempted) / tasks if tasks else None
