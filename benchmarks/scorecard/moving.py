"""What `sensitivity` prints, tried: Sobol shares and `moves it` beside luck of several kinds."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.stats import qmc

from benchmarks.scorecard.card import Answer, Study
from benchmarks.scorecard.shapes import Array
from sim.measures.sensitivity.assessment import Effect, MetricSensitivity, assess
from sim.measures.sensitivity.saltelli import saltelli
from sim.measures.sensitivity.sobol import Sobol

SHARES = np.array([0.69, 0.25, 0.06, 0.0])
"""Of four factors, uniform and only added: each one's share alone is its total."""
NAMES = ("large", "medium", "small", "idle")

OWN, SLOPES, LARGEST, SKEWED = "each point's own", "a slope in each factor", "the largest factor's", "skewed slopes"


class Chance(NamedTuple):
    """How luck treats the points.

    Args:
        share: of chance in the variance between the points' means.
        kind: each point its own, or a slope of each replication in every factor, or in the largest one only.
        replications: of each point.
        points: rows of the design.
    """

    share: float = 0.1
    kind: str = SLOPES
    replications: int = 10
    points: int = 64

    def __str__(self) -> str:
        return f"{100 * self.share:g} % chance, {self.kind}, {self.replications} replications, {self.points} points"


CHANCES = (
    Chance(),
    *(Chance(share) for share in (0.0, 0.03, 0.3)),
    *(Chance(kind=kind) for kind in (OWN, LARGEST, SKEWED)),
    *(Chance(replications=replications) for replications in (5, 30)),
    Chance(points=128),
)


def _values(chance: Chance, luck: np.random.Generator) -> Array:
    x = saltelli(qmc.Sobol(8, rng=int(luck.integers(1 << 31))).random(chance.points)) - 0.5
    truth = (x * np.sqrt(12.0 * SHARES)).sum(axis=-1)
    scale = np.sqrt(chance.replications * chance.share / (1.0 - chance.share))
    return np.asarray(truth + scale * _errors(chance, x, luck))


def _errors(chance: Chance, x: Array, luck: np.random.Generator) -> Array:
    k = chance.replications
    if chance.kind == OWN:
        return np.asarray(luck.standard_normal((k, *x.shape[:2])))
    slopes = luck.exponential(size=(k, 4)) - 1.0 if chance.kind == SKEWED else luck.standard_normal((k, 4))
    weights = np.array([12.0, 0.0, 0.0, 0.0]) if chance.kind == LARGEST else np.full(4, 3.0)
    return np.asarray(np.einsum("kf,anf->kan", slopes * np.sqrt(weights), x))


def _ask(data: tuple[Array, int]) -> MetricSensitivity:
    values, number = data
    return assess("makespan", NAMES, [True] * 4, values, None, seed=number)


SOBOL = Study("four factors that are added", lambda chance, number, luck: (_values(chance, luck), number), _ask)


def total_holds(factor: int) -> Callable[[MetricSensitivity, object], Answer]:
    def holds(found: MetricSensitivity, _: object) -> Answer:
        index = found.factors[factor].index
        assert isinstance(index, Sobol)
        if index.total_low is None or index.total_high is None:
            return Answer.DECLINED
        # An idle factor's share is 0 but for rounding.
        held = index.total_low - 1e-9 <= SHARES[factor] <= index.total_high + 1e-9
        return Answer.RIGHT if held else Answer.WRONG

    return holds


def idle_does_not_move(found: MetricSensitivity, _: object) -> Answer:
    return Answer.WRONG if found.factors[3].effect is Effect.MOVES else Answer.RIGHT
