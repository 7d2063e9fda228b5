"""Queues whose means are known exactly: what a simulated queue has to agree with.

Times are in seconds, rates in events a second. Every queue here is in its steady state, with Poisson arrivals; a load
at which it would grow without end is an error.
"""

import math
from collections.abc import Sequence
from math import fsum

from sim.numerics import whole_power


def erlang_c(servers: int, offered_load: float) -> float:
    """Return the chance that an arriving task has to wait in an M/M/c queue.

    Args:
        servers: c, 1 or more.
        offered_load: arrival rate * mean service time, less than c.

    Raises:
        ValueError: the offered load is not less than the number of servers.

    >>> round(erlang_c(10, 8.0), 6), round(erlang_c(2, 1.8), 6)
    (0.40918, 0.852632)

    Source: Kleinrock, "Queueing Systems, Volume 1", 1975, equation 3.40, by way of Erlang's loss formula, whose
        recursion (Gross, Shortle, Thompson, Harris, "Fundamentals of Queueing Theory", 4th ed., section 2.6) does not
        overflow.
    """
    load = _stable(offered_load / servers)
    lost = 1.0
    for c in range(1, servers + 1):
        lost = offered_load * lost / (c + offered_load * lost)
    return lost / (1.0 - load * (1.0 - lost))


def mmc_mean_wait_s(arrival_rate: float, mean_service_s: float, servers: int = 1) -> float:
    """Return the mean time in queue of an M/M/c queue: C / (c/s - lambda), with C the chance to wait.

    >>> round(mmc_mean_wait_s(8.0, 1.0, 10), 6), round(mmc_mean_wait_s(1.8, 1.0, 2), 6)
    (0.20459, 4.263158)

    Source: Kleinrock, "Queueing Systems, Volume 1", 1975, section 3.5.
    """
    waits = erlang_c(servers, arrival_rate * mean_service_s)
    return waits / (servers / mean_service_s - arrival_rate)


def mg1_mean_wait_s(arrival_rate: float, mean_service_s: float, service_cv: float) -> float:
    """Return the mean time in queue of an M/G/1 queue: lambda E[S^2] / (2 (1 - rho)).

    Args:
        arrival_rate: lambda, tasks a second.
        mean_service_s: E[S], seconds.
        service_cv: standard deviation of the service time / its mean; 0 is M/D/1, 1 gives the mean of M/M/1.

    Raises:
        ValueError: the load rho = lambda E[S] is not less than 1.

    >>> mg1_mean_wait_s(0.5, 1.0, 0.0), mg1_mean_wait_s(0.5, 1.0, 2.0)
    (0.5, 2.5)

    Source: Pollaczek 1930, Khinchine 1932; Kleinrock, "Queueing Systems, Volume 1", 1975, section 5.5.
    """
    load = _stable(arrival_rate * mean_service_s)
    return _residual_work_s(arrival_rate, mean_service_s, service_cv) / (1.0 - load)


def priority_mean_waits_s(
    arrival_rates: Sequence[float], mean_service_s: float, service_cv: float
) -> tuple[float, ...]:
    """Return the mean time in queue of each class of an M/G/1 queue with priorities, running tasks left alone.

    With W0 = lambda E[S^2] / 2 and s_k the load of the classes 1..k: W0 / ((1 - s_(k-1)) (1 - s_k)).

    Args:
        arrival_rates: tasks a second by class, the first to be served first.
        mean_service_s: mean service time, the same for all.
        service_cv: its coefficient of variation.

    Raises:
        ValueError: the load of all classes is not less than 1.

    >>> [round(wait, 6) for wait in priority_mean_waits_s([0.2, 0.4, 0.2], 1.0, 1.0)]
    [1.0, 2.5, 10.0]

    Source: Cobham, "Priority assignment in waiting line problems", Operations Research 2, 1954; Kleinrock,
        "Queueing Systems, Volume 2", 1976, section 3.3.
    """
    work_s = _residual_work_s(fsum(arrival_rates), mean_service_s, service_cv)
    waits, before = [], 0.0
    for rate in arrival_rates:
        upto = _stable(before + rate * mean_service_s)
        waits.append(work_s / ((1.0 - before) * (1.0 - upto)))
        before = upto
    return tuple(waits)


