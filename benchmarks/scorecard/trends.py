"""What a report says of where a metric is heading, tried on waves that stray alike from one to the next."""

from typing import NamedTuple

import numpy as np

from benchmarks.scorecard.card import Answer, Study
from sim.measures.statistics.trend import Trend, trend


class Waves(NamedTuple):
    """Normal values, one a wave, without any trend.

    Args:
        waves: how many.
        alike: the correlation of neighbours.
    """

    waves: int = 10
    alike: float = 0.0

    def __str__(self) -> str:
        return f"{self.waves} waves, correlation of neighbours {self.alike:g}"


WAVES = (Waves(), Waves(alike=0.6), Waves(5, 0.6), Waves(20, 0.6))


def _values(waves: Waves, _: int, luck: np.random.Generator) -> list[float]:
    shocks: list[float] = luck.standard_normal(waves.waves).tolist()
    values = shocks[:1]
    for shock in shocks[1:]:
        values.append(waves.alike * values[-1] + (1.0 - waves.alike**2) ** 0.5 * shock)
    return values


TREND = Study("no trend", _values, lambda values: trend(range(len(values)), values))


def nothing_moves(found: Trend | None, _: object) -> Answer:
    if found is None:
        return Answer.DECLINED
    return Answer.RIGHT if found.direction == "stable" else Answer.WRONG
