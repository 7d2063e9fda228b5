"""What a fit found beside what was recorded: numbers of tokens, prices, contention, success of agents, outages."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from sim.document.quantity import count, number, percent
from sim.fit.contention import Slowdown, as_words
from sim.fit.estimates import AgentEstimate
from sim.fit.service_times import FamilyChoice, survival_steps
from sim.fit.spending import PriceEstimate
from sim.report.figures.picture import MARGIN_IN, Picture, picture, place
from sim.report.figures.style import INK, MUTED, NAVY, RULE, SMALL, VERMILLION, WIDTH_IN, styled
from sim.report.figures.thinning import thinned

_HEIGHT_IN = 3.2
_LEFT_IN, _RIGHT_IN, _BOTTOM_IN = 0.75, 0.3, 0.55
MOST_AGENTS = 30
MOST_POINTS = 2_000


def _axes(title: str, subtitle: str, height_in: float = _HEIGHT_IN, left_in: float = _LEFT_IN) -> tuple[Picture, Axes]:
    figure = picture(height_in, title, subtitle)
    width = WIDTH_IN - 2 * MARGIN_IN - left_in - _RIGHT_IN
    axes = place(figure, MARGIN_IN + left_in, _BOTTOM_IN, width, height_in - _BOTTOM_IN - 0.15)
    axes.tick_params(colors=MUTED, labelcolor=INK)
    axes.grid(axis="y", color=RULE, linewidth=0.5)
    return figure, axes


def _legend(axes: Axes, recorded: str = "recorded", fitted: str = "fitted (dashed)") -> None:
    for height, text, colour in ((0.93, recorded, NAVY), (0.86, fitted, VERMILLION)):
        axes.text(0.985, height, text, transform=axes.transAxes, color=colour, ha="right", size=SMALL, weight="bold")


def distribution_picture(values: NDArray[np.float64], choice: FamilyChoice, what: str, unit: str) -> Picture:
    """Return the share of things that are larger than a number, as recorded and as fitted.

    Args:
        values: above 0; shape (n,).
        choice: the family that was fitted.
        what: they are, with a capital letter, such as `Input tokens of a task`.
        unit: of the numbers.
    """
    best = choice.best
    title = f"{what}: {number(best.mean_s)} {unit} on average, {best.family.name} with cv {number(best.cv)}"
    subtitle = f"Share of {count(best.n, 'value')} beyond a number; {percent(choice.distance)} apart at most"
    at, before, after = survival_steps(values)
    with styled():
        figure, axes = _axes(title, subtitle)
        steps = np.column_stack([before, after]).ravel()
        axes.plot(*thinned(np.repeat(at, 2), steps), color=NAVY, linewidth=1.6, zorder=3)
        grid = np.geomspace(float(at[0]) / 1.5, float(at[-1]) * 1.5, 300)
        fitted = np.exp(best.family.log_survival(grid, best.parameters))
        axes.plot(grid, fitted, color=VERMILLION, linewidth=1.6, linestyle="dashed", zorder=4)
        axes.set_xscale("log")
        axes.set_ylim(0.0, 1.02)
        axes.set_yticks([0.0, 0.25, 0.5, 0.75, 1.0], labels=["0", "25", "50", "75", "100"])
        axes.set_ylabel("larger than that (%)")
        axes.set_xlabel(unit)
        _legend(axes)
    return figure


def slowdown_picture(found: Slowdown) -> Picture:
    """Return by what factor attempts take longer by how many are under way, as recorded and by the law.

    Args:
        found: the law, and what the record shows at each number.
    """
    whose = "of the fleet" if found.over_fleet else "of an agent"
    title = (
        f"Attempts that run at once slow each other down: {as_words(found)}"
        if found.is_shown
        else "Attempts that run at once are not shown to slow each other down"
    )
    subtitle = (
        f"Factor on the time of attempts by how many {whose} were under way at the start; a dot is larger the more"
        f" attempts stand behind it (p = {number(found.p_value)})"
    )
    at = np.array(found.at, dtype=float)
    with styled():
        figure, axes = _axes(title, subtitle)
        sizes = 12.0 + 120.0 * np.array(found.attempts) / max(found.attempts)
        axes.scatter(at, found.factor, s=sizes, color=NAVY, zorder=3, linewidths=0)
        grid = np.linspace(1.0, float(at.max(initial=1.0)), 200)
        law = 1.0 + found.sigma * (grid - 1.0) + found.kappa * grid * (grid - 1.0)
        axes.plot(grid, law, color=VERMILLION, linewidth=1.6, linestyle="dashed", zorder=4)
        axes.set_ylim(bottom=0.0)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_ylabel("times as long as alone")
        axes.set_xlabel("attempts under way, itself included")
        _legend(axes)
    return figure


def price_picture(agent: str, price: PriceEstimate) -> Picture:
    """Return what attempts cost beside what the prices make of them.

    Args:
        agent: its name.
        price: that was fitted to its costs.
    """
    title = f"Prices of {agent} explain what attempts cost to {percent(price.off)} at the median"
    subtitle = f"Each dot is one of {count(price.attempts, 'attempt')}: recorded cost over the cost by the prices, USD"
    step = max(len(price.recorded) // MOST_POINTS, 1)
    recorded, fitted = price.recorded[::step], price.fitted[::step]
    most = float(max(recorded.max(), fitted.max()))
    with styled():
        figure, axes = _axes(title, subtitle)
        axes.scatter(fitted, recorded, s=9, color=NAVY, alpha=0.5, linewidths=0, zorder=3)
        axes.plot([0.0, most], [0.0, most], color=VERMILLION, linewidth=1.4, linestyle="dashed", zorder=4)
        axes.set_xlim(0.0, most * 1.03)
        axes.set_ylim(0.0, most * 1.03)
        axes.set_xlabel("cost by the prices (USD)")
        axes.set_ylabel("recorded (USD)")
    return figure


def success_picture(agents: Sequence[AgentEstimate]) -> Picture:
    """Return the share of each agent's attempts that succeed, with its interval, beside that of the scenario.

    Args:
        agents: of the record; the first thirty are shown.
    """
    shown = [agent for agent in agents if agent.success.value is not None][:MOST_AGENTS]
    more = f"; {len(agents) - len(shown)} more are left out" if len(agents) > len(shown) else ""
    subtitle = f"Recorded share with its interval of 95 % over tasks, and the scenario's chance (line){more}"
    height = 0.9 + 0.24 * len(shown)
    names = [agent.name if len(agent.name) <= 24 else f"{agent.name[:22]}.." for agent in shown]
    with styled():
        figure, axes = _axes("How often attempts succeed, by agent", subtitle, height, left_in=1.9)
        for row, agent in enumerate(shown):
            span, value = agent.success.interval, agent.success.value
            axes.plot([100 * span.low, 100 * span.high], [row, row], color=NAVY, linewidth=1.4, zorder=3)
            axes.plot([100 * (value or 0.0)], [row], "o", color=NAVY, markersize=4.5, zorder=4)
            chance = 100 * agent.pooled_success
            axes.plot([chance, chance], [row - 0.32, row + 0.32], color=VERMILLION, linewidth=2.0, zorder=5)
        axes.set_yticks(range(len(shown)), labels=names)
        axes.set_ylim(len(shown) - 0.5, -0.5)
        axes.set_xlim(-2.0, 102.0)
        axes.set_xlabel("attempts that succeed (%)")
    return figure
