"""The smallest fleet: each requirement's metric over the number of agents, with its limit."""

from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from sim.document.quantity import count
from sim.measures.questions.evidence import Evidence
from sim.report.figures.comparison.metric_axis import heading, limits, metric_scale, ticked
from sim.report.figures.comparison.small_multiples import own_axes
from sim.report.figures.picture import MARGIN_IN, Picture, picture
from sim.report.figures.style import INK, RULE, SMALL, WIDTH_IN, styled
from sim.report.figures.text import shown
from sim.study.asking.marks import MARKS, REFUSED, limit_handle, mark_handles
from sim.study.asking.requirement_text import limit_text
from sim.study.questions.smallest_fleet.answer import FleetAnswer
from sim.study.questions.smallest_fleet.report import finding

BETWEEN = "#E4E4E4"


def fleet_picture(answer: FleetAnswer) -> Picture:
    """Return a panel for each requirement, with the means of all sizes that were run, and their bounds.

    Args:
        answer: what was found.
    """
    runs = sum(found.replications for found in answer.examined)
    subtitle = (
        f"{answer.scenario}: {count(len(answer.examined), 'size')} of {len(answer.sizes)} run, {count(runs, 'run')}. "
        "Means with the bounds that the verdicts are based on."
    )
    first, *rest = finding(answer)
    with styled():
        grid = own_axes(len(answer.requirements), key_in=0.3)
        figure = picture(grid.body_in, first, " ".join([*rest, subtitle]))
        for number, requirement in enumerate(answer.requirements):
            axes = grid.panel(figure, number)
            _draw(axes, answer, number, grid.height_in)
            grid.headed(axes, heading(requirement.metric))
            axes.set_xlabel(f"number of agents (group {shown(answer.group, 30)})", size=SMALL, labelpad=2.0)
        figure.legend(
            handles=[*mark_handles(map(answer.known, (found.size for found in answer.examined))), limit_handle(),
                     Patch(facecolor=REFUSED, label="missed"),
                     *([Patch(facecolor=BETWEEN, label="sizes left open")] if answer.undecided else [])],
            loc="lower left", ncols=6, borderaxespad=0.0, borderpad=0.1, columnspacing=1.2, handlelength=1.6,
            bbox_to_anchor=(MARGIN_IN / WIDTH_IN, 0.1 / figure.get_figheight()),
        )  # fmt: skip
        return figure


def _draw(axes: Axes, answer: FleetAnswer, number: int, height_in: float) -> None:
    requirement = answer.requirements[number]
    drawn: list[tuple[int, Evidence, tuple[float | None, float | None]]] = [
        (found.size, found.evidence[number], found.evidence[number].bounds(found.level)) for found in answer.examined
    ]
    ends = [requirement.limit, *(end for _, each, bounds in drawn for end in (each.mean, *bounds))]
    bottom, top = limits(ends)
    # What is only known to be so much or more goes on beyond the picture.
    drawn = [(size, each, (low, top if each.cut_off and high is None else high)) for size, each, (low, high) in drawn]
    axes.set_ylim(bottom, top)
    axes.axhspan(*((requirement.limit, top) if requirement.at_most else (bottom, requirement.limit)),
                 facecolor=REFUSED, linewidth=0.0, zorder=0)  # fmt: skip
    axes.axhline(requirement.limit, color=INK, linewidth=0.9, linestyle=(0, (4, 2)), zorder=1)
    for first, last in _left_open(answer):
        axes.axvspan(first - 0.4, last + 0.4, facecolor=BETWEEN, linewidth=0.0, zorder=0.5)
    sizes = [size for size, _, _ in drawn]
    _draw_means(axes, answer, drawn)
    room = max(0.5, 0.06 * (max(sizes) - min(sizes)))
    axes.set_xlim(min(sizes) - room, max(sizes) + room)
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True, steps=[1, 2, 5, 10]))
    axes.tick_params(axis="x", labelsize=SMALL, length=3.0)
    scale = metric_scale(requirement.metric, ends)
    ticked(axes, scale, "y", height_in, SMALL)
    axes.grid(axis="y", color=RULE, linewidth=0.5)
    axes.set_axisbelow(True)
    unit = f"({scale.unit})   " if scale.unit else ""
    axes.set_ylabel(f"{unit}{requirement.operator} {limit_text(requirement)}", size=SMALL, labelpad=2.0)


def _left_open(answer: FleetAnswer) -> list[tuple[int, int]]:
    """Return the first and the last of the sizes left open; each by itself where it was judged by itself."""
    if answer.verdicts is not None and not answer.is_refused:
        return [(size, size) for size in answer.undecided]
    return [(answer.undecided[0], answer.undecided[-1])] if answer.undecided and not answer.is_refused else []


def _draw_means(
    axes: Axes, answer: FleetAnswer, drawn: list[tuple[int, Evidence, tuple[float | None, float | None]]]
) -> None:
    known = [(size, each.mean) for size, each, _ in drawn if each.mean is not None]
    axes.plot([size for size, _ in known], [mean for _, mean in known], color=RULE, linewidth=1.2, zorder=2)
    for size, each, (low, high) in drawn:
        mark = MARKS[answer.known(size)]
        if low is not None and high is not None:
            axes.plot([size, size], [low, high], color=mark.line, linewidth=2.0, solid_capstyle="butt", zorder=3)
            axes.plot(
                [size, size], [low, high], linestyle="none", color=mark.line, marker="_", markersize=6.0, zorder=3
            )
        if each.mean is not None:
            axes.plot(
                [size], [each.mean], marker=mark.marker, markersize=mark.size, markerfacecolor=mark.face,
                markeredgecolor=INK, markeredgewidth=0.7, zorder=4, clip_on=False,
            )  # fmt: skip