def round_robin_mean_response_s(arrival_rate: float, mean_service_s: float, servers: int) -> float:
    """Return the mean response time where a Poisson stream is dealt in turn to servers with exponential times.

    Each server is an Erlang-c/M/1 queue: its response is exponential with mean s / (1 - x), where x is the root
    below 1 of x = (lambda / (lambda + (1 - x) / s))^c.

    Args:
        arrival_rate: lambda, of the whole stream.
        mean_service_s: s, seconds.
        servers: c; each has a queue of its own.

    Raises:
        ValueError: the load lambda s / c is not less than 1.

    >>> round(round_robin_mean_response_s(1.6, 1.0, 2), 4)
    3.844

    Source: Kleinrock, "Queueing Systems, Volume 1", 1975, section 6.4 (G/M/1).
    """
    _stable(arrival_rate * mean_service_s / servers)
    x, following = -1.0, 0.0
    while following - x > 1e-15:  # from below, the iteration climbs to the root and never past it
        x, following = (
            following,
            whole_power(arrival_rate / (arrival_rate + (1.0 - following) / mean_service_s), servers),
        )
    return mean_service_s / (1.0 - x)


def mm1_breakdowns_mean_in_system(arrival_rate: float, service_rate: float, mtbf_s: float, mttr_s: float) -> float:
    """Return the mean number of tasks in an M/M/1 queue whose server breaks down in calendar time, idle or busy.

    With failure rate f and repair rate r: lambda ((r+f)^2 + mu f) / ((r+f) (r mu - lambda (r+f))). Up-times and
    repairs are exponential. Whether a task goes on after the repair or starts afresh with a new exponential time
    makes no difference to the number of tasks.

    Args:
        arrival_rate: lambda, tasks a second.
        service_rate: mu, tasks a second while the server is up.
        mtbf_s: mean up-time, 1/f.
        mttr_s: mean repair time, 1/r.

    Raises:
        ValueError: the load lambda / (mu * availability) is not less than 1.

    >>> round(mm1_breakdowns_mean_in_system(0.5, 1.0, mtbf_s=20.0, mttr_s=5.0), 6)
    3.0

    Source: White, Christie, "Queuing with preemptive priorities or with breakdown", Operations Research 6, 1958;
        Avi-Itzhak, Naor, "Some queuing problems with the service station subject to breakdown", Operations Research
        11, 1963.
    """
    f, r = 1.0 / mtbf_s, 1.0 / mttr_s
    _stable(arrival_rate * (r + f) / (service_rate * r))
    return (
        arrival_rate * ((r + f) * (r + f) + service_rate * f) / ((r + f) * (r * service_rate - arrival_rate * (r + f)))
    )


def retry_queue_mean_response_s(
    arrival_rate: float, mean_service_s: float, success: float, backoffs_s: Sequence[float]
) -> float:
    """Return the mean time from release to end where failed tasks rest for a while and queue again at their server.

    A product-form network: one FIFO server with exponential times, and the rest as a station without queue. The
    server holds as many tasks as an M/M/1 queue fed with all attempts, however long the rests are.

    Args:
        arrival_rate: of new tasks, tasks a second.
        mean_service_s: of every attempt, exponential.
        success: chance of every attempt, 0..1.
        backoffs_s: seconds of rest before each possible retry; a task that fails after the last one leaves.

    Raises:
        ValueError: the load with all attempts is not less than 1.

    >>> retry_queue_mean_response_s(0.5, 1.0, 0.5, [2.0])  # 1.5 attempts a task, load 0.75: 3 tasks / 0.5 + 1
    7.0

    Source: Baskett, Chandy, Muntz, Palacios, "Open, closed, and mixed networks of queues with different classes of
        customers", Journal of the ACM 22, 1975.
    """
    reached = [whole_power(1.0 - success, r) for r in range(len(backoffs_s) + 1)]
    load = _stable(arrival_rate * mean_service_s * math.fsum(reached))
    resting_s = math.fsum(chance * rest for chance, rest in zip(reached[1:], backoffs_s, strict=True))
    return load / (1.0 - load) / arrival_rate + resting_s


def _residual_work_s(arrival_rate: float, mean_service_s: float, service_cv: float) -> float:
    """Return the mean work left in the running task, zero when idle: lambda E[S^2] / 2."""
    return arrival_rate * mean_service_s * mean_service_s * (1.0 + service_cv * service_cv) / 2.0


def _stable(load: float) -> float:
    if not 0.0 <= load < 1.0:
        raise ValueError(f"a load of {load:g} has no steady state; expected 0 or more, and less than 1")
    return load
