"""The report of the smallest fleet."""

from collections.abc import Iterator, Sequence

from sim.document.blocks import Block, table
from sim.document.quantity import number_list, percent
from sim.document.text import given
from sim.measures.questions.bisection import depth
from sim.measures.questions.evidence import Meets
from sim.measures.questions.irregular import MOST_SIZES, spread_out
from sim.report.comparison.metric_text import change, label
from sim.study.asking.page import answer_page
from sim.study.asking.requirement_text import (
    about,
    agents,
    bounds_text,
    column_text,
    cut_off_notes,
    limit_text,
    mean_text,
    missing_notes,
    requirements_text,
)
from sim.study.questions.smallest_fleet.answer import FleetAnswer, SizeFound


def finding(answer: FleetAnswer) -> list[str]:
    """Return the answer in a sentence or two."""
    asked, sure = requirements_text(answer.requirements), percent(answer.confidence)
    if answer.verdicts is not None and (answer.is_refused or answer.meeting is not None):
        return list(_irregular(answer, asked, sure))
    largest, enough, few = agents(answer.sizes[-1]), answer.meeting, answer.not_meeting
    if enough is None and not answer.undecided:
        return [f"No fleet of up to {largest} is enough for {asked}, with {sure} confidence.", *_hindrance(answer)]
    known = "" if few is None else f"{few} {_are(few)} too few"
    if enough is None:
        said = [f"No fleet of up to {largest} is shown to be enough for {asked}.", _undecided(answer)]
        return said if few is None else [*said[:1], f"{known}, with {sure} confidence.", *said[1:]]
    if answer.undecided:
        text = f"{agents(enough)} {_are(enough)} enough for {asked}{known and f', and {known}'}"
        return [f"{text}, with {sure} confidence.", _undecided(answer)]
    if few is None:
        text = f"{agents(enough)}, the smallest fleet asked about, {_are(enough)} enough"
        return [f"{text} for {asked}, with {sure} confidence."]
    text = f"The smallest fleet that is enough for {asked} has {agents(enough)}"
    return [f"{text}: {known}, with {sure} confidence."]


def _irregular(answer: FleetAnswer, asked: str, sure: str) -> Iterator[str]:
    """Yield the answer where more agents do worse, so that each size speaks for itself."""
    meets, not_ = (
        number_list([size for size in answer.sizes if answer.known(size) is verdict])
        for verdict in (Meets.YES, Meets.NO)
    )
    worse = f"More agents do worse here: {meets} meet {asked}, {not_} do not"
    if answer.is_refused:
        yield f"{worse}, with {sure} confidence."
        yield (
            f"So the smallest fleet cannot be told from a few of {len(answer.sizes)} sizes: ask about {MOST_SIZES} or "
            "fewer, and each is judged by itself."
        )
        return
    enough = answer.meeting
    assert enough is not None
    few = answer.not_meeting
    is_next = few is None or few == max((size for size in answer.sizes if size < enough), default=few)
    how = "The smallest fleet that is" if is_next else "The smallest fleet that is shown to be"
    too_few = "" if few is None else f": {few} {_are(few)} too few"
    yield f"{how} enough for {asked} has {agents(enough)}{too_few}, with {sure} confidence."
    yield f"{worse}, with {sure} confidence."
    if answer.undecided:
        yield _undecided(answer)


def notes(answer: FleetAnswer) -> list[str]:
    """Return what else a reader must know, a sentence each."""
    found = [
        note
        for size in answer.examined
        for note in missing_notes(agents(size.size), size.replications, size.failed, size.evidence)
    ]
    found += cut_off_notes([agents(size.size) for size in answer.examined], [size.evidence for size in answer.examined])
    for setback in answer.setbacks if answer.verdicts is None or answer.is_refused else ():
        metric = setback.requirement.metric
        one, other = answer.examined[setback.smaller].size, answer.examined[setback.larger].size
        found.append(
            f"Not as taken for granted: from {agents(one)} to {other} the mean {label(metric)} gets worse, by "
            f"{change(metric, abs(setback.change))[1:]}. Sizes that were not run may not keep to the answer; "
            "look at them with `buddy-sim sweep`."
        )
    return found


def columns(answer: FleetAnswer) -> list[str]:
    """Return the header of the table."""
    metrics = [column_text(each) for each in answer.requirements]
    return ["agents", "verdict", *(name for metric in metrics for name in (metric, "surely")), "runs"]


