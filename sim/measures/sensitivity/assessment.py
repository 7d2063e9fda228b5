"""What a sensitivity study finds: for each metric and factor the index, and whether chance alone could make it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from sim.luck import Purpose, uniforms
from sim.measures.sensitivity.morris import Morris, morris
from sim.measures.sensitivity.noise import Noise, chance_p, noise_share
from sim.measures.sensitivity.shared_noise import MOST_NOISE, with_shared_noise
from sim.measures.sensitivity.sign_flips import LEAST_REPLICATIONS, PATTERNS, flip_p_values
from sim.measures.sensitivity.skewed_luck import skewed_p
from sim.measures.sensitivity.sobol import Sobol, sobol, without_shares
from sim.measures.sensitivity.trajectories import Trajectories, elementary_effects
from sim.measures.statistics.multiple_tests import holm
from sim.measures.statistics.resampling import resample_counts

Array = npt.NDArray[np.float64]
Method = Literal["morris", "sobol"]

RESAMPLES = 1000
ALPHA = 0.05
"""Chance that even one factor is said to move a metric that it does not move."""
_ROUNDING = 1e-12


class Effect(StrEnum):
    """What a factor does to a metric."""

    MOVES = "moves it"
    UNSURE = "not told from chance"
    NONE = "changes nothing"


@dataclass(frozen=True)
class FactorIndex:
    """One factor's influence on one metric.

    Args:
        name: its keys.
        effect: in words; all `moves it` of a metric hold together.
        p_value: adjusted for the number of factors.
        index: the numbers.
        has_direction: whether its levels have an order, so that up and down mean something.
    """

    name: str
    effect: Effect
    p_value: float
    index: Morris | Sobol
    has_direction: bool

    @property
    def size(self) -> float:
        """What factors are ranked by: mean effect, or total share; where that is refused, the one with chance in it."""
        if isinstance(self.index, Morris):
            return self.index.mu_star
        totals = [total for total in (self.index.total, self.index.total_raw) if total is not None]
        return totals[0] if totals else -1.0


@dataclass(frozen=True)
class MetricSensitivity:
    """What moves one metric.

    Args:
        metric: its name.
        noise: of the points' means; None where too few values are known.
        rows: trajectories, or rows of the sample, that were used.
        left_out: those in which a value was missing.
        factors: in the order in which they were named; empty where too few values are known.
    """

    metric: str
    noise: Noise | None
    rows: int
    left_out: int
    factors: tuple[FactorIndex, ...]

    @property
    def is_refused(self) -> bool:
        """Whether chance makes up too much of the variance between the points to share the rest out."""
        share = None if self.noise is None else self.noise.share
        return share is not None and share > MOST_NOISE and any(isinstance(each.index, Sobol) for each in self.factors)

    def ranked(self) -> list[FactorIndex]:
        """Return the factors, the most influential first."""
        return sorted(self.factors, key=lambda factor: -factor.size)


@dataclass(frozen=True)
class Sensitivity:
    """What a sensitivity study came to.

    Args:
        scenario: its name.
        method: `morris` or `sobol`.
        factors: the values of each in words, by name, in the order given.
        points: scenarios that were run.
        replications: of each.
        failed: runs that failed.
        confidence: of every interval.
        metrics: one entry a metric, in the order asked for.
        notes: on runs that are cut off or that a warm-up leaves empty, a sentence each.
    """

    scenario: str
    method: Method
    factors: Mapping[str, str]
    points: int
    replications: int
    failed: int
    confidence: float
    metrics: tuple[MetricSensitivity, ...]
    notes: tuple[str, ...] = ()

    def content(self) -> dict[str, Any]:
        """Return it as plain data: the object that `sensitivity --json` prints."""
        return {
            "scenario": self.scenario,
            "method": self.method,
            "factors": dict(self.factors),
            "points": self.points,
            "replications": self.replications,
            "failed": self.failed,
            "confidence": self.confidence,
            "metrics": {entry.metric: _metric_content(entry) for entry in self.metrics},
        }


def index_rows(entry: MetricSensitivity) -> list[dict[str, Any]]:
    """Return the indices of one metric as rows of indices.parquet."""
    share = None if entry.noise is None else entry.noise.share
    return [
        {
            "metric": entry.metric,
            "factor": factor.name,
            **factor.index._asdict(),
            "p_value": factor.p_value,
            "effect": factor.effect.value,
            "noise_share": share,
        }
        for factor in entry.factors
    ]


def _metric_content(entry: MetricSensitivity) -> dict[str, Any]:
    return {
        "noise": None if entry.noise is None else entry.noise._asdict(),
        "rows": entry.rows,
        "left_out": entry.left_out,
        "indices": [
            {key: value for key, value in row.items() if key not in ("metric", "noise_share")}
            for row in index_rows(entry)
        ],
    }


def assess(
    metric: str,
    names: Sequence[str],
    has_direction: Sequence[bool],
    values: Array,
    walks: Trajectories | None,
    seed: int,
    confidence: float = 0.95,
) -> MetricSensitivity:
    """Return what moves one metric.

    Args:
        metric: its name.
        names: of the factors.
        has_direction: of each factor, whether its levels have an order.
        values: of the metric, NaN where there is none: (replications, trajectories, factors + 1) along trajectories,
            else (replications, factors + 2, points) at the points of `saltelli`. A trajectory, or a row of the sample,
            in which one is missing is left out.
        walks: the trajectories; None for Sobol indices.
        seed: of the study; keys the bootstrap.
        confidence: of every interval.

    >>> walks = Trajectories(np.zeros((2, 2, 1), int), np.zeros((2, 1), int), np.ones((2, 1)))
    >>> values = np.array([[[1.0, 4.0], [2.0, 5.0]]] * 2)  # two replications of two trajectories, all in unison
    >>> sensitivity = assess("makespan", ["count"], [True], values, walks, seed=1)
    >>> sensitivity.factors[0].index.mu_star, sensitivity.noise.share
    (3.0, 0.0)
    """
    rows_axis = 1 if walks is not None else 2
    complete = ~np.isnan(values).any(axis=(0, 3 - rows_axis))
    rows, left_out = int(complete.sum()), int((~complete).sum())
    if rows < 2 or len(values) < 2:
        return MetricSensitivity(metric, None, rows, left_out, ())
    kept = np.compress(complete, values, axis=rows_axis)
    counts = resample_counts(_uniforms(seed, RESAMPLES, rows), rows)
    if walks is not None:
        effects = np.compress(complete, elementary_effects(values, walks), axis=1)
        indices: list[Morris | Sobol] = [*morris(effects, counts, confidence)]
        noise = noise_share(kept.reshape(len(kept), -1))
        differences = [effects[:, :, place] for place in range(len(names))]
    else:
        noise = noise_share(kept[:, :2].reshape(len(kept), -1))
        shares = with_shared_noise(sobol(kept, counts, confidence), kept, confidence)
        is_refused = noise.share is not None and noise.share > MOST_NOISE
        indices = [without_shares(index) if is_refused else index for index in shares]
        differences = [kept[:, 2 + place] - kept[:, 0] for place in range(len(names))]
    adjusted = _by_chance(differences, seed)
    rounding = _ROUNDING * float(np.abs(kept).max())
    factors = tuple(
        FactorIndex(
            names[place], _effect(index, adjusted[place], rounding), adjusted[place], index, has_direction[place]
        )
        for place, index in enumerate(indices)
    )
    return MetricSensitivity(metric, noise, rows, left_out, factors)


def _effect(index: Morris | Sobol, p_value: float, rounding: float) -> Effect:
    if isinstance(index, Morris):
        nothing = max(index.mu_star, index.mu_star_noise) <= rounding
    else:
        nothing = max(index.total_raw or 0.0, index.total_noise or 0.0) <= _ROUNDING
    if nothing:
        return Effect.NONE
    return Effect.MOVES if p_value <= ALPHA else Effect.UNSURE


def _by_chance(differences: Sequence[Array], seed: int) -> tuple[float, ...]:
    """Return p-values adjusted for the number of factors."""
    replications = len(differences[0])
    if replications < LEAST_REPLICATIONS:  # too few patterns of signs
        return holm([chance_p(table) for table in differences])
    u = uniforms(seed, 0, Purpose.BOOTSTRAP, wave=0, k=1, n=PATTERNS * replications)
    return tuple(max(p, skewed_p(table)) for p, table in zip(flip_p_values(differences, u), differences, strict=True))


def _uniforms(seed: int, rows: int, columns: int) -> Array:
    return uniforms(seed, 0, Purpose.BOOTSTRAP, wave=0, k=0, n=rows * columns).reshape(rows, columns)
