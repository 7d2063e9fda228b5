"""Names of alternatives as they stand in a picture: broken where their parts end, and no longer than there is room."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from sim.report.figures.style import SMALL, TINY
from sim.report.figures.text import shown, text_width

_SETTINGS, _PARTS = re.compile(r"(?<=, )"), re.compile(r"(?<=[ ,=._/:-])")
_TRIES = (
    (SMALL, 1, 80),
    (SMALL, 2, 80),
    (TINY, 2, 80),
    (TINY, 2, 60),
    (TINY, 2, 46),
    (TINY, 2, 34),
    (TINY, 2, 24),
    (TINY, 2, 14),
)


class NameLines(NamedTuple):
    """A name as lines, and the size in points at which they fit."""

    lines: tuple[str, ...]
    size: float

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)


@lru_cache(maxsize=1024)
def name_lines(name: str, width_in: float) -> NameLines:
    """Return a name in one or two lines that are no wider than asked for.

    Args:
        name: of an alternative, any text.
        width_in: room for it, in inches.

    >>> name_lines("load_balanced", 2.0).lines
    ('load_balanced',)
    >>> name_lines("retry.max_retries=5, fleet.agents.0.count=16", 1.7).lines
    ('retry.max_retries=5,', 'fleet.agents.0.count=16')
    >>> name_lines("fleet.breakdowns.failover=reassign", 1.7).lines
    ('fleet.breakdowns.failover=', 'reassign')
    """
    for size, most, longest in _TRIES:
        for parts in (_SETTINGS, _PARTS):
            text = shown(name, longest)
            if parts is _SETTINGS and any(_wide(part.rstrip(), size) > width_in for part in parts.split(text)):
                continue  # it would be cut in the middle of a word
            lines = tuple(line.rstrip() for line in _packed(text, width_in, size, parts))
            if len(lines) <= most:
                return NameLines(lines, size)
    return NameLines((shown(name, 8),), TINY)


def _packed(text: str, width: float, size: float, parts: re.Pattern[str]) -> Iterator[str]:
    line, used = "", 0.0
    for part in parts.split(text):
        if line and used + _wide(part.rstrip(), size) > width:
            yield line
            line, used = "", 0.0
        line, used = line + part, used + _wide(part, size)
        while used > width and _wide(line.rstrip(), size) > width:
            cut = next(n for n in range(len(line) - 1, 0, -1) if n == 1 or _wide(line[:n], size) <= width)
            yield line[:cut]
            line = line[cut:]
            used = _wide(line, size)
    if line:
        yield line


@lru_cache(maxsize=4096)
def _wide(part: str, size: float) -> float:
    # Names of a study are made of few parts: most are measured once.
    return text_width(part, size)
