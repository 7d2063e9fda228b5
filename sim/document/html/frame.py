"""A page inside of another one, such as a notebook: neither touches the other's styles, scripts or ids."""

from dataclasses import dataclass
from html import escape

HEIGHT_PX = 640


@dataclass(frozen=True, repr=False)
class ShownPage:
    """A page that a notebook shows by itself.

    Args:
        page: as HTML.
    """

    page: str

    def _repr_html_(self) -> str:
        return framed(self.page)

    def __repr__(self) -> str:
        return f"<page of {len(self.page):,} characters>"


def framed(page: str) -> str:
    """Return a page as a frame that holds all of it.

    Scripts run in it, and nothing of it reaches what stands around it.

    >>> framed('<p class="a">b</p>').count("&quot;a&quot;")
    1
    """
    return (
        f'<iframe title="Report" sandbox="allow-scripts" width="100%" height="{HEIGHT_PX}" '
        f'style="border: 1px solid #888" srcdoc="{escape(page)}"></iframe>'
    )
