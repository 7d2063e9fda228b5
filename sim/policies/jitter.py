"""Back-off that scatters: those who failed together do not come back together.

Source: Brooker, "Exponential backoff and jitter", AWS Architecture Blog, 2015 (the names, and how much each saves);
Metcalfe, Boggs, "Ethernet: distributed packet switching for local computer networks", Communications of the ACM 19,
1976 (drawing from a growing interval).
"""

from sim.scenario import RetrySpec
from sim.scenario.values.choices import Jitter


def jittered_s(spec: RetrySpec, delay_s: float, u: float, previous_s: float | None = None) -> float:
    """Return the delay before a retry, scattered as the scenario says.

    `full`: u * delay; `equal`: delay / 2 + u * delay / 2; `decorrelated`: base + u * (3 * previous - base), at most
    `max_delay`, where previous is the task's last such delay, at first base; `none`: the delay as it is.

    Args:
        spec: the scenario's retry section.
        delay_s: by the strategy, `max_delay` applied.
        u: uniform in (0, 1).
        previous_s: the task's last delay by this function; None: there was none.

    Returns:
        Seconds.

    >>> [jittered_s(RetrySpec(jitter=kind), 8.0, 0.25) for kind in ("none", "full", "equal")]
    [8.0, 2.0, 5.0]
    >>> spec = RetrySpec(jitter="decorrelated", base=1.0, max_delay=60.0)
    >>> jittered_s(spec, 1.0, 0.5), jittered_s(spec, 2.0, 0.5, previous_s=10.0)
    (2.0, 15.5)
    """
    if spec.jitter is Jitter.FULL:
        return u * delay_s
    if spec.jitter is Jitter.EQUAL:
        return delay_s / 2.0 + u * delay_s / 2.0
    if spec.jitter is Jitter.DECORRELATED:
        assert spec.base is not None
        assert spec.max_delay is not None
        previous = spec.base if previous_s is None else previous_s
        return min(spec.max_delay, spec.base + u * (3.0 * previous - spec.base))
    return delay_s
