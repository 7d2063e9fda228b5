"""When a failed attempt is tried again, and with what chance: the arithmetic of retries.

Source: Nygard, "Release It!", 2nd ed., 2018, chapter 5 (retries and back-off); exponential back-off:
Metcalfe, Boggs, "Ethernet: distributed packet switching for local computer networks", Communications of the
ACM 19, 1976.
"""

from sim.numerics import exp, whole_power
from sim.scenario import RetrySpec, RetryStrategy
from sim.scenario.values.quantities import MAX_SECONDS

EXPONENTIAL_BASE_S = 1.0
LINEAR_BASE_S = 2.0


def backoff_s(spec: RetrySpec, retry: int) -> float:
    """Return the delay before a retry.

    With r = retry: exponential base * factor**(r - 1), base 1 s unless given; linear base * r, base 2 s unless given;
    `delays` one after another, the last again and again; `no_retry` 0. Never more than `max_delay`, nor than the
    longest time that a scenario can name (1e10 s), which keeps `now + delay` finite.

    Args:
        spec: the scenario's retry section.
        retry: number of the retry, from 1.

    Returns:
        Seconds of virtual time, finite.

    Raises:
        ValueError: retry is less than 1.

    >>> [backoff_s(RetrySpec(), retry) for retry in (1, 2, 3, 4)]
    [1.0, 2.0, 4.0, 8.0]
    >>> [backoff_s(RetrySpec(strategy="linear_backoff", max_delay=5.0), retry) for retry in (1, 2, 3)]
    [2.0, 4.0, 5.0]
    """
    if retry < 1:
        raise ValueError(f"retry {retry} is less than 1; the first retry has number 1")
    longest = MAX_SECONDS if spec.max_delay is None else min(spec.max_delay, MAX_SECONDS)
    return min(_undamped_s(spec, retry), longest)


def _undamped_s(spec: RetrySpec, retry: int) -> float:
    if spec.strategy is RetryStrategy.NO_RETRY:
        return 0.0
    if spec.delays is not None:
        return spec.delays[min(retry, len(spec.delays)) - 1]
    if spec.strategy is RetryStrategy.LINEAR_BACKOFF:
        return (LINEAR_BASE_S if spec.base is None else spec.base) * retry
    base = EXPONENTIAL_BASE_S if spec.base is None else spec.base
    return 0.0 if base == 0.0 else base * whole_power(spec.factor, retry - 1)


def retries_allowed(spec: RetrySpec) -> int:
    """Return how many retries a task may make at most.

    >>> retries_allowed(RetrySpec()), retries_allowed(RetrySpec(strategy="no_retry"))
    (3, 0)
    """
    return 0 if spec.strategy is RetryStrategy.NO_RETRY else spec.max_retries


def next_backoff_s(spec: RetrySpec, failed_attempts: int) -> float | None:
    """Return the delay after a task's latest failed attempt; None where no retry is left.

    Args:
        spec: the scenario's retry section.
        failed_attempts: how many of the task's attempts have failed so far, the latest included; from 1.

    Returns:
        Seconds until the task queues again, or None: the task has failed.

    >>> [next_backoff_s(RetrySpec(max_retries=2), failed) for failed in (1, 2, 3)]
    [1.0, 2.0, None]
    """
    if failed_attempts > retries_allowed(spec):
        return None
    return backoff_s(spec, failed_attempts)


def after_feedback(true_success: float, shift: float) -> float:
    """Return a chance of success moved on its logit by what earlier attempts have taught; 0 and 1 stay what they are.

    Args:
        true_success: chance of the task on this agent, 0..1.
        shift: `retry.feedback` times the number of earlier attempts that failed by their own outcome.

    >>> round(after_feedback(0.5, -1.0), 6)  # 1 / (1 + e)
    0.268941
    """
    if shift == 0.0 or not 0.0 < true_success < 1.0:
        return true_success
    return 1.0 / (1.0 + (1.0 - true_success) / true_success * exp(-shift))


def attempt_chance(true_success: float, reliability: float, retry_penalty: float, attempt: int) -> float:
    """Return the chance that an attempt succeeds: clip(true success * reliability * (1 - penalty)**k, 0, 1).

    Args:
        true_success: chance of the task on this agent, after feedback, 0..1.
        reliability: the agent's factor, 0..1.
        retry_penalty: share that each further attempt loses, 0..1.
        attempt: number k of the attempt, from 0.

    Returns:
        A probability.

    >>> attempt_chance(0.8, reliability=0.5, retry_penalty=0.5, attempt=2)  # 0.8 * 0.5 * 0.25
    0.1
    """
    chance = true_success * reliability * whole_power(1.0 - retry_penalty, attempt)
    return min(1.0, max(0.0, chance))
