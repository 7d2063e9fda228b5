"""The report of the knee."""

from collections.abc import Iterator, Sequence

from sim.document.blocks import Block, table
from sim.document.quantity import NOT_DEFINED, count, number, percent
from sim.document.text import given
from sim.study.asking.page import answer_page
from sim.study.asking.requirement_text import agents
from sim.study.questions.knee.answer import KneeAnswer

HEADER = ("agents", "throughput", "interval", "each added agent brings", "knee here")


def finding(answer: KneeAnswer) -> list[str]:
    """Return the answer in one to three sentences."""
    worth = f"{percent(answer.worth)} of what an agent of the smallest fleet does"
    if answer.at is None:
        last = answer.gain(len(answer.sizes) - 1)
        range_end = agents(answer.sizes[-1])
        said = [f"There is no knee up to {range_end}: from every smaller fleet on, more agents add {worth}, or more."]
        if last is not None:
            said.append(f"The last ones bring {_signed_percent(last)} of that each.")
        if answer.low is not None:
            said.append(f"The knee may be within the range, from {agents(answer.low)} on.")
        return said
    said = [f"The knee is at {agents(answer.at)} ({interval(answer)})."]
    return [*said, f"However many are added, on average each brings less than {worth}.", *_beyond(answer)]


def interval(answer: KneeAnswer) -> str:
    """Return the interval of the knee in words."""
    sure, high = percent(answer.confidence), answer.high
    if answer.low is not None and high is not None:
        if answer.low == high:
            return f"{sure} interval: {high}"
        return f"{sure} interval: {answer.low} to {high}"
    low = f"{answer.low} to " if answer.low is not None else ""
    return f"{sure} interval: {low}more than {answer.sizes[-1]}"


def notes(answer: KneeAnswer) -> list[str]:
    """Return what else a reader must know, a sentence each."""
    found = []
    if answer.failed:
        found.append(f"{count(answer.failed, 'run').capitalize()} failed; runs.parquet says why.")
    if answer.cut_off:
        runs = count(answer.cut_off, "run")
        found.append(f"The end of {runs} cuts tasks off; their throughput is that up to the end.")
    lost = max(mean.replications for mean in answer.curve) - answer.knee.replications
    if lost:
        found.append(f"{count(lost, 'replication')} in which a size has no value counted for nothing in the knee.")
    return found


def rows(answer: KneeAnswer) -> Iterator[list[str]]:
    """Return the rows of the table, a row a size; throughput in tasks an hour."""
    for place, (size, mean) in enumerate(zip(answer.sizes, answer.curve, strict=True)):
        gain = answer.gain(place)
        yield [
            str(size),
            per_hour(mean.mean),
            NOT_DEFINED if mean.low is None else f"{per_hour(mean.low)} to {per_hour(mean.high)}",
            NOT_DEFINED if gain is None else _signed_percent(gain),
            percent(answer.knee.shares[place]),
        ]


def page(answer: KneeAnswer, command: str, more: Sequence[str] = (), pictures: Sequence[str] = ()) -> list[Block]:
    """Return the report as blocks: the same answer gives the same page.

    Args:
        answer: what was found.
        command: that repeats it.
        more: sentences on how it was run.
        pictures: names of those that lie in plots/ beside the report.
    """
    numbers = table(HEADER, rows(answer))
    title, said = f"Knee of throughput: {given(answer.scenario)}", [*notes(answer), *more]
    return answer_page(title, finding(answer), said, numbers, _legend(answer), command, pictures)


def per_hour(throughput: float | None) -> str:
    """Return a throughput in tasks an hour.

    >>> per_hour(0.02)
    '72 /h'
    """
    return NOT_DEFINED if throughput is None else f"{number(3600.0 * throughput)} /h"


def _signed_percent(share: float) -> str:
    return f"-{percent(-share)}" if share < 0.0 else percent(share)


def _beyond(answer: KneeAnswer) -> list[str]:
    beyond, at = answer.beyond, answer.at
    here = None if answer.knee.at is None else answer.curve[answer.knee.at].mean
    if beyond is None or beyond.mean is None or at is None or not here:
        return []
    more = answer.sizes[-1] - at
    sure = ""
    if beyond.low is not None and beyond.high is not None:
        sure = f" ({_signed_percent(beyond.low / here)} to {_signed_percent(beyond.high / here)})"
    way = "raise" if beyond.mean >= 0.0 else "lower"
    text = percent(abs(beyond.mean) / here)
    return [f"Another {agents(more)}, up to {answer.sizes[-1]}, {way} throughput by {text}{sure}."]


def _legend(answer: KneeAnswer) -> Iterator[str]:
    yield (
        "Knee: the smallest fleet from which no larger one of the range pays, where paying means that the agents added "
        f"bring on average {percent(answer.worth)} or more of the throughput per agent of the smallest fleet."
    )
    yield (
        f"Its interval: the middle {percent(answer.confidence)} of the knees of bootstrap resamples; whole "
        "replications are drawn, all sizes together. *Knee here*: the share of the resamples with their "
        f"knee at this size; {percent(answer.knee.shares[-1])} had none within the range."
    )
    yield (
        "Each added agent brings: the throughput gained since the row above, for each agent added, as a share of what "
        "an agent of the smallest fleet does. Few tasks for many agents make it jump; the knee looks beyond steps."
    )
    yield f"Interval of a mean: Student's t over replications, {percent(answer.confidence)}."
