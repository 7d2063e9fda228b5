"""The axis of virtual time, in the unit that fits, with the borders of the waves."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.document.quantity import duration
from sim.report.figures.source import PictureSource
from sim.report.figures.style import MUTED, RULE, SMALL
from sim.report.figures.text import text_width

_GAP_IN = 0.12
_MANY_WAVES = 25  # from here on their borders are pale
_MOST = 0.85  # of the labels wanted must fit


class TimeUnit(NamedTuple):
    """A unit of time and its length."""

    name: str
    seconds: float


_UNITS = ((180.0, TimeUnit("s", 1.0)), (10_800.0, TimeUnit("min", 60.0)), (345_600.0, TimeUnit("h", 3600.0)))


def time_unit(end_s: float) -> TimeUnit:
    """Return the unit for an axis from 0 to `end_s` seconds.

    >>> [time_unit(end_s).name for end_s in (90.0, 900.0, 86400.0, 1e7)]
    ['s', 'min', 'h', 'd']
    """
    return next((unit for longest, unit in _UNITS if end_s <= longest), TimeUnit("d", 86_400.0))


class TimeAxis:
    """Scales virtual seconds to an axis of a given width.

    Args:
        source: whose run it is.
        width_in: of the axes, in inches.
    """

    def __init__(self, source: PictureSource, width_in: float) -> None:
        self.end_s = source.end_s() or 1.0  # a run that took no time still needs an axis
        self.unit = time_unit(self.end_s)
        self.width_in = width_in
        self._waves = list(zip(source.column("waves", "wave"), source.column("waves", "started_at"), strict=True))

    def per_inch(self) -> float:
        """Return the seconds that an inch stands for."""
        return self.end_s / self.width_in

    def told(self) -> str:
        """Return the length of the axis, as reports tell it."""
        return duration(self.end_s)

    def dress(self, axes: Axes, numbered: bool = True) -> None:
        """Set limits, ticks and label of the x axis, whose values are virtual seconds.

        Args:
            axes: of the width that was given.
            numbered: with numbers at the ticks, and the label.
        """
        axes.set_xlim(0.0, self.end_s)
        step = self.unit.seconds
        ticks = [tick * step for tick in MaxNLocator(9, steps=[1, 2, 5, 10]).tick_values(0.0, self.end_s / step)]
        axes.set_xticks([tick for tick in ticks if 0.0 <= tick <= self.end_s * (1.0 + 1e-9)])
        axes.xaxis.set_major_formatter(FuncFormatter(lambda seconds, _: f"{seconds / step:g}"))
        axes.tick_params(axis="x", labelbottom=numbered)
        if numbered:
            axes.set_xlabel(f"virtual time since the start of the run ({self.unit.name})")

    def mark_waves(self, axes: Axes, labelled: bool = True) -> None:
        """Draw the borders between waves, and their numbers above the axes where there is room."""
        many = len(self._waves) > _MANY_WAVES
        for _, started_at in self._waves:
            if 0.0 < started_at < self.end_s:
                axes.axvline(
                    started_at, color=RULE if many else MUTED, linewidth=0.8, linestyle=(0, (4, 2)), zorder=0.9
                )  # fmt: skip
        for wave_text, started_at in self._labels() if labelled else ():
            axes.annotate(
                wave_text,
                (started_at, 1.0),
                xytext=(2.0, 2.0),
                textcoords="offset points",
                xycoords=("data", "axes fraction"),
                size=SMALL,
                color=MUTED,
                annotation_clip=False,
            )

    def _labels(self) -> list[tuple[str, float]]:
        # Round numbers where not all of them fit.
        steps = (base * 10**power for power in range(6) for base in (1, 2, 5))
        for step in steps:
            wanted = [row for place, row in enumerate(self._waves) if place == 0 or row[0] % step == 0]
            fitting = list(self._fitting(wanted))
            if len(fitting) >= _MOST * len(wanted):
                return fitting
        return []

    def _fitting(self, waves: Sequence[tuple[int, float]]) -> Iterator[tuple[str, float]]:
        free_from = 0.0
        for place, (wave, started_at) in enumerate(waves):
            text = f"wave {wave}" if place == 0 else str(wave)
            width_s = (text_width(text, SMALL) + _GAP_IN) * self.per_inch()
            if started_at >= free_from and started_at + width_s <= self.end_s * 1.02:
                yield text, started_at
                free_from = started_at + width_s
