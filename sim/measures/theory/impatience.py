"""Queues whose clients lose patience, where the share of those is known exactly.

Times are in seconds, rates in events a second; arrivals are Poisson, service times exponential. What limits itself is
stable at any load.
"""

from math import fsum

from sim.numerics import exp


def time_limit_share(arrival_rate: float, service_rate: float, limit_s: float) -> float:
    """Return the share of clients whose time is up in an M/M/1 queue with a limit on the time in system.

    One server, first come first served; who is not through after the limit leaves, from the queue or from the server.
    The time that the server still needs for those before an arrival has the density P0 * lambda * exp(-d * v) up to the
    limit, with d = mu - lambda, as without the limit, since a client cut off adds nothing beyond it. So

        P(time is up) = P0 * exp(-d * limit),    P0 = d / (mu - lambda * exp(-d * limit))

    Args:
        arrival_rate: lambda, above 0.
        service_rate: mu, above 0; another than lambda.
        limit_s: from arrival.

    Raises:
        ValueError: the two rates are equal, where the formula is a limit of its own: 1 / (1 + lambda * limit).

    >>> round(time_limit_share(0.8, 1.0, 2.0), 6), round(time_limit_share(1.5, 1.0, 2.0), 6)
    (0.289091, 0.441649)

    Source: Barrer, "Queuing with impatient customers and ordered service", Operations Research 5, 1957; Gnedenko,
        Kovalenko, "Introduction to Queueing Theory", 1968, section 1.5.
    """
    difference = service_rate - arrival_rate
    if difference == 0.0:
        raise ValueError("the rates are equal; expected two that differ")
    kept = exp(-difference * limit_s)
    return difference * kept / (service_rate - arrival_rate * kept)


def abandoning_share(arrival_rate: float, service_rate: float, servers: int, abandon_rate: float) -> float:
    """Return the share of clients that abandon an M/M/c queue in which each does so at a rate, waiting or in service.

    The number in system is a birth-death process with births lambda and deaths min(n, c) * mu + n * theta; clients
    leave unserved at rate theta * E[N], of lambda in all.

    Args:
        arrival_rate: lambda, above 0.
        service_rate: mu of each server, 0 or more.
        servers: c, 1 or more.
        abandon_rate: theta, above 0.

    >>> round(abandoning_share(2.0, 1.0, 2, 0.5), 6)  # far too few servers would give 1
    0.400028
    >>> round(abandoning_share(2.0, 0.0, 2, 0.5), 6)  # nobody serves
    1.0

    Source: Ancker, Gafarian, "Queueing with reneging and multiple heterogeneous servers", Naval Research Logistics
        Quarterly 10, 1963 (M/M/c+M); here clients also leave while they are served.
    """
    weights, n = [1.0], 0
    while n < servers or weights[-1] > 1e-18 * weights[0] or arrival_rate > (n * abandon_rate):
        n += 1
        weights.append(weights[-1] * arrival_rate / (min(n, servers) * service_rate + n * abandon_rate))
    in_system = fsum(number * weight for number, weight in enumerate(weights)) / fsum(weights)
    return abandon_rate * in_system / arrival_rate
