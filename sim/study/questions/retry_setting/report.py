"""The report of the cheapest retry setting."""

from collections.abc import Callable, Iterator, Sequence

from sim.document.blocks import Block, table
from sim.document.quantity import NOT_DEFINED, percent
from sim.document.text import given
from sim.measures.comparison.mean import MeanInterval
from sim.measures.comparison.verdict import Verdict
from sim.measures.metrics.catalogue import metric_info
from sim.measures.questions.evidence import Meets
from sim.report.comparison.metric_text import change, label, range_of, span, value
from sim.report.lower_bound import AT_LEAST
from sim.study.asking.page import answer_page
from sim.study.asking.requirement_text import (
    about,
    bounds_text,
    column_text,
    cut_off_notes,
    limit_text,
    mean_text,
    missing_notes,
    requirements_text,
)
from sim.study.questions.retry_setting.answer import RetryAnswer, SettingFound

_MOST_NAMED = 4
Named = Callable[[str], str]
"""A setting's name -> the name as it may stand there."""


def finding(answer: RetryAnswer, named: Named = str) -> list[str]:
    """Return the answer in one to four sentences."""
    asked, cost = requirements_text(answer.requirements), label(answer.cost)
    sure = f"with {percent(answer.confidence)} confidence"
    chosen = answer.chosen
    if chosen is None:
        return _none(answer, named, asked, sure)
    paid = _cost(answer.cost, chosen)
    if not answer.rivals:
        text = f"The setting with the least {cost} that meets {asked} is {named(chosen.name)}: {paid} on average"
        return [f"{text}, {sure}."]
    text = f"{named(chosen.name)} meets {asked}, {sure}, at the least mean {cost} of those that do: {paid}."
    return [text, *_rivals(answer, named, cost)]


def notes(answer: RetryAnswer, named: Named = str) -> list[str]:
    """Return what else a reader must know, a sentence each."""
    found = [
        note
        for each in answer.settings
        for note in missing_notes(named(each.name), each.replications, each.failed, each.evidence)
    ]
    found += cut_off_notes([named(each.name) for each in answer.settings], [each.evidence for each in answer.settings])
    chosen = answer.chosen
    if chosen is not None and chosen.lost is not None:
        parts = [_lost(metric, mean) for metric, mean in chosen.lost.items() if mean.mean is not None]
        found.append(f"What breakdowns change for {named(chosen.name)}: {'; '.join(parts)}.")
    return found


def columns(answer: RetryAnswer) -> list[str]:
    """Return the header of the table."""
    asked = [name for each in answer.requirements for name in (column_text(each), "surely")]
    costs = [label(metric) for metric in _costs(answer)]
    lost = ["lost to breakdowns"] if _has_calm(answer) else []
    return ["setting", "verdict", *asked, *costs, f"{label(answer.cost)} against the cheapest", *lost, "runs"]


def rows(answer: RetryAnswer, named: Named = str) -> Iterator[list[str]]:
    """Return the rows of the table, a row a setting."""
    for place, found in enumerate(answer.settings):
        asked = [text for each in found.evidence for text in (mean_text(each), bounds_text(each, found.level))]
        costs = [_cost(metric, found) for metric in _costs(answer)]
        lost = [_lost_share(answer, found)] if _has_calm(answer) else []
        yield [
            named(found.name),
            answer.known(place).value,
            *asked,
            *costs,
            _against(answer, place, named),
            *lost,
            str(found.replications),
        ]


def page(answer: RetryAnswer, command: str, more: Sequence[str] = (), pictures: Sequence[str] = ()) -> list[Block]:
    """Return the report as blocks: the same answer gives the same page.

    Args:
        answer: what was found.
        command: that repeats it.
        more: sentences on how it was run.
        pictures: names of those that lie in plots/ beside the report.
    """
    numbers = table(columns(answer), rows(answer, given), numbers_from=2)
    title, said = f"Retry setting: {given(answer.scenario)}", [*notes(answer, given), *more]
    return answer_page(title, finding(answer, given), said, numbers, _legend(answer), command, pictures)


def _none(answer: RetryAnswer, named: Named, asked: str, sure: str) -> list[str]:
    left = [answer.settings[i] for i in answer.race.running]
    if left:
        return [f"No setting is shown to meet {asked}.", f"Undecided: {_names(left, named, 'and')}{_hint(left)}."]
    metric = answer.requirements[0].metric
    best = max(answer.settings, key=lambda found: _closeness(found, answer))
    reached = f"{named(best.name)} comes closest, with a mean {label(metric)} of {mean_text(best.evidence[0])}"
    return [f"No setting meets {asked}, {sure}.", f"{reached} ({limit_text(answer.requirements[0])} asked for)."]


