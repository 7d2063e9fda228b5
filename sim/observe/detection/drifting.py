"""Predictions that drift: off by more than the limit, and proven to be."""

from typing import NamedTuple

from sim.observe.detection import conditions
from sim.observe.detection.chart import Chart, mirrored, step
from sim.observe.detection.detector import Context
from sim.observe.detection.ledger import Judgement
from sim.observe.detection.looks import ALPHA, Looks, lower_bound, spent, upper_bound
from sim.observe.detection.tally import Outcomes
from sim.scenario.values.threshold import exceeds

ONE_IN = 80_000
"""At most one false alarm in so many healthy outcomes, on average: of hopeful, and again of gloomy predictions."""


class DriftWatch(NamedTuple):
    """What is remembered of the fleet's predictions besides the tally."""

    looks: Looks = Looks()
    taken: Outcomes = Outcomes()  # of the tally's predictions, at the last look
    pending: Outcomes = Outcomes()  # of earlier waves, after their last look
    hopeful: Chart = Chart()
    gloomy: Chart = Chart()


def look(watch: DriftWatch, predictions: Outcomes, at: float) -> DriftWatch:
    """Return what is remembered after one more look.

    Args:
        watch: before it.
        predictions: of the tally.
        at: second of the look.
    """
    batch = predictions.minus(watch.taken).plus(watch.pending)
    return DriftWatch(
        Looks(watch.looks.number + 1, predictions.tasks, watch.looks.since_s),
        predictions,
        Outcomes(),
        step(watch.hopeful, batch, at),
        step(watch.gloomy, mirrored(batch), at),
    )


def over_the_wave(watch: DriftWatch, predictions: Outcomes, at: float) -> DriftWatch:
    """Return what is carried over the end of a wave: looks are counted anew, the evidence goes on."""
    rest = predictions.minus(watch.taken).plus(watch.pending)
    return watch._replace(looks=Looks(since_s=at), taken=Outcomes(), pending=rest)


def begun_anew(watch: DriftWatch, at: float) -> DriftWatch:
    """Return what is remembered where everything so far is to count no more."""
    return DriftWatch(Looks(watch.looks.number, 0, at), hopeful=Chart(since_s=at), gloomy=Chart(since_s=at))


def drifting(context: Context, watch: DriftWatch, predictions: Outcomes, wave: int, at: float) -> list[Judgement]:
    """Return the judgement where predictions are off by more than the limit and chance does not explain it; else none.

    Either of two proofs will do. The mean predicted lies more than the limit outside the interval of the mean
    observed since the wave began: then the true error is over the limit. Or the observed error is over the limit,
    and the chart of all waves shows that it is no luck: then predictions are wrong, by about that much.

    Args:
        context: agents and settings.
        watch: after the look.
        predictions: of the tally.
        wave: wave of the look.
        at: second of the look.
    """
    return _by_chart(context, watch, wave, at) or _by_interval(context, watch.looks, predictions, wave, at)


def off_by_more(sample: Outcomes, limit: float) -> bool:
    """Return whether the mean prediction lies more than the limit away from the observed rate.

    >>> off_by_more(Outcomes(10, 9.0, 7), 0.2), off_by_more(Outcomes(10, 9.0, 6), 0.2)
    (False, True)
    """
    return sample.tasks > 0 and exceeds(abs(sample.predicted - sample.observed) / sample.tasks, limit)


def _by_interval(context: Context, looks: Looks, predictions: Outcomes, wave: int, at: float) -> list[Judgement]:
    tasks, predicted, observed = predictions
    limit = context.spec.thresholds.drift
    if not off_by_more(predictions, limit):  # the interval holds the observed rate
        return []
    alpha = spent(ALPHA, looks.number)
    low, high = lower_bound(observed, tasks, alpha / 2.0), upper_bound(observed, tasks, alpha / 2.0)
    if low - limit <= predicted / tasks <= high + limit:
        return []
    window = {"wave": wave, "from_s": looks.since_s, "to_s": at}
    evidence = {"interval": [low, high], "alpha": alpha, "look": looks.number, "window": window}
    return [conditions.prediction_drift(context, predictions, True, evidence)]


def _by_chart(context: Context, watch: DriftWatch, wave: int, at: float) -> list[Judgement]:
    needed = max(ONE_IN / context.spec.min_samples, 20.0)
    for chart, turn in ((watch.hopeful, _as_it_is), (watch.gloomy, mirrored)):
        sample = turn(chart.sample)
        if chart.evidence >= needed and off_by_more(sample, context.spec.thresholds.drift):
            window = {"wave": wave, "from_s": chart.since_s, "to_s": at}
            evidence = {"evidence": chart.evidence, "evidence_needed": needed, "window": window}
            return [conditions.prediction_drift(context, sample, True, evidence)]
    return []


def _as_it_is(sample: Outcomes) -> Outcomes:
    return sample
