"""The shape of a report that answers a question."""

from collections.abc import Iterable, Sequence

from sim.report.layout import blocks
from sim.report.links import picture_links


def answer_page(
    title: str,
    finding: Sequence[str],
    notes: Iterable[str],
    table: str,
    legend: Iterable[str],
    command: str,
    pictures: Iterable[str] = (),
) -> str:
    """Return the report as Markdown.

    Args:
        title: of the page.
        finding: the answer, in sentences; they are its first paragraph.
        notes: what else a reader must know, a paragraph each.
        table: the numbers behind it.
        legend: how to read them, a sentence an item.
        command: that repeats it.
        pictures: names of those that lie in plots/ beside the report; they stand under the answer.

    >>> page = answer_page("Knee", ["It is at 3.", "So there."], [], "| a |", ["A bend."], "buddy-sim knee x.yaml")
    >>> page.splitlines()[:3]
    ['# Knee', '', 'It is at 3. So there.']
    """
    return blocks(
        [
            f"# {title}",
            " ".join(finding),
            *picture_links(pictures),
            *notes,
            table,
            "## How to read this",
            "\n".join(f"- {sentence}" for sentence in legend),
            "## How to repeat it",
            f"    {command}",
        ]
    )
