"""Health over waves: for each alternative the median over replications in a band of nine in ten."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from sim.document.quantity import count, score
from sim.measures.comparison.sample import known
from sim.measures.statistics.spread import percentile
from sim.report.figures.comparison.replications import by_alternative
from sim.report.figures.comparison.small_multiples import SmallMultiples
from sim.report.figures.picture import MARGIN_IN, Picture, empty_picture, picture
from sim.report.figures.source import Floats
from sim.report.figures.style import INK, MUTED, NAVY, RULE, SKY, SMALL, WIDTH_IN, styled
from sim.report.figures.text import shown

if TYPE_CHECKING:
    import pandas as pd

MOST_PANELS = 24
_KEY_IN = 0.28
_FEW_WAVES = 12  # that are marked one by one
_LIMITS = (50.0, 70.0, 90.0)  # between POOR, FAIR, GOOD and EXCELLENT


class Band(NamedTuple):
    """Percentiles of the health score over replications, wave by wave."""

    wave: Floats
    low: Floats  # 5th percentile
    median: Floats
    high: Floats  # 95th percentile


def health_trajectories_picture(
    trajectories: "pd.DataFrame", alternatives: Sequence[str], baseline: str | None, title_of: str
) -> Picture:
    """Return the health score over waves, one panel an alternative.

    Args:
        trajectories: trajectories.parquet: `name`, `replication`, `wave`, `health_score`.
        alternatives: that are shown, in order.
        baseline: the one whose median stands in every panel; None: none does.
        title_of: name of the scenario.
    """
    bands = {name: band for name, band in bands_of(trajectories).items() if name in alternatives}
    if not bands:
        return empty_picture("No wave of any run ended, so there is no health score", title_of)
    names = [name for name in alternatives if name in bands][:MOST_PANELS]
    columns = min(len(names), 4 if len(names) <= 12 else 5)
    rows = -(-len(names) // columns)
    grid = SmallMultiples(columns, rows, max(1.05, min(2.4, 7.0 / rows - 0.34)), foot_in=0.5 + _KEY_IN)
    limits = _limits([bands[name] for name in names])
    base = bands.get(baseline) if baseline is not None and len(names) > 1 else None
    with styled():
        figure = picture(grid.body_in, health_title(bands, names), _subtitle(trajectories, names, title_of))
        for number, name in enumerate(names):
            axes = grid.panel(figure, number)
            _draw(axes, bands[name], None if name == baseline else base)
            last_row = number + columns >= len(names)
            _dress(axes, bands[name], limits, number % columns == 0, last_row)
            if number == columns * ((rows - 1) // 2):
                axes.set_ylabel("health score (0 to 100)", size=SMALL)
            grid.named(axes, name, bold=name == baseline)
        _key(figure, base is not None and baseline is not None, baseline or "")
        return figure


def bands_of(trajectories: "pd.DataFrame") -> Mapping[str, Band]:
    """Return the band of every alternative.

    Args:
        trajectories: as for the picture.

    >>> import pandas as pd
    >>> rows = pd.DataFrame({"name": "a", "replication": [0, 1, 2], "wave": 1, "health_score": [80.0, 90.0, 100.0]})
    >>> band = bands_of(rows)["a"]
    >>> band.low.tolist(), band.median.tolist(), band.high.tolist()
    ([81.0], [90.0], [99.0])
    """
    rows: dict[str, list[tuple[float, ...]]] = {}
    for wave, part in sorted(_by_wave(trajectories).items()):
        for name, scores in by_alternative(part, "health_score").items():
            spread = [percentile(np.sort(known(scores)), q) for q in (5, 50, 95)]
            numbers = [value for value in spread if value is not None]
            if len(numbers) == len(spread):
                rows.setdefault(name, []).append((float(wave), *numbers))
    return {name: Band(*np.array(found, dtype=float).T) for name, found in rows.items()}


def _by_wave(trajectories: "pd.DataFrame") -> "dict[int, pd.DataFrame]":
    waves = trajectories["wave"].to_numpy(dtype=np.int64)
    return {wave: trajectories[waves == wave] for wave in np.unique(waves).tolist()}


def health_title(bands: Mapping[str, Band], names: Sequence[str]) -> str:
    """Return whose median health is best after the last wave, in plain words.

    >>> made = lambda *scores: Band(np.arange(1.0, len(scores) + 1), *3 * (np.array(scores),))
    >>> health_title({"slow": made(90.0, 80.0), "fast": made(90.0, 95.0)}, ["slow", "fast"])
    'After wave 2 the median health ranges from 80 (slow) to 95 (fast)'
    >>> health_title({"slow": made(90.0, 80.0)}, ["slow"])
    'After wave 2 the median health is 80'
    """
    last = max(bands[name].wave[-1] for name in names)
    ends = {name: float(bands[name].median[-1]) for name in names if bands[name].wave[-1] == last}
    low, high = min(ends, key=lambda name: ends[name]), max(ends, key=lambda name: ends[name])
    where = f"After wave {last:.0f} the median health"
    if len(ends) == 1 or score(ends[low]) == score(ends[high]):
        return f"{where} is {score(ends[high])}"
    return f"{where} ranges from {score(ends[low])} ({shown(low, 60)}) to {score(ends[high])} ({shown(high, 60)})"


def _subtitle(trajectories: "pd.DataFrame", names: Sequence[str], scenario: str) -> str:
    runs = int(trajectories["replication"].nunique())
    total = int(trajectories["name"].nunique())
    some = f"{len(names)} of {total} alternatives" if len(names) < total else count(total, "alternative")
    text = f"{scenario}: {some}, up to {count(runs, 'replication')} each."
    return f"{text} Lines at 50, 70 and 90 are where POOR, FAIR, GOOD and EXCELLENT meet."


def _limits(bands: Sequence[Band]) -> tuple[float, float]:
    low = min(float(band.low.min()) for band in bands)
    high = max(float(band.high.max()) for band in bands)
    room = max(2.0, 0.1 * (high - low))
    return max(-1.0, low - room), min(101.0, high + room)


def _draw(axes: Axes, band: Band, base: Band | None) -> None:
    single = band.wave.size == 1
    for limit in _LIMITS:
        axes.axhline(limit, color=RULE, linewidth=0.8, zorder=0.5)
    if single:
        axes.plot(
            [band.wave[0]] * 2, [band.low[0], band.high[0]], color=SKY, alpha=0.55, linewidth=9.0, solid_capstyle="butt"
        )
    else:
        axes.fill_between(band.wave, band.low, band.high, facecolor=SKY, alpha=0.55, linewidth=0.0, zorder=1)
    if base is not None:
        axes.plot(base.wave, base.median, color=INK, linewidth=1.1, linestyle=(0, (4, 2)), zorder=2)
        if base.wave.size == 1:
            axes.axhline(base.median[0], color=INK, linewidth=1.1, linestyle=(0, (4, 2)), zorder=2)
    marker = "o" if band.wave.size <= _FEW_WAVES else None
    axes.plot(band.wave, band.median, color=NAVY, linewidth=1.8, marker=marker, markersize=3.5, zorder=3)


def _dress(axes: Axes, band: Band, limits: tuple[float, float], left: bool, below: bool) -> None:
    axes.set_ylim(*limits)
    room = max(0.3, 0.03 * (band.wave[-1] - band.wave[0]))
    axes.set_xlim(band.wave[0] - room, band.wave[-1] + room)
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True, min_n_ticks=1))
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.tick_params(labelleft=left, labelbottom=below)
    if below:
        axes.set_xlabel("wave", size=SMALL, labelpad=2.0)


def _key(figure: Picture, based: bool, baseline: str) -> None:
    handles: list[Line2D | Patch] = [
        Line2D([], [], color=NAVY, linewidth=1.8, label="median over replications"),
        Patch(facecolor=SKY, alpha=0.55, label="5 % to 95 % of replications"),
    ]
    if based:
        name = f"median of {shown(baseline)}, the baseline"
        handles.append(Line2D([], [], color=INK, linewidth=1.1, linestyle=(0, (4, 2)), label=name))
    figure.legend(
        handles=handles, loc="lower left", ncols=3, borderaxespad=0.0, borderpad=0.1, labelcolor=MUTED,
        bbox_to_anchor=(MARGIN_IN / WIDTH_IN, 0.1 / figure.get_figheight()), columnspacing=1.3,
    )  # fmt: skip
