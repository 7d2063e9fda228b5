"""The retry setting: a row a setting, with what it must keep to and what it costs."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from sim.document.quantity import count, percent
from sim.measures.comparison.mean import MeanInterval
from sim.report.comparison.rows_shown import MOST_ROWS
from sim.report.figures.comparison.metric_axis import heading, in_brackets, limits, metric_scale, ticked
from sim.report.figures.comparison.row_panels import fitting
from sim.report.figures.comparison.verdict_marks import draw_interval
from sim.report.figures.picture import Picture, picture
from sim.report.figures.style import INK, SMALL, styled
from sim.report.figures.text import shown
from sim.study.asking.marks import MARKS, REFUSED, limit_handle, mark_handles
from sim.study.asking.requirement_text import requirement_text
from sim.study.questions.retry_setting.answer import RetryAnswer
from sim.study.questions.retry_setting.report import finding

_LONGEST = 90  # of a name in a sentence


def retry_picture(answer: RetryAnswer) -> Picture:
    """Return a row a setting and a panel a metric: the requirements with their limits, then the costs.

    Args:
        answer: what was found.
    """
    places = _shown(answer)
    names = [answer.settings[place].name + (" *" if place == answer.race.chosen else "") for place in places]
    metrics = list(answer.settings[0].means)
    of = "" if len(places) == len(answer.settings) else f" of {len(answer.settings)}"
    star = " * the cheapest that meets the requirements." if answer.chosen is not None else ""
    subtitle = (
        f"{answer.scenario}: {len(places)}{of} {'setting' if len(places) == 1 else 'settings'}, "
        f"{count(max(found.replications for found in answer.settings), 'replication')} at most. Requirements with the "
        f"bounds that the verdicts are based on, costs with {percent(answer.confidence)} intervals.{star}"
    )
    first, *rest = finding(answer, _named)
    with styled():
        panels = fitting(names, [_head(answer, metric) for metric in metrics], min(4, len(metrics)), 5)
        figure = picture(panels.body_in, first, " ".join([*rest, subtitle]))
        for number, metric in enumerate(metrics):
            axes = panels.panel(figure, number, _head(answer, metric))
            _draw(axes, answer, metric, places, panels.width_in)
        panels.key(figure, [*mark_handles(answer.known(place) for place in places), limit_handle()])
        return figure


def _named(name: str) -> str:
    return shown(name, _LONGEST)


def _shown(answer: RetryAnswer) -> list[int]:
    """Return the settings that a page has room for: those still in the race first, in design order."""
    running = set(answer.race.running)
    ordered = sorted(range(len(answer.settings)), key=lambda place: (place not in running, place))
    return sorted(ordered[:MOST_ROWS])


def _head(answer: RetryAnswer, metric: str) -> str:
    asked = [requirement_text(each) for each in answer.requirements if each.metric == metric]
    text = " and ".join(asked) or heading(metric)
    return text[:1].upper() + text[1:]


def _draw(axes: Axes, answer: RetryAnswer, metric: str, places: Sequence[int], width_in: float) -> None:
    asked = [each for each in answer.requirements if each.metric == metric]
    drawn = [_interval(answer, metric, place) for place in places]
    ends = [end for mean in drawn for end in (mean.low, mean.mean, mean.high)] + [each.limit for each in asked]
    left, right = limits(ends)
    axes.set_xlim(left, right)
    for each in asked:
        axes.axvspan(*((each.limit, right) if each.at_most else (left, each.limit)),
                     facecolor=REFUSED, linewidth=0.0, zorder=0.5)  # fmt: skip
        axes.axvline(each.limit, color=INK, linewidth=0.9, linestyle=(0, (4, 2)), zorder=1)
    for row, (place, mean) in enumerate(zip(places, drawn, strict=True)):
        if mean.mean is not None:
            # What is only known to be so much or more goes on beyond the picture.
            high = right if mean.high is None and mean.low is not None else mean.high
            draw_interval(axes, MARKS[answer.known(place)], mean.mean, row, mean.low, high)
    scale = metric_scale(metric, ends)
    ticked(axes, scale, "x", width_in, SMALL)
    axes.set_xlabel(f"mean{in_brackets(scale)}", size=SMALL, labelpad=2.0)


def _interval(answer: RetryAnswer, metric: str, place: int) -> MeanInterval:
    found = answer.settings[place]
    for each in found.evidence:
        if each.requirement.metric == metric:
            return MeanInterval(each.mean, *each.bounds(found.level), each.replications)
    return found.means[metric]
