"""Where charts stand in a page: behind the sentences that open it, or at the end of a section."""

from collections.abc import Mapping, Sequence

from sim.document.blocks import Block, Heading, Paragraph, Table
from sim.document.html.chart import Chart
from sim.document.html.elements import Content


def after_the_opening(blocks: Sequence[Block], charts: Sequence[Chart]) -> list[Content]:
    """Return a page with a chart behind title and first paragraphs, and the other charts behind the first table.

    That is the verdict, then what shows it, then its price, then the rest.

    >>> page = after_the_opening([Heading("A", level=1), Paragraph("B"), Heading("C")], [Chart("plot", "D", "", {})])
    >>> [type(block).__name__ for block in page]
    ['Heading', 'Paragraph', 'Chart', 'Heading']
    """
    opening = 0
    for block in blocks:
        if not (isinstance(block, Paragraph) or (isinstance(block, Heading) and block.level == 1)):
            break
        opening += 1
    price = _end_of_price(blocks, opening)
    return [*blocks[:opening], *charts[:1], *blocks[opening:price], *charts[1:], *blocks[price:]]


def _end_of_price(blocks: Sequence[Block], opening: int) -> int:
    """Return where the first table before the first section ends; the end of the opening where there is none."""
    for place in range(opening, len(blocks)):
        if isinstance(blocks[place], Heading):
            break
        if isinstance(blocks[place], Table):
            return place + 1
    return opening


def in_sections(blocks: Sequence[Content], charts: Mapping[str, Chart]) -> list[Content]:
    """Return a page with charts under the headings of their sections.

    Args:
        blocks: of the page.
        charts: by the heading that they stand under; one whose heading is not there is left out.
    """
    placed: list[Content] = []
    for block in blocks:
        placed.append(block)
        if isinstance(block, Heading) and block.text in charts:
            placed.append(charts[block.text])
    return placed
