"""A picture: a figure laid out in inches, with a title that says what it shows, that a notebook displays by itself."""

from io import BytesIO

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.report.figures.style import DPI, INK, MUTED, TEXT, TITLE, WIDTH_IN, styled
from sim.report.figures.text import wrapped

MARGIN_IN = 0.15
_TITLE_LINE_IN = 0.23
_SUBTITLE_LINE_IN = 0.18


class Picture(Figure):
    """A figure that shows itself in a notebook, without pyplot and its global list of figures."""

    def _repr_png_(self) -> bytes:
        return png(self)


def picture(body_in: float, title: str, subtitle: str) -> Picture:
    """Return an empty picture with its title; the body below it is laid out from the bottom, see `place`.

    Args:
        body_in: height of what stands below the title, in inches.
        title: the finding, in plain words.
        subtitle: what is shown, and of which run.
    """
    width = WIDTH_IN - 2 * MARGIN_IN
    titles = wrapped(title, width, TITLE, weight="bold")
    subtitles = wrapped(subtitle, width, TEXT)
    head = MARGIN_IN + _TITLE_LINE_IN * len(titles) + _SUBTITLE_LINE_IN * len(subtitles) + 0.05
    height = body_in + head
    figure = Picture(figsize=(WIDTH_IN, height), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    top = height - MARGIN_IN
    for line in titles:
        text_at(figure, MARGIN_IN, top, line, size=TITLE, weight="bold", va="top")
        top -= _TITLE_LINE_IN
    for line in subtitles:
        text_at(figure, MARGIN_IN, top, line, color=MUTED, va="top")
        top -= _SUBTITLE_LINE_IN
    return figure


def place(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Return new axes at a place given in inches from the bottom left corner."""
    whole_width, whole_height = figure.get_size_inches()
    return figure.add_axes((left / whole_width, bottom / whole_height, width / whole_width, height / whole_height))


def text_at(
    figure: Figure,
    x: float,
    y: float,
    text: str,
    size: float = TEXT,
    color: str = INK,
    weight: str = "normal",
    ha: str = "left",
    va: str = "baseline",
) -> None:
    """Write a text at a place given in inches from the bottom left corner."""
    width, height = figure.get_size_inches()
    figure.text(x / width, y / height, text, size=size, color=color, weight=weight, ha=ha, va=va)


def empty_picture(title: str, why: str) -> Picture:
    """Return a picture that says why there is nothing to draw."""
    with styled():
        figure = picture(1.2, title, why)
        text_at(figure, WIDTH_IN / 2, 0.6, "nothing to draw", color=MUTED, ha="center")
        return figure


def png(figure: Figure) -> bytes:
    """Return a figure as PNG: the same figure, the same bytes (no date, no version of the library in it)."""
    buffer = BytesIO()
    with styled():
        FigureCanvasAgg(figure)
        figure.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
    return buffer.getvalue()
