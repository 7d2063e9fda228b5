"""What many forecasts were worth: error, bias, and how many of their intervals held."""

from collections.abc import Iterator, Sequence

import numpy as np

from sim.document.text import given
from sim.fit.known_scenario import rounded
from sim.scenario.spec.forecast_spec import ForecastSpec, MetricTrust
from sim.scenario.values.frozen_map import FrozenMap
from sim.study.forecasting.forecast import Forecast, PartForecast
from sim.study.forecasting.recorded import METRICS, TIMES


def trust_in(forecasts: Sequence[PartForecast], tested: str) -> ForecastSpec:
    """Return what forecasts were worth, by metric; parts that stall do not count.

    Args:
        forecasts: of all parts.
        tested: what was forecast from what, in words.
    """
    sound = [one for one in forecasts if not one.happened.stalls or not one.metrics.keys() & TIMES]
    found = {}
    for name in dict.fromkeys([*METRICS, *(name for one in sound for name in one.metrics)]):
        of_metric = [one.metrics[name] for one in sound if name in one.metrics]
        if any(one.high > 0.0 or one.recorded > 0.0 for one in of_metric):
            found[name] = _trust(of_metric)
    return ForecastSpec(tested=tested, stalled=len(forecasts) - len(sound), metrics=FrozenMap(found))


def _trust(forecasts: Sequence[Forecast]) -> MetricTrust:
    recorded = np.array([one.recorded for one in forecasts])
    middle = np.array([one.median for one in forecasts])
    width = np.array([one.high - one.low for one in forecasts])
    held, parts = sum(one.holds for one in forecasts), len(forecasts)
    if not (recorded > 0.0).all():
        return MetricTrust(held=held, parts=parts)
    return MetricTrust(
        held=held,
        parts=parts,
        error=rounded(float(np.median(np.abs(middle / recorded - 1.0)))),
        bias=rounded(float(np.mean(middle / recorded - 1.0))),
        width=rounded(float(np.median(width / recorded))),
    )


def stalls_told(forecasts: Sequence[PartForecast]) -> Iterator[str]:
    """Yield a sentence for each part that stalled, with its longest times.

    Args:
        forecasts: of all parts.
    """
    for one in forecasts:
        if one.happened.stalls and one.metrics.keys() & TIMES:
            times = " and ".join(
                f"for {stall.length_s:,.0f} s from second {stall.began_at:,.0f} on" for stall in one.happened.stalls[:3]
            )
            yield (
                f"{given(one.name)} stalled: nothing ran {times}. The model cannot explain that, and the part counts in"
                " no number above."
            )
