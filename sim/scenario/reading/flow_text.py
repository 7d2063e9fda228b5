"""Splitting what a command line says at its commas, but for those inside of brackets and quotes."""

import re

_OPENING, _CLOSING, _QUOTES = "[{(", "]})", "\"'"
_BEFORE_A_VALUE = ",[{(:=+"  # elsewhere a quote is an apostrophe inside of a word


def split_flow(text: str, separator: str, before: re.Pattern[str] | None = None) -> list[str]:
    """The parts of a text between separators that stand outside of all brackets and quotes.

    Args:
        text: any text; a bracket or a quote that is never closed keeps the rest together.
        separator: one character.
        before: what must follow a separator for it to count; absent: anything.

    >>> split_flow("1,[2, 3],'a,b'", ",")
    ['1', '[2, 3]', "'a,b'"]
    """
    parts, start, depth, quote, previous = [], 0, 0, "", ""
    for position, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in _QUOTES and (not previous or previous in _BEFORE_A_VALUE):
            quote = character
        elif character in _OPENING:
            depth += 1
        elif character in _CLOSING:
            depth = max(0, depth - 1)
        elif character == separator and depth == 0 and (before is None or before.match(text, position + 1)):
            parts.append(text[start:position])
            start = position + 1
        previous = previous if character.isspace() else character
    return [*parts, text[start:]]