def _hint(found: Sequence[SettingFound]) -> str:
    if any(each.cut_off and each.is_barred for setting in found for each in setting.evidence):
        return "; the end of the run cuts tasks off, and what they have not done yet proves nothing"
    known = [each.needed for each in found if each.needed is not None]
    return f"; {about(max(known))} replications would probably tell" if known and len(known) == len(found) else ""


def _closeness(found: SettingFound, answer: RetryAnswer) -> float:
    mean, at_most = found.evidence[0].mean, answer.requirements[0].at_most
    return float("-inf") if mean is None else -mean if at_most else mean


def _rivals(answer: RetryAnswer, named: Named, cost: str) -> Iterator[str]:
    places = {found.name: place for place, found in enumerate(answer.settings)}
    same = [
        f for f, d in answer.rivals if d.verdict is Verdict.NO_PRACTICAL_DIFFERENCE and _meets(answer, places[f.name])
    ]
    if same:
        yield f"It makes no practical difference in {cost} to take {_names(same, named, 'or')}, which would do as well."
    close = [f for f, _ in answer.rivals if f not in same and _meets(answer, places[f.name])]
    if close:
        yield f"Its {cost} cannot be told yet from that of {_names(close, named, 'and')}."
    open_ = [f for f, _ in answer.rivals if not _meets(answer, places[f.name])]
    if open_:
        yield f"Undecided, and perhaps cheaper: {_names(open_, named, 'and')}{_hint(open_)}."


def _meets(answer: RetryAnswer, place: int) -> bool:
    return answer.known(place) is Meets.YES


def _names(found: Sequence[SettingFound], named: Named, word: str) -> str:
    """Return a few names as a list in a sentence, or how many there are."""
    if len(found) > _MOST_NAMED:
        return f"one of {len(found)} others" if word == "or" else f"{len(found)} settings"
    names = [named(each.name) for each in found]
    between = "; " if any(", " in each.name for each in found) else ", "
    last = f"{between.rstrip()} {word} " if between == "; " else f" {word} "
    return last.join([between.join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _costs(answer: RetryAnswer) -> list[str]:
    asked = {each.metric for each in answer.requirements}
    return [metric for metric in answer.settings[0].means if metric not in asked or metric == answer.cost]


def _cost(metric: str, found: SettingFound) -> str:
    least = AT_LEAST if found.cut_off and metric_info(metric).grows else ""
    return f"{least}{value(metric, found.means[metric].mean)}"


def _has_calm(answer: RetryAnswer) -> bool:
    return answer.settings[0].lost is not None


def _lost(metric: str, mean: MeanInterval) -> str:
    return f"{label(metric)} {change(metric, mean.mean)} ({span(metric, mean.low, mean.high)})"


def _lost_share(answer: RetryAnswer, found: SettingFound) -> str:
    metric = answer.requirements[0].metric
    return change(metric, None if found.lost is None else found.lost[metric].mean)


def _against(answer: RetryAnswer, place: int, named: Named) -> str:
    if place == answer.race.chosen:
        return "the cheapest"
    beaten, against = answer.race.beaten_by[place], answer.against(place)
    if against is not None:
        return f"{change(answer.cost, against.difference)} ({span(answer.cost, against.low, against.high)})"
    if beaten is not None:
        return f"more than {named(answer.settings[beaten].name)}"
    return "out" if answer.known(place) is Meets.NO else NOT_DEFINED


def _legend(answer: RetryAnswer) -> Iterator[str]:
    sure = percent(answer.confidence)
    cost = label(answer.cost)
    yield (
        f"*Meets* is said of the mean over replications of each metric: {requirements_text(answer.requirements)}. It "
        "is no promise about a single run."
    )
    yield (
        f"With a chance of {sure} or more every verdict and every sure difference in {cost} is right, over all "
        "settings and all looks together (Bonferroni). Half of the error goes to the verdicts, half to the differences."
    )
    yield (
        "Surely: two bounds, each of which the mean is beyond with no more than the error that this look may spend. "
        "Differences are paired: all settings met the same tasks, luck and outages. Settings that are out were not run "
        "further, so their rows may rest on fewer runs."
    )
    if _has_calm(answer):
        metric = answer.requirements[0].metric
        yield (
            f"Lost to breakdowns: the mean {label(metric)} with the scenario's breakdowns less that without, in the "
            "first replications, paired."
        )
    chosen = answer.chosen
    if chosen is not None:
        mean = chosen.means[answer.cost]
        ends = range_of(answer.cost, mean.low, mean.high)
        yield f"The cheapest's mean {cost}: {value(answer.cost, mean.mean)} ({sure} interval {ends})."
