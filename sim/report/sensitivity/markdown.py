"""report.md of a sensitivity study: the finding first, then the numbers behind it."""

import math
from collections.abc import Iterator, Sequence

from sim.document.blocks import Block, Command, Heading, Items, Paragraph, table
from sim.document.markdown import markdown
from sim.document.quantity import count, percent
from sim.document.text import given, strong
from sim.measures.sensitivity.assessment import Effect, MetricSensitivity, Sensitivity
from sim.measures.sensitivity.shared_noise import MOST_NOISE
from sim.measures.sensitivity.sobol import Sobol
from sim.report.comparison.metric_text import label
from sim.report.links import picture_links
from sim.report.sensitivity.finding import MUCH_NOISE, WIDE, finding
from sim.report.sensitivity.index_table import index_cells, index_header

FEW_REPLICATIONS, ENOUGH_REPLICATIONS = 6, 10
"""Below the first, a test with so few degrees of freedom hardly ever rejects; the second is the default."""
_LONGEST = 200
_NEVER = 1e6  # replications: more are not worth a number


def render_sensitivity(found: Sensitivity, command: str, pictures: Sequence[str] = ()) -> str:
    """Return the report of a sensitivity study as Markdown: the same study gives the same text.

    Args:
        found: what was found.
        command: that repeats it.
        pictures: names of those that lie in plots/ beside the report.
    """
    return markdown(sensitivity_page(found, command, pictures))


def notes(found: Sensitivity) -> list[str]:
    """Return what a reader must know beside the finding, a sentence each."""
    said = list(found.notes)
    if found.failed:
        said.append(f"{count(found.failed, 'run').capitalize()} failed; runs.parquet says why, run by run.")
    unsure = any(factor.effect is Effect.UNSURE for entry in found.metrics for factor in entry.factors)
    if unsure and found.replications < FEW_REPLICATIONS:
        said.append(
            f"With {count(found.replications, 'replication')} only very large effects are told from chance; "
            f"{ENOUGH_REPLICATIONS} tell more."
        )
    for entry in found.metrics:
        if entry.left_out:
            said.append(
                f"{label(entry.metric).capitalize()}: {entry.left_out} of {entry.left_out + entry.rows} "
                f"{_rows(found)} are left out, in which a run has no value."
            )
        said += _of_chance(entry, found.replications)
        halves = [
            (factor.index.total_high - factor.index.total_low) / 2.0
            for factor in entry.factors
            if isinstance(factor.index, Sobol)
            and factor.index.total_low is not None
            and factor.index.total_high is not None
        ]
        if max(halves, default=0.0) > WIDE:
            said.append(
                f"{label(entry.metric).capitalize()}: the widest interval is +- {percent(max(halves))}; four times the "
                "points halve it."
            )
    return said


def _of_chance(entry: MetricSensitivity, replications: int) -> Iterator[str]:
    """Return how many replications would leave little of the chance, where there is much."""
    if entry.noise is None or entry.noise.share is None or entry.noise.share <= MUCH_NOISE:
        return
    # Chance falls with the number of replications; the rest of the variance stays.
    rest = entry.noise.variance - entry.noise.noise
    needed = replications * entry.noise.noise * (1.0 - MUCH_NOISE) / MUCH_NOISE / rest if rest > 0.0 else math.inf
    more = f": about {math.ceil(needed)} would bring that to {percent(MUCH_NOISE)}" if needed <= _NEVER else ""
    refused = f" Above {percent(MOST_NOISE)} no shares are told." if entry.is_refused else ""
    yield (
        f"{label(entry.metric).capitalize()}: chance makes up {percent(entry.noise.share)} of the variance between the "
        f"points; more replications would tell more than more points{more}.{refused}"
    )


def _rows(found: Sensitivity) -> str:
    return "trajectories" if found.method == "morris" else "rows of the sample"


def sensitivity_page(found: Sensitivity, command: str, pictures: Sequence[str] = ()) -> Iterator[Block]:
    """Yield the report of a sensitivity study as blocks; the arguments are those of `render_sensitivity`."""
    yield Heading(f"What moves {given(found.scenario)}", level=1)
    first, *others = [finding(entry) for entry in found.metrics]
    yield Paragraph(first)
    if others:
        yield Items(tuple(others))
    yield from picture_links(pictures)
    yield from (Paragraph(strong(note)) for note in notes(found))
    yield Paragraph(_method(found))
    rows = ([f"`{given(name)}`", given(values, _LONGEST)] for name, values in found.factors.items())
    yield table(["factor", "values"], rows, numbers_from=2)
    for entry in found.metrics:
        yield Heading(label(entry.metric).capitalize())
        yield _indices(entry, found)
    yield Heading("How to read this")
    yield Items(tuple(_legend(found)))
    yield Heading("How to repeat it")
    yield Command(command)


def _method(found: Sensitivity) -> str:
    way = "Morris' elementary effects" if found.method == "morris" else "Sobol indices"
    return (
        f"{way} of {count(len(found.factors), 'factor')}: {count(found.points, 'point')} in "
        f"{count(found.replications, 'replication')} each, on common random numbers. In each replication all points "
        "met the same tasks, the same luck and the same outages; means over replications are taken first."
    )


def _indices(entry: MetricSensitivity, found: Sensitivity) -> Block:
    if not entry.factors:
        return Paragraph("Too few values are known.")
    cells = [[given(row[0]), *row[1:]] for row in index_cells(entry)]
    return table(index_header(found.method, found.confidence), cells)


def _legend(found: Sensitivity) -> Iterator[str]:
    sure = percent(found.confidence)
    if found.method == "morris":
        yield (
            "mu*: how far the metric moves when the factor goes through its whole range, on average over the values of "
            f"the others. Interval: {sure}, bootstrap over trajectories, wider by what leaving out replications, one "
            "at a time, changes."
        )
        yield (
            "Way: up or down as the factor goes from its first to its last value; *both ways* where effects cancel. "
            "A list of more than two names has no way."
        )
        yield (
            "sigma: how much the effect differs from place to place. As large as mu*, or larger: the factor works "
            "together with others, or not evenly over its range."
        )
        yield "mu* by chance: what mu* would be of a factor that does nothing, but for the luck of so few replications."
    else:
        yield (
            "total: the share of the metric's variance that the factor takes part in; those of factors that work "
            "together overlap. alone: the share that it has without any other. "
            f"Intervals: {sure}, bootstrap over rows of the sample, wider by what leaving out replications, one at a "
            "time, changes."
        )
        yield (
            "Both are without the variance of chance, and not told where that is more than a third of all. The "
            "intervals take the luck of replications for independent, and for roughly normal where it is large."
        )
        yield "total by chance: what a factor that does nothing would show, if chance were not taken out."
    yield (
        "Effect: *moves it* is sure for all factors of a metric together at 95 %, if the luck of a replication is as "
        "likely to go either way: turned around, whole replications seldom make as large a difference. *Not told from "
        "chance* may become clear with more replications; *changes nothing* says that not a single run differed."
    )
    yield (
        "Chance: the share of the variance between the points that comes from so few replications. What a replication "
        "does to all points alike is not in it: it cancels in every index."
    )
