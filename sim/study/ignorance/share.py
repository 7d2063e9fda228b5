"""Which share of an interval is ignorance of the inputs."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from sim.document.quantity import percent
from sim.document.text import given
from sim.measures.comparison.result import Comparison
from sim.measures.metrics.catalogue import metric_info
from sim.measures.statistics.intervals import t_quantile
from sim.scenario.varying.expand import DesignPoint
from sim.study.ignorance.estimated import Estimated, drawn, estimated_inputs
from sim.work.runs import Plan, compute, metric_arrays, plan_study
from sim.work.store import RunStore
from sim.work.workers import Workers

DRAWS, REPLICATIONS = 20, 6
"""Of the inputs, and of runs of each alternative under each."""


@dataclass(frozen=True, slots=True)
class Ignorance:
    """What the spread of a mean is made of.

    Attributes:
        by_luck: variance of the mean that comes of too few runs: more of them cure it.
        by_inputs: variance that comes of inputs that are only estimated: only more data cure it.
    """

    by_luck: float
    by_inputs: float

    @property
    def share_of_width(self) -> float:
        """By how much the interval would be narrower, as a share, if the inputs were known; 0..1."""
        total = self.by_luck + self.by_inputs
        return 1.0 - sqrt(self.by_luck / total) if total > 0.0 else 0.0


def ignorance(values: npt.NDArray[np.float64], by_luck: float) -> Ignorance:
    """Return what the spread of a mean is made of.

    Means of draws spread by the inputs and by what luck a draw's own runs have left; runs of one number meet the same
    luck under all draws, so what is common to them says nothing of the inputs and is taken off first.

    Args:
        values: of a metric or a difference; shape (draws, replications).
        by_luck: variance of the mean that is reported, by its own runs.

    >>> luck = np.random.default_rng(1)
    >>> values = luck.normal(0.0, 3.0, (200, 1)) + luck.normal(0.0, 2.0, (1, 10)) + luck.normal(0.0, 1.0, (200, 10))
    >>> round(ignorance(values, 0.1).by_inputs ** 0.5, 1)  # the 200 that were drawn spread by 2.8
    2.8

    Source: Song, Nelson, Pegden, "Advanced tutorial: input uncertainty quantification", Winter Simulation Conference
        2014; the two-way layout: Searle, Casella, McCulloch, "Variance Components", 1992, section 4.3.
    """
    draws, runs = values.shape
    rows = values.mean(axis=1)
    rest = values - rows[:, None] - values.mean(axis=0)[None, :] + values.mean()
    noise = float(np.square(rest).sum()) / ((draws - 1) * (runs - 1))
    return Ignorance(by_luck, max(float(rows.var(ddof=1)) - noise / runs, 0.0))


def input_notes(
    plan: Plan, comparison: Comparison, metrics: Sequence[str], store: RunStore, workers: Workers
) -> list[str]:
    """Return in sentences how wide the intervals of the differences are once inputs are drawn too.

    Args:
        plan: the alternatives; the first is the baseline.
        comparison: what was found with the inputs as they were estimated.
        metrics: that were compared.
        store: of finished runs.
        workers: that do the runs.

    Raises:
        ScenarioError: nothing says how sure the inputs are.
    """
    inputs = estimated_inputs(plan.points[0].scenario)
    if not inputs:
        return ["No key of the scenario is estimated with an error of its own: there is nothing to draw."]
    arrays = arrays_of(plan, inputs, metrics, store, workers)
    said = [sentence for name in metrics for sentence in _of_metric(plan, name, arrays[name], comparison)]
    return said or ["Of no metric can be told how much of its differences is ignorance of inputs."]


def arrays_of(
    plan: Plan, inputs: list[Estimated], metrics: Sequence[str], store: RunStore, workers: Workers
) -> dict[str, npt.NDArray[np.float64]]:
    """Return metrics of every point of a plan under every draw; shape (draws, points, replications).

    Args:
        plan: of the points.
        inputs: what is estimated.
        metrics: their names.
        store: of finished runs.
        workers: that do the runs.
    """
    points = [
        DesignPoint(
            draw * len(plan.points) + place, f"draw {draw}, {point.name}", (), drawn(point.scenario, inputs, draw)
        )
        for draw in range(DRAWS)
        for place, point in enumerate(plan.points)
    ]
    varied = plan_study(points, plan.seed)
    compute(varied, REPLICATIONS, store, workers)
    found = metric_arrays(varied, REPLICATIONS, store, metrics)
    return {name: table.reshape(DRAWS, len(plan.points), REPLICATIONS) for name, table in found.items()}


def _of_metric(plan: Plan, name: str, values: npt.NDArray[np.float64], comparison: Comparison) -> list[str]:
    entry = next((one for one in comparison.metrics if one.metric == name), None)
    names = [point.name for point in plan.points]
    if entry is None or entry.baseline not in names or np.isnan(values).any():
        return []
    base, said = names.index(entry.baseline), []
    for alternative, one in entry.differences.items():
        if one.low is None or one.high is None or not np.isfinite([one.low, one.high]).all():
            continue
        confidence = comparison.confidence
        half, middle = (one.high - one.low) / 2.0, (one.low + one.high) / 2.0
        by_luck = float(np.square(half / t_quantile(0.5 + confidence / 2.0, max(comparison.replications - 1, 1))))
        found = ignorance(values[:, names.index(alternative), :] - values[:, base, :], by_luck)
        reach = t_quantile(0.5 + confidence / 2.0, DRAWS - 1)
        wide = sqrt(half * half + reach * reach * found.by_inputs)
        said.append(_sentence(name, alternative, entry.baseline, middle, half, wide))
    return said


def _sentence(name: str, alternative: str, baseline: str, middle: float, half: float, wide: float) -> str:
    info = metric_info(name)
    share = 1.0 - half / wide if wide > 0.0 else 0.0
    unit = f" {info.unit}" if info.unit == "s" else ""
    return (
        f"With the inputs drawn from what the record says of them, the {info.label} of {given(alternative)} less that"
        f" of {given(baseline)} is {middle - wide:.4g} to {middle + wide:.4g}{unit}, in place of {middle - half:.4g} to"
        f" {middle + half:.4g}: {percent(share)} of that width is ignorance of the inputs, which more runs do not cure"
        " and more data do."
    )
