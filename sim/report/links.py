"""Pictures in a report, by links that hold wherever the folder is moved."""

from collections.abc import Iterable, Iterator

PLOTS = "plots"
"""Folder of the pictures, beside the report."""


def picture_links(names: Iterable[str]) -> Iterator[str]:
    """Return a picture a paragraph, as Markdown.

    Args:
        names: of the pictures, as their files without the ending.

    >>> list(picture_links(["health_trajectories"]))
    ['![Health trajectories](plots/health_trajectories.png)']
    """
    for name in names:
        words = name.replace("_", " ").replace("-", " ")
        yield f"![{words[:1].upper()}{words[1:]}]({PLOTS}/{name}.png)"
