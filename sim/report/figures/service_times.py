"""Recorded service times beside the family that was fitted to them."""

import numpy as np
from numpy.typing import NDArray

from sim.document.quantity import count, duration, number, percent
from sim.fit.service_times import FamilyChoice, survival_steps
from sim.report.figures.picture import MARGIN_IN, Picture, picture, place
from sim.report.figures.style import INK, MUTED, NAVY, RULE, SMALL, VERMILLION, WIDTH_IN, styled
from sim.report.figures.thinning import thinned

_HEIGHT_IN = 3.6
_LEFT_IN, _RIGHT_IN, _BOTTOM_IN = 0.75, 0.3, 0.55
_TICKS_S = np.array([1e-3, 1e-2, 0.1, 1.0, 10.0, 60.0, 600.0, 3600.0, 36_000.0, 86_400.0, 864_000.0, 8_640_000.0])


def service_times_picture(
    served_s: NDArray[np.float64], is_cut_off: NDArray[np.bool_], choice: FamilyChoice
) -> Picture:
    """Return the share of attempts that take longer than a time, as recorded and as fitted.

    Args:
        served_s: seconds of each attempt; those of 0 are left out.
        is_cut_off: whether a time-out ended it.
        choice: the family that was fitted.
    """
    used = served_s > 0.0
    at, before, after = survival_steps(served_s[used], is_cut_off[used])
    best = choice.best
    title = f"Attempts take {duration(best.mean_s)} on average, {best.family.name} with cv {number(best.cv)}"
    subtitle = (
        f"Share of {count(best.n, 'attempt')} that take longer than a time: recorded (Kaplan-Meier) and fitted;"
        f" {percent(choice.distance)} apart at most"
    )
    with styled():
        figure = picture(_HEIGHT_IN, title, subtitle)
        width = WIDTH_IN - 2 * MARGIN_IN - _LEFT_IN - _RIGHT_IN
        axes = place(figure, MARGIN_IN + _LEFT_IN, _BOTTOM_IN, width, _HEIGHT_IN - _BOTTOM_IN - 0.15)
        low, high = float(at[0]), float(at[-1])
        axes.plot(
            *thinned(np.repeat(at, 2), np.column_stack([before, after]).ravel()), color=NAVY, linewidth=1.6, zorder=3
        )
        grid = np.geomspace(low / 1.5, high * 1.5, 300)
        fitted = np.exp(best.family.log_survival(grid, best.parameters))
        axes.plot(grid, fitted, color=VERMILLION, linewidth=1.6, linestyle="dashed", zorder=4)
        axes.set_xscale("log")
        axes.set_xlim(low / 1.5, high * 1.5)
        ticks = [tick for tick in _TICKS_S if low / 1.5 <= tick <= high * 1.5] or [low, high]
        axes.set_xticks(ticks, labels=[duration(float(tick)) for tick in ticks])
        axes.minorticks_off()
        axes.set_ylim(0.0, 1.02)
        axes.set_yticks([0.0, 0.25, 0.5, 0.75, 1.0], labels=["0", "25", "50", "75", "100"])
        axes.set_ylabel("attempts that take longer (%)")
        axes.set_xlabel("service time")
        axes.grid(axis="y", color=RULE, linewidth=0.5)
        axes.text(0.985, 0.93, "recorded", transform=axes.transAxes, color=NAVY, ha="right", size=SMALL, weight="bold")
        axes.text(
            0.985, 0.86, "fitted (dashed)", transform=axes.transAxes, color=VERMILLION, ha="right", size=SMALL,
            weight="bold",
        )  # fmt: skip
        axes.tick_params(colors=MUTED, labelcolor=INK)
    return figure
