"""How likely a run is to meet an outage at all: known before any run is made, where up-times are exponential.

A comparison whose runs met no outage says nothing of what an outage does. How likely that was needs no estimate: the
first outage of agents that are up comes like the least of independent exponential times.
"""

from sim.numerics import exp, log


def chance_of_outage(span_s: float, agents: int, mtbf_s: float, up_share: float = 1.0) -> float:
    """Return the chance that some agent is down at some time of a run.

    Args:
        span_s: length of the run, in seconds.
        agents: that break down independently of each other.
        mtbf_s: mean up-time of each, exponential, in seconds.
        up_share: chance that an agent is up at the start.

    >>> round(chance_of_outage(300.0, 4, 36_000.0), 4)  # 1 - exp(-4 * 300 / 36,000)
    0.0328

    Source: Ross, "Introduction to Probability Models", 11th ed., section 5.2.3 (the minimum of exponential times).
    """
    return 1.0 - exp(agents * (log(up_share) - span_s / mtbf_s))
