"""Breakdowns, repairs and retries whose means are known exactly: what a simulated fleet has to agree with."""

from math import fsum

from sim.numerics import whole_power


def availability(mtbf_s: float, mttr_s: float) -> float:
    """Return the long-run share of time that a machine is up: mtbf / (mtbf + mttr), whatever the distributions.

    Args:
        mtbf_s: mean up-time, seconds.
        mttr_s: mean time down, seconds.

    >>> availability(60.0, 40.0)
    0.6

    Source: Barlow, Proschan, "Mathematical Theory of Reliability", 1965; Ross, "Introduction to Probability
        Models", 11th ed., section 7.5.1 (alternating renewal processes).
    """
    return mtbf_s / (mtbf_s + mttr_s)


def mean_machines_down(machines: int, repairers: int, failure_rate: float, repair_rate: float) -> float:
    """Return the mean number of machines that are down, waiting for a repairer or under repair.

    A birth-and-death process: with n down, failures come at (machines - n) * failure_rate and repairs end at
    min(n, repairers) * repair_rate.

    Args:
        machines: size of the fleet.
        repairers: size of the crew, 1 or more.
        failure_rate: of one machine that is up, failures a second; up-times are exponential.
        repair_rate: of one repairer at work, repairs a second; repairs are exponential.

    >>> round(mean_machines_down(10, 2, 0.25, 1.0), 6)
    3.16587

    Source: Gross, Shortle, Thompson, Harris, "Fundamentals of Queueing Theory", 4th ed., section 2.8 (finite-source
        queues).
    """
    weights = [1.0]
    for n in range(machines):
        births = (machines - n) * failure_rate
        weights.append(weights[-1] * births / (min(n + 1, repairers) * repair_rate))
    return fsum(n * weight for n, weight in enumerate(weights)) / fsum(weights)


def task_success(success: float, max_retries: int) -> float:
    """Return the chance that a task succeeds within its retries: 1 - (1-q)^(1+max_retries).

    Args:
        success: q, the chance of every attempt, 0..1.
        max_retries: retries at most.

    >>> round(task_success(0.4, 3), 6)
    0.8704

    Source: Ross, "Introduction to Probability Models", 11th ed., section 2.2.3 (the geometric distribution).
    """
    return 1.0 - whole_power(1.0 - success, 1 + max_retries)


def attempts_per_task(success: float, max_retries: int) -> float:
    """Return the mean number of attempts a task makes: (1 - (1-q)^(1+max_retries)) / q.

    Args:
        success: q, the chance of every attempt, more than 0, at most 1.
        max_retries: retries at most.

    >>> round(attempts_per_task(0.4, 3), 6)
    2.176

    Source: the mean of a geometric distribution cut off at 1 + max_retries; Ross, "Introduction to Probability Models",
        11th ed., section 2.4.
    """
    return task_success(success, max_retries) / success