def rows(answer: FleetAnswer) -> Iterator[list[str]]:
    """Return the rows of the table, a row a size that was run."""
    for found in answer.examined:
        cells = [text for each in found.evidence for text in (mean_text(each), bounds_text(each, found.level))]
        yield [str(found.size), answer.known(found.size).value, *cells, str(found.replications)]


def page(answer: FleetAnswer, command: str, more: Sequence[str] = (), pictures: Sequence[str] = ()) -> list[Block]:
    """Return the report as blocks: the same answer gives the same page.

    Args:
        answer: what was found.
        command: that repeats it.
        more: sentences on how it was run.
        pictures: names of those that lie in plots/ beside the report.
    """
    numbers = table(columns(answer), rows(answer), numbers_from=2)
    title, said = f"Smallest fleet: {given(answer.scenario)}", [*notes(answer), *more]
    return answer_page(title, finding(answer), said, numbers, _legend(answer), command, pictures)


def _legend(answer: FleetAnswer) -> Iterator[str]:
    sure = percent(answer.confidence)
    yield (
        f"*Meets* is said of the mean over replications of each metric: {requirements_text(answer.requirements)}. It "
        "is no promise about a single run."
    )
    shares = (
        f"Each of at most {depth(len(answer.sizes))} sizes on the way to the answer has its equal share of the error"
        if answer.verdicts is None
        else "Each size has its equal share of the error"
    )
    yield (
        f"With a chance of {sure} or more, every size called *meets* does, and none called *does not meet* does: over "
        f"all sizes and all looks together. {shares}, spread over its looks."
    )
    yield "Surely: two bounds, each of which the mean is beyond with no more than the error that this look may spend."
    if answer.verdicts is None:
        yield (
            "Taken for granted: a fleet with more agents does no worse. Sizes that are not in the table are judged by "
            f"that. It was looked at in sizes all over the range, each at most twice the one before "
            f"({number_list([answer.sizes[place] for place in spread_out(answer.sizes)])}): none says the opposite."
        )
    elif not answer.is_refused:
        yield "More agents were found to do worse, so each size was judged by itself, and nothing follows for others."
    yield (
        "Taken for granted: no kind of run matters that comes less than once in a hundred. *Meets* is said of runs "
        "that are all alike only where there are so many that one that comes as often as that would have been seen."
    )
    yield (
        "*Undecided*: the mean is too close to a limit for this many replications, or what would decide it rests on "
        "tasks that the end of the run cut off, or that ended without service."
    )


def _undecided(answer: FleetAnswer) -> str:
    sizes = number_list(list(answer.undecided))
    needed = answer.needed
    examined = [found for found in answer.examined if found.size in answer.undecided]
    if any(each.cut_off and each.is_barred for found in examined for each in found.evidence):
        hint = "the end of the run cuts tasks off, and what they have not done yet proves nothing; try a longer horizon"
    elif any(each.is_barred for found in examined for each in found.evidence):
        hint = "more tasks end there without service, whose times prove nothing"
    elif any(each.margin is not None and each.margin.is_alike for found in examined for each in found.evidence):
        runs = "" if needed is None else f"; {about(needed)} replications would show one that comes once in a hundred"
        hint = f"all runs are alike so far, and a rarer kind may not have been seen{runs}"
    elif any(each.margin is not None and each.margin.is_skewed for found in examined for each in found.evidence):
        runs = "" if needed is None else f"; {about(needed)} replications would probably tell"
        hint = f"rare runs of large values weigh so much that so few do not tell{runs}"
    elif needed is None:
        hint = "the means are too close to the limits to say how many replications would do"
    elif needed <= max(found.replications for found in answer.examined):
        hint = "as many replications again would probably tell"
    else:
        hint = f"{about(needed)} replications would probably tell"
    return f"{sizes} {_are(len(answer.undecided))} undecided: {hint}."


def _are(size: int) -> str:
    return "is" if size == 1 else "are"


def _hindrance(answer: FleetAnswer) -> list[str]:
    """Return which requirements the largest size that was run misses."""
    best: SizeFound = answer.examined[-1]
    missed = [
        f"{label(each.requirement.metric)} is {mean_text(each)} ({limit_text(each.requirement)} asked for)"
        for each in best.evidence
        if each.p_fails < each.p_meets and each.mean is not None
    ]
    known = answer.known(best.size) is Meets.NO
    return [f"With {agents(best.size)} the mean {' and the mean '.join(missed)}."] if missed and known else []
