"""The shape of a report that answers a question."""

from collections.abc import Iterable, Sequence

from sim.document.blocks import Block, Command, Heading, Items, Note, Paragraph
from sim.report.links import picture_links


def answer_page(
    title: str,
    finding: Sequence[str],
    notes: Iterable[str],
    table: Block,
    legend: Iterable[str],
    command: str,
    pictures: Iterable[str] = (),
) -> list[Block]:
    """Return the report as blocks.

    Args:
        title: of the page.
        finding: the answer, in sentences; they are its first paragraph.
        notes: what else a reader must know, a paragraph each.
        table: the numbers behind it.
        legend: how to read them, a sentence an item.
        command: that repeats it.
        pictures: names of those that lie in plots/ beside the report; they stand under the answer.

    >>> table = Paragraph("Nothing was run.")
    >>> page = answer_page("Knee", ["It is at 3.", "So there."], [], table, ["A bend."], "buddy-sim knee x.yaml")
    >>> page[1]
    Paragraph(text='It is at 3. So there.')
    """
    return [
        Heading(title, level=1),
        Paragraph(" ".join(finding)),
        *picture_links(pictures),
        *map(Note, notes),
        table,
        Heading("How to read this"),
        Items(tuple(legend)),
        Heading("How to repeat it"),
        Command(command),
    ]
