"""Evidence, look by look, that successes have fallen short of what was predicted for them.

At each look the outcomes since the last one are held against two stories: that each succeeded with the chance
predicted, and that each had only `FALLEN_TO` times that chance. L, the second's likelihood over the first's, is
1 on average where the first is true. Two sums are kept: the evidence M = (M + 1) L (Shiryaev and Roberts), in
which every look so far may be where the trouble began, and the run W = max(W, 1) L (Page), which tells
where it most likely did: the sample that people are shown begins where W was last at 1.

While the predictions are right, M grows by at most 1 a look on average. So whatever the predictions and however
long the run, alarms at M >= c come at most once in c looks on average: a promise about false alarms that needs no
simulation, though one confirms it.

Source: Shin, Ramdas, Rinaldo, "E-detectors: a nonparametric framework for sequential change detection", New England
Journal of Statistics in Data Science 2, 2024 (the promise); Steiner, Cook, Farewell, Treasure, "Monitoring surgical
performance using risk-adjusted cumulative sum charts", Biostatistics 1, 2000 (chances that differ from case to case);
Page, "Continuous inspection schemes", Biometrika 41, 1954.
"""

from typing import NamedTuple

from sim.numerics import whole_power
from sim.observe.detection.tally import Outcomes

FALLEN_TO = 0.65
"""The share of its chance of success that is left in the story of trouble: 0.55 where 0.85 was predicted."""
SUREST = 0.95
"""No prediction counts as surer: a few failures must not refute a planner who says 1."""
_MOST = 1e9  # more evidence than anybody asks for
_MANY = 300  # failures in one look beyond which nothing more needs proof; with _MOST it keeps products finite

_NONE = Outcomes()


class Chart(NamedTuple):
    """What the looks so far have shown."""

    evidence: float = 0.0  # M
    run: float = 1.0  # W
    sample: Outcomes = Outcomes()  # since W was last at 1
    since_s: float = 0.0  # where the sample begins


def likelihood_ratio(batch: Outcomes) -> float:
    """Return how much likelier outcomes are where `FALLEN_TO` of the predicted chances is left than where all is.

    The mean of the chances stands for each of them; by Jensen's inequality the ratio is then still at most 1 on
    average where the predictions are right.

    Args:
        batch: independent outcomes.

    >>> round(likelihood_ratio(Outcomes(1, 0.8, 1)), 6)  # a success: 0.65
    0.65
    >>> round(likelihood_ratio(Outcomes(1, 0.8, 0)), 6)  # a failure: (1 - 0.65 * 0.8) / (1 - 0.8)
    2.4
    """
    n, predicted, observed = batch
    p = min(predicted, SUREST * n) / n if n else 0.0
    failures = min(n - observed, _MANY)
    return whole_power(FALLEN_TO, observed) * whole_power((1.0 - FALLEN_TO * p) / (1.0 - p), failures)


def step(chart: Chart, batch: Outcomes, at: float) -> Chart:
    """Return the chart after one more look.

    Args:
        chart: before it.
        batch: the outcomes since the last look.
        at: second of the look.

    >>> chart = step(Chart(), Outcomes(2, 1.6, 0), 60.0)  # 2.4 * 2.4
    >>> round(chart.evidence, 2), round(chart.run, 2), chart.sample.tasks
    (5.76, 5.76, 2)
    >>> step(chart, Outcomes(5, 4.0, 5), 120.0).since_s  # 5.76 * 0.65 ** 5 is less than 1: the sample begins anew
    120.0
    """
    evidence, run, sample, since_s = chart
    ratio = likelihood_ratio(batch)
    evidence, run = min(_MOST, (evidence + 1.0) * ratio), min(_MOST, run * ratio)
    if run <= 1.0:
        return Chart(evidence, 1.0, _NONE, at)
    return Chart(evidence, run, sample.plus(batch), since_s)


def mirrored(batch: Outcomes) -> Outcomes:
    """Return failures as successes: what a planner who is too gloomy falls short in.

    >>> mirrored(Outcomes(10, 3.0, 8))
    Outcomes(tasks=10, predicted=7.0, observed=2)
    """
    return Outcomes(batch.tasks, batch.tasks - batch.predicted, batch.tasks - batch.observed)
