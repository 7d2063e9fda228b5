"""Streams whose rate changes in steps: unit exponentials, read off the cumulated rate.

With L(t) the integral of the rate up to t, a Poisson stream of this rate has its n-th task where L(t) is the sum of n
independent exponentials of mean 1. L is made of straight pieces, so its inverse is exact.

Source: Çinlar, "Introduction to Stochastic Processes", Prentice-Hall 1975, section 4.7; Law, "Simulation Modeling and
Analysis", 5th ed., section 8.6.2.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from sim.luck.inverse_cdf import quantile
from sim.luck.keyed import BLOCK, Luck, Purpose
from sim.scenario import Exponential, Problem, ScenarioError
from sim.scenario.spec.arrival_forms import RateStream, Stay

Array = npt.NDArray[np.float64]
_UNIT = Exponential(mean=1.0)
MOST_STEPS = 1_000_000
"""Changes of the rate in one wave: more would fill the memory, before the last task of a stream came."""
_TOO_MANY = (
    f"the rate changes more than {MOST_STEPS:,} times in a wave before its last task comes; set higher rates, or let "
    "each of them hold for longer"
)


def offsets(stream: RateStream, luck: Luck, wave: int, n: int) -> Array:
    """Return when the first n tasks of a wave come, in seconds after its start; infinity: never.

    Args:
        stream: gives the steps of the rate.
        luck: uniforms of the replication; one a task (purpose 13), and one a stay (purpose 22) where it asks for them.
        wave: number of the wave, from 1.
        n: number of tasks.

    Raises:
        ScenarioError: the rate changes more than 1,000,000 times until then.

    >>> from sim.scenario.spec.arrivals.profile import ProfileArrivals
    >>> spike = ProfileArrivals(steps=[[0, 0.5], ["10s", 5]])
    >>> offsets(spike, Luck(seed=1), wave=1, n=9).round(2).tolist()
    [0.51, 1.58, 5.19, 6.21, 6.46, 6.76, 8.73, 10.11, 10.16]
    """
    reached = np.cumsum(quantile(_UNIT, luck.uniforms(Purpose.ARRIVAL, wave, 0, n)))
    if not n:
        return reached
    begins, rate, cumulated = _pieces(stream.rate_steps(_stays(luck, wave)), float(reached[-1]))
    # The piece in which L reaches the sum: the last that begins below it. One with rate 0 begins where it ends.
    piece = np.searchsorted(cumulated, reached, side="left") - 1
    with np.errstate(divide="ignore"):  # a last rate of 0: what has not come by then never comes
        moments = begins[piece] + (reached - cumulated[piece]) / rate[piece]
    ends = np.append(begins[1:], np.inf)
    within: Array = np.minimum(moments, ends[piece])  # rounding must not carry a task beyond its piece
    return within


def _pieces(steps: Iterator[tuple[float, float]], up_to: float) -> tuple[Array, Array, Array]:
    """Return where pieces begin, their rates, and L where they begin, until L reaches a value or the steps end."""
    begins: list[float] = []
    rates: list[float] = []
    cumulated: list[float] = []
    area = 0.0
    for begin, rate in steps:
        if begins:
            area += rates[-1] * (begin - begins[-1])
            if area >= up_to:
                break
        if len(begins) == MOST_STEPS:
            raise ScenarioError([Problem(None, None, "workload.arrivals", _TOO_MANY)])
        begins.append(begin)
        rates.append(rate)
        cumulated.append(area)
    return np.array(begins), np.array(rates), np.array(cumulated)


def _stays(luck: Luck, wave: int) -> Stay:
    drawn: list[float] = []

    def stay(number: int) -> float:
        while number >= len(drawn):
            block = luck.block(Purpose.STAY, wave, 0, len(drawn) // BLOCK)
            drawn.extend(quantile(_UNIT, block).tolist())
        return drawn[number]

    return stay
