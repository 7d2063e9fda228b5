"""Text in pictures: how wide it is, where lines break, and what of a user's text can be shown at all."""

import re
import unicodedata
from functools import cache

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties, findfont, get_font

from sim.document.escape import shortened
from sim.report.figures.style import DPI, FONT, TEXT

LONGEST = 26
_WORD_ENDS = re.compile(r"\s+(?!%)")
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Mn", "Me"}


def shown(text: str, longest: int = LONGEST) -> str:
    r"""Return a user's text as it can stand in a picture: one line, every character a visible one of the font.

    What the font lacks, control characters and marks that pile up are shown as escapes.

    Args:
        text: any text.
        longest: shortened in the middle when it has more characters than this.

    >>> shown("$task_1$"), shown("a\nb\u202e"), shown("x" * 40, longest=9)
    ('$task_1$', 'a\\nb\\u202e', 'xxx...xxx')
    """
    if not text:
        return "(empty)"
    # Shortened first as well: nobody needs a million characters normalised for twenty.
    composed = unicodedata.normalize("NFC", shortened(text, 4 * longest))
    return shortened("".join(map(_visible, composed)), longest)


def text_width(text: str, size: float = TEXT, weight: str = "normal") -> float:
    """Return the width of one line of text in inches.

    >>> 0.3 < text_width("agent_0") < 0.6
    True
    """
    if not text:
        return 0.0
    renderer = RendererAgg(1, 1, DPI)  # type: ignore[no-untyped-call]  # matplotlib's annotations stop here
    extent = renderer.get_text_width_height_descent(text, _font(size, weight), False)  # type: ignore[no-untyped-call]
    return float(extent[0]) / DPI


def wrapped(text: str, width: float, size: float = TEXT, weight: str = "normal") -> list[str]:
    """Return a text as lines of at most so many inches; a word that is wider stands on its own line.

    A percent sign stays with its number.

    >>> wrapped("one two three", width=0.6), wrapped("by 95 %.", width=0.3)
    (['one two', 'three'], ['by', '95 %.'])
    """
    lines: list[str] = []
    for word in filter(None, _WORD_ENDS.split(text.strip())):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@cache
def _font(size: float, weight: str) -> FontProperties:
    return FontProperties(family=FONT, size=size, weight=weight)


@cache
def _characters() -> frozenset[int]:
    return frozenset(get_font(findfont(_font(TEXT, "normal"))).get_charmap())


def _visible(character: str) -> str:
    if unicodedata.category(character) not in _INVISIBLE and ord(character) in _characters():
        return " " if character.isspace() else character
    return character.encode("unicode_escape").decode("ascii")
