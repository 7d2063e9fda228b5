"""Under what a guarantee is tried: one factor at a time from a base, and the samples that belong to it."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from benchmarks.scorecard.shapes import (
    EXPONENTIAL,
    LOGNORMAL_2,
    NORMAL,
    SHAPES,
    SHARE_99,
    Array,
    Shape,
    share,
)

RANDOM, WHEN_BAD = "a tenth at random", "the worst fifth"


class Condition(NamedTuple):
    """One setting of all factors.

    Args:
        shape: of the metric over runs.
        n: replications.
        correlation: of the normal values behind an alternative and the baseline, run on the same luck.
        missing: which values of the alternative are missing; empty: none.
    """

    shape: Shape = NORMAL
    n: int = 30
    correlation: float = 0.5
    missing: str = ""

    def __str__(self) -> str:
        parts = [self.shape.name, f"n = {self.n}"]
        parts += [f"correlation {self.correlation:g}"] if self.correlation != BASE.correlation else []
        parts += [f"{self.missing} missing"] if self.missing else []
        return ", ".join(parts)


BASE = Condition()
SIZES = tuple(Condition(n=n) for n in (5, 10, 100))
EVERY_SHAPE = tuple(Condition(shape) for shape in SHAPES)
# What a skewed sample says gets truer with its size: the rule of one factor at a time has its exceptions here.
SKEWED_SIZES = tuple(Condition(shape, n) for shape, n in (
    (EXPONENTIAL, 10), (EXPONENTIAL, 100), (LOGNORMAL_2, 10), (LOGNORMAL_2, 100), (SHARE_99, 10), (SHARE_99, 100)
))  # fmt: skip
CORRELATIONS = tuple(Condition(correlation=rho) for rho in (-0.5, 0.0, 0.9))
MISSING = tuple(Condition(missing=which) for which in (RANDOM, WHEN_BAD))
# Where luck in common leaves little between two alternatives, a limit that is itself estimated shows.
CLOSE_TIES = tuple(Condition(shape, correlation=rho) for shape in (EXPONENTIAL, LOGNORMAL_2) for rho in (0.9, 0.99))
ALONE = (*EVERY_SHAPE, *SIZES, *SKEWED_SIZES)  # of one alternative
PAIRED = (*ALONE, *CORRELATIONS, *MISSING)  # of two


class Sample(NamedTuple):
    """The runs of one study.

    Args:
        values: (replications, alternatives), the baseline first; NaN where there is none.
        means: the true ones, of each alternative.
        condition: under which they were drawn.
        number: of the study.
        more: draws so many more replications, of this study only.
    """

    values: Array
    means: tuple[float, ...]
    condition: Condition
    number: int
    more: Callable[[int], Array]


class Pair(NamedTuple):
    """How the alternatives of a study relate to its baseline.

    Args:
        others: alternatives beside the baseline.
        apart: distance of their true means from the baseline's, for the worse, as `worse` takes it.
        steady: whether the baseline is the same in every run, its mean being that of the shape.
        scaled: whether each value is so much larger, not only their mean.
    """

    others: int = 1
    apart: float = 0.0
    steady: bool = False
    scaled: bool = False


def sample(condition: Condition, pair: Pair, number: int, luck: np.random.Generator) -> Sample:
    """Return one study's runs; where bad ones are to be missing, some are: a study without them says nothing of it."""
    while True:
        table, means = drawn(condition, pair, condition.n, luck)
        table = _without(condition, table, luck)
        if condition.missing != WHEN_BAD or np.isnan(table).any():
            return Sample(table, means, condition, number, lambda n: drawn(condition, pair, n, luck)[0])


def drawn(condition: Condition, pair: Pair, n: int, luck: np.random.Generator) -> tuple[Array, tuple[float, ...]]:
    """Return so many runs of the baseline and its alternatives, none missing, and the true means."""
    shape, rho = condition.shape, condition.correlation
    z = luck.standard_normal((n, 1 + pair.others))
    z[:, 1:] = rho * z[:, :1] + np.sqrt(1.0 - rho**2) * z[:, 1:]
    other = worse(shape, pair.apart, pair.scaled)
    baseline = np.full((n, 1), shape.mean) if pair.steady else shape.of(ndtr(z[:, :1]))
    table = np.concatenate([baseline, other.of(ndtr(z[:, 1:]))], axis=1)
    return table, (shape.mean, *[other.mean] * pair.others)


def worse(shape: Shape, apart: float, scaled: bool = False) -> Shape:
    """Return the same distribution, worse by a share of its mean; of a share of tasks, by so much of 1."""
    if shape.tasks:
        return share(shape.mean - apart, int(shape.tasks))
    if scaled:
        return shape._replace(of=lambda u: shape.of(u) * (1.0 + apart), mean=shape.mean * (1.0 + apart))
    away = apart * shape.mean
    return shape._replace(of=lambda u: shape.of(u) + away, mean=shape.mean + away)


def _without(condition: Condition, table: Array, luck: np.random.Generator) -> Array:
    if condition.missing == RANDOM:
        table[luck.random(len(table)) < 0.1, 1] = np.nan
    if condition.missing == WHEN_BAD:
        table[table[:, 1] > condition.shape.of(np.array(0.8)), 1] = np.nan
    return table
