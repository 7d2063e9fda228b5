"""report.md of a comparison: what to do, what it costs and the pictures first, then the numbers behind it."""

from collections.abc import Iterator, Sequence

from sim.document.blocks import Block, Command, Heading, Items, Note, Paragraph
from sim.document.markdown import markdown
from sim.document.quantity import count, joined
from sim.document.text import given, strong
from sim.measures.comparison.result import BEST, Comparison
from sim.report.comparison.advice import advice, as_code
from sim.report.comparison.finding import headline
from sim.report.comparison.legend import legend
from sim.report.comparison.metric_tables import metric_tables
from sim.report.comparison.metric_text import label
from sim.report.comparison.price import price_table
from sim.report.comparison.rows_shown import rows_priced, rows_shown
from sim.report.links import picture_links

_FIRST = ("differences", "pareto", "sweep")
"""Pictures that show the finding, in the order in which they are read."""
_BEHIND = ("alternatives", "health_trajectories", "convergence")
"""Those that show what it rests on."""
_MOST_ON_FRONT = 5
_MOST_ROWS = 12
"""Of the tables of a metric; a page of numbers is read by nobody."""


def render_comparison(
    comparison: Comparison, command: str, notes: tuple[str, ...] = (), pictures: Sequence[str] = ()
) -> str:
    """Return the report of a comparison as Markdown: the same comparison gives the same text.

    Args:
        comparison: what was found.
        command: that repeats it.
        notes: how it was run, one sentence each.
        pictures: names of those that lie in plots/ beside the report.
    """
    return markdown(comparison_page(comparison, command, notes, pictures))


def comparison_page(
    comparison: Comparison, command: str, notes: tuple[str, ...] = (), pictures: Sequence[str] = ()
) -> Iterator[Block]:
    """Yield the report of a comparison as blocks; the arguments are those of `render_comparison`."""
    names = rows_shown(comparison, _MOST_ROWS) if comparison.metrics else comparison.alternatives
    measured = [entry for entry in comparison.metrics if entry.leader is not None]
    yield Heading(f"Comparison: {given(comparison.scenario)}", level=1)
    yield from map(Paragraph, advice(comparison) or _worth_a_choice(comparison))
    if measured and len(names) > 1:
        yield price_table(comparison, rows_priced(comparison))
    yield from picture_links(name for name in _FIRST if name in pictures)
    yield Paragraph(_how(comparison, names))
    yield Items(tuple(headline(comparison)))
    if comparison.failed:
        yield Paragraph(
            f"{strong(count(comparison.failed, 'run').capitalize() + ' failed')} and count in no mean; "
            "`runs.parquet` says why, run by run."
        )
    yield from map(Note, notes)
    for entry in measured:
        yield Heading(label(entry.metric).capitalize())
        yield from metric_tables(entry, comparison, names)
    yield from _behind([name for name in _BEHIND if name in pictures])
    yield Heading("How to read this")
    yield Items(tuple(legend(comparison)))
    yield Heading("How to repeat it")
    yield Command(command)


def _how(comparison: Comparison, names: Sequence[str]) -> str:
    alternatives = count(len(comparison.alternatives), "alternative")
    said = (
        f"{alternatives.capitalize()} in {count(comparison.replications, 'replication')} each, on common random "
        "numbers: in each replication all of them met the same tasks, the same luck and the same outages."
    )
    if len(names) == len(comparison.alternatives):
        return said
    first = label(comparison.metrics[0].metric)
    return (
        f"{said} The tables of the metrics show {len(names)} of them, the baseline and the best by {first}; "
        "`comparison.json` and `differences.parquet` have all."
    )


def _worth_a_choice(comparison: Comparison) -> list[str]:
    """Return who is on the front, where each metric has a baseline of its own and so there is no advice."""
    front = comparison.front
    if comparison.baseline != BEST or len(comparison.alternatives) < 2 or not front:
        return []
    if len(front) == 1:
        return [f"{strong('Worth a choice')}: {as_code(front[0])}; every other alternative is shown to be beaten."]
    if len(front) > _MOST_ON_FRONT:
        total = len(comparison.alternatives)
        return [
            f"{strong('Worth a choice')}: {len(front)} of {total} alternatives; no other one is shown to beat them."
        ]
    return [f"{strong('Worth a choice')}: {joined([as_code(name) for name in front])}; none is shown to beat another."]


def _behind(pictures: Sequence[str]) -> Iterator[Block]:
    links = list(picture_links(pictures))
    if links:
        yield Heading("The runs behind it")
        yield from links
