"""Mean response times that have been published of rules for giving and for serving tasks; service rate 1.

Where a published number is a table's, the formula here gives it to the last digit, and the same with a wrong load.
"""

import math

import numpy as np
from scipy.integrate import quad
from scipy.special import kv


def random_response(load: float) -> float:
    """Each server is an M/M/1 queue of its own: Poisson splitting (Kleinrock 1975, section 3.2)."""
    return 1.0 / (1.0 - load)


def shortest_of_two_response(load: float, most: int = 150) -> float:
    """Two exponential servers, each task joins the shorter queue: the chain of (shorter, difference), cut off.

    Solved row by row until nothing moves; Little's law gives the time. Kingman, "Two similar queues in parallel",
    Annals of Mathematical Statistics 32, 1961.
    """
    rate = 2.0 * load
    size = most + 1
    p = np.zeros((size, size))
    p[0, 0] = 1.0
    step = 1.0 / (rate + 2.0)  # uniformised: one event at a time
    a, b = np.indices((size, size))
    to_a = np.where(a < b, 1.0, np.where(a == b, 0.5, 0.0))
    arrivals_a, arrivals_b = rate * step * to_a, rate * step * (1.0 - to_a)
    arrivals_a[-1, :] = 0.0
    arrivals_b[:, -1] = 0.0
    total, before = 0.0, -1.0
    while abs(total - before) > 1e-10:
        before = total
        for _ in range(500):
            out = p * (arrivals_a + arrivals_b + step * ((a > 0) * 1.0 + (b > 0) * 1.0))
            new = p - out
            new[1:, :] += (p * arrivals_a)[:-1, :]
            new[:, 1:] += (p * arrivals_b)[:, :-1]
            new[:-1, :] += step * p[1:, :]
            new[:, :-1] += step * p[:, 1:]
            p = new
        total = float((p * (a + b)).sum())
    return total / rate


def two_choices_limit_response(load: float) -> float:
    """The supermarket model with infinitely many servers and d = 2: sum of load^(2^i - 2).

    Mitzenmacher, "The power of two choices in randomized load balancing", IEEE TPDS 12, 2001, corollary 1;
    Vvedenskaya, Dobrushin, Karpelevich 1996.
    """
    return math.fsum(load ** (2.0**i - 2.0) for i in range(1, 40))


def shortest_first_response(load: float) -> float:
    """M/M/1, the shortest task first, known exactly: wait of length x is load / (1 - load(x))^2, load(x) of shorter.

    Conway, Maxwell, Miller, "Theory of Scheduling", 1967, section 8.6; Mitzenmacher, "Scheduling with predictions and
    the price of misprediction", ITCS 2020, section 3.
    """

    def wait(x: float) -> float:
        shorter = load * (1.0 - (1.0 + x) * math.exp(-x))
        return math.exp(-x) * load / (1.0 - shorter) ** 2

    return 1.0 + quad(wait, 0.0, math.inf, epsabs=1e-10, limit=200)[0]


def shortest_predicted_first_response(load: float) -> float:
    """The same by a prediction that is exponential with the true length as its mean.

    A prediction y has the density 2 K0(2 sqrt y), and the work predicted shorter is load (1 - 2 y K2(2 sqrt y)).
    Mitzenmacher, ITCS 2020, section 3.2.
    """

    def wait(root: float) -> float:  # y = root^2, which takes the peak at 0 away
        y = root * root
        shorter = load * (1.0 - 2.0 * y * float(kv(2, 2.0 * root)))
        return 2.0 * float(kv(0, 2.0 * root)) * load / (1.0 - shorter) ** 2 * 2.0 * root

    return 1.0 + float(quad(wait, 0.0, 60.0, epsabs=1e-10, limit=400)[0])
