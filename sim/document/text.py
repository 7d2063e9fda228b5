"""Text that knows what is strong and what somebody else wrote, and is no markup of any kind before it is rendered.

It is a plain `str`, so that it goes through f-strings and joins as any other. What marks the parts are four characters
of Unicode's private use area, which text of users cannot bring along: `given` spells such characters out. A name of a
file, a key or a command stands in backticks, which a reader takes for quotes where nothing renders them.
"""

import re
from collections.abc import Iterator

from sim.document.escape import escaped, visible

_STRONG, _PLAIN = "\ue000", "\ue001"
_GIVEN, _OURS = "\ue002", "\ue003"
_MARKS = dict.fromkeys(map(ord, (_STRONG, _PLAIN, _GIVEN, _OURS)))
_GIVEN_PART = re.compile(f"{_GIVEN}([^{_OURS}]*){_OURS}")

LONGEST = 80
"""Longer texts of users are shortened in the middle, so that one id cannot fill a page."""


def given(text: str, longest: int = LONGEST) -> str:
    r"""Return a text that somebody else wrote, to stand in a sentence or a cell: whatever it says, it is no markup.

    Args:
        text: any text.
        longest: shortened when it has more characters than this.

    >>> told = f"task {given('*a*')} failed"
    >>> plain_text(told), markdown_text(told)
    ('task *a* failed', 'task \\*a\\* failed')
    """
    return f"{_GIVEN}{visible(text, longest) if text else '(empty)'}{_OURS}"


def strong(text: str) -> str:
    """Return a text that is to be seen first.

    >>> plain_text(strong("20 of 20")), markdown_text(strong("20 of 20"))
    ('20 of 20', '**20 of 20**')
    """
    return f"{_STRONG}{text}{_PLAIN}"


def split_given(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a text in order, each with whether somebody else wrote it.

    >>> list(split_given(f"task {given('*a*')} failed"))
    [('task ', False), ('*a*', True), (' failed', False)]
    """
    for place, part in enumerate(_GIVEN_PART.split(text)):
        if part:
            yield part, place % 2 == 1


def plain_text(text: str) -> str:
    """Return a text as a terminal shows it."""
    return text.translate(_MARKS)


def markdown_text(text: str) -> str:
    """Return a text as Markdown."""
    ours = _GIVEN_PART.sub(lambda part: escaped(part[1]), text)
    return ours.replace(_STRONG, "**").replace(_PLAIN, "**")
