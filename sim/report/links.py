"""Pictures in a report, by links that hold wherever the folder is moved."""

from collections.abc import Iterable, Iterator

from sim.document.blocks import Picture

PLOTS = "plots"
"""Folder of the pictures, beside the report."""


PAGE_FILE = "report.html"
"""The report as one page to look at, beside that in Markdown."""


def picture_links(names: Iterable[str]) -> Iterator[Picture]:
    """Return the pictures as blocks of a page.

    Args:
        names: of the pictures, as their files without the ending.

    >>> list(picture_links(["health_trajectories"]))
    [Picture(title='Health trajectories', path='plots/health_trajectories.png')]
    """
    for name in names:
        words = name.replace("_", " ").replace("-", " ")
        yield Picture(f"{words[:1].upper()}{words[1:]}", f"{PLOTS}/{name}.png")
