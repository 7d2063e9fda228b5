"""Health trajectory: the score after each wave with what pulled it down, and success and availability over time."""

from collections.abc import Sequence
from math import fsum

from sim.document.quantity import count, score
from sim.measures.metrics.health import health_losses
from sim.report.figures.health_time import draw_over_time
from sim.report.figures.health_waves import WaveHealth, draw_over_waves
from sim.report.figures.picture import MARGIN_IN, Picture, empty_picture, picture, place
from sim.report.figures.source import PictureSource
from sim.report.figures.style import WIDTH_IN, styled
from sim.report.figures.time_axis import TimeAxis
from sim.report.targets import METRICS

_WAVES_IN, _TIME_IN, _GAP_IN, _BOTTOM_IN = 2.75, 1.55, 0.75, 0.55
_LEFT_IN = 0.72
_LABELS_IN = 1.5  # right of the curves over time
_STEADY = 2.0  # points: a change this small is none to speak of


def health_picture(source: PictureSource) -> Picture:
    """Return the picture of a run's health.

    Above, one bar a wave hangs from 100 and is as long as the points that each metric cost; it ends at the score.
    Below, the success rate of the attempts that ended lately and the share of agents that are up.

    Args:
        source: tables `waves`, `samples` and `attempts`, and the weights of the score.
    """
    waves = wave_healths(source)
    where = f"{source.name}, seed {source.seed}"
    if not waves:
        return empty_picture("No wave ended, so there is no health score", where)
    body = _BOTTOM_IN + _TIME_IN + _GAP_IN + _WAVES_IN + 0.1
    with styled():
        figure = picture(body, health_title(waves), f"{where}. {_explained(waves)}")
        width = WIDTH_IN - _LEFT_IN - MARGIN_IN
        above = place(figure, _LEFT_IN, _BOTTOM_IN + _TIME_IN + _GAP_IN, width, _WAVES_IN)
        draw_over_waves(above, waves, width, _WAVES_IN)
        time = TimeAxis(source, width - _LABELS_IN)
        below = place(figure, _LEFT_IN, _BOTTOM_IN, width - _LABELS_IN, _TIME_IN)
        draw_over_time(below, source, time, _TIME_IN)
        return figure


def wave_healths(source: PictureSource) -> list[WaveHealth]:
    """Return score and losses of every wave that has a score, in order."""
    columns = {name: source.column("waves", name) for name in source.weights}
    waves = []
    rows = zip(source.column("waves", "wave"), source.column("waves", "health_score"), strict=True)
    for row, (wave, points) in enumerate(rows):
        if points is not None:
            metrics = {name: values[row] for name, values in columns.items()}
            waves.append(WaveHealth(wave, points, health_losses(metrics, source.weights)))
    return waves


def health_title(waves: Sequence[WaveHealth]) -> str:
    """Return what the health trajectory shows, in plain words.

    Args:
        waves: at least one.

    >>> losses = {"success_rate": 4.0, "load_balance": 25.0}
    >>> health_title([WaveHealth(1, 94.0, {"load_balance": 6.0}), WaveHealth(2, 71.0, losses)])
    'Health fell from 94 to 71; load balance cost most'
    >>> health_title([WaveHealth(1, 100.0, {"load_balance": 0.0})])
    'Health was 100: nothing was lost'
    """
    first, last = waves[0].score, waves[-1].score
    if len(waves) == 1:
        way = f"was {score(first)}"
    elif abs(last - first) <= _STEADY:
        way = _steady([wave.score for wave in waves])
    else:
        way = f"{'rose' if last > first else 'fell'} from {score(first)} to {score(last)}"
    costs = _costs(waves)
    worst = max(costs, key=lambda name: costs[name], default="")
    if not costs or costs[worst] < 0.005:
        return f"Health {way}: nothing was lost"
    return f"Health {way}; {METRICS.get(worst, worst)} cost most"


def _steady(scores: Sequence[float]) -> str:
    low, high = min(scores), max(scores)
    if high - low <= _STEADY:
        return f"stayed near {score(scores[-1])}"
    ended = f", and ended at {score(scores[-1])}" if low < scores[-1] < high else ""
    return f"moved between {score(low)} and {score(high)}{ended}"


def _costs(waves: Sequence[WaveHealth]) -> dict[str, float]:
    names = list(dict.fromkeys(name for wave in waves for name in wave.losses))
    return {name: fsum(wave.losses.get(name, 0.0) for wave in waves) for name in names}


def _explained(waves: Sequence[WaveHealth]) -> str:
    text = f"{count(len(waves), 'wave')}. Bars hang from 100: the points that each metric cost"
    free = [METRICS.get(name, name) for name, cost in _costs(waves).items() if cost < 0.005]
    return f"{text}; {' and '.join(free)} cost nothing." if 0 < len(free) < 3 else f"{text}."
