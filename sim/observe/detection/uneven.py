"""Loads that lie less evenly on the agents than chance explains, at the end of a wave."""

from math import sqrt

from sim.measures.statistics.intervals import normal_quantile
from sim.observe.detection import conditions
from sim.observe.detection.coordination import window
from sim.observe.detection.detector import Context
from sim.observe.detection.ledger import Judgement
from sim.observe.detection.looks import ALPHA, spent
from sim.observe.detection.tally import WaveTally
from sim.record.rows import WaveEnded

ONE_IN = 20_000
"""About one false alarm in so many attempts: small waves come often, and each may spend little."""


def uneven(context: Context, tally: WaveTally, look: int, row: WaveEnded) -> list[Judgement]:
    """Return the judgements on the two load rules.

    Args:
        context: agents and settings.
        tally: of the wave.
        look: number of the wave among those with work, from 1.
        row: the wave's end.
    """
    z = normal_quantile(1.0 - min(spent(ALPHA, look), tally.attempts() / ONE_IN))
    limits = context.spec.thresholds

    def judged(a: float, b: float) -> tuple[bool, dict[str, object]]:
        excess, noise = _excess(context, tally, a, b)
        proof = {"excess_s": excess, "noise_s": noise, "z": z, "look": look, "window": window(row)}
        return excess > z * noise, proof

    return [
        conditions.load_gap(context, tally, *judged(1.0 - limits.coordination, 1.0)),
        conditions.load_imbalance(context, tally, *judged(1.0, limits.imbalance)),
    ]


def _excess(context: Context, tally: WaveTally, a: float, b: float) -> tuple[float, float]:
    # a * greatest load - b * least, and its standard deviation by chance: a load is a sum of attempts, whose
    # number and lengths vary as those of a compound Poisson sum, with variance = sum of squared lengths.
    loads = tally.loads_s(context.capacities)
    most, least = loads.index(max(loads)), loads.index(min(loads))
    squares = [agent.squares / (slots * slots) for agent, slots in zip(tally.agents, context.capacities, strict=True)]
    return a * loads[most] - b * loads[least], sqrt(a * a * squares[most] + b * b * squares[least])
