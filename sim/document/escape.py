"""Text of users as it stands in Markdown: readable, and never markup.

Task ids are any text. None of it may become emphasis, a link, a heading, a table cell's end or HTML, whichever
renderer shows the report; line ends and other control characters are shown as escapes.
"""

import re
import unicodedata

_MARKUP = re.compile(r"[\\`*\[\]|~$^{}]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_HTML = {"&": "&amp;", "<": "&lt;"}
_OPENS_BLOCK = re.compile(r"^([#+\-=:]|\d+(?=[.)](?: |$)))")
# A comparison in a sentence may stay; any other angle bracket might end a tag or a quoted line.
_ANGLE = re.compile("(?<! )>|>(?![= ])|^>")
# What GitHub and others turn into a link by itself.
_LINK = re.compile(r":(?=//)|(?<=www)\.|(?<=mailto):|(?<=xmpp):|@", re.IGNORECASE)
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def visible(text: str, longest: int) -> str:
    r"""Return a text on one line, its line ends and other control characters shown as escapes.

    Args:
        text: any text.
        longest: shortened when it has more characters than this.

    >>> visible("a\nb", 80), visible("x" * 100, longest=9)
    ('a\\nb', 'xxx...xxx')
    """
    return "".join(map(_visible, shortened(text, longest)))


def escaped(text: str) -> str:
    r"""Return a text on one line as Markdown that shows it as it is.

    >>> escaped("task_1_0"), escaped("*now* <b>|")
    ('task_1_0', '\\*now\\* &lt;b&gt;\\|')
    """
    marked = _MARKUP.sub(lambda match: f"\\{match.group()}", text)
    marked = _LINK.sub(lambda match: f"\\{match.group()}", marked)
    marked = re.sub("[&<]", lambda match: _HTML[match.group()], marked)
    marked = _ANGLE.sub("&gt;", marked)
    marked = _OPENS_BLOCK.sub(_unopened, marked)
    return re.sub("^ | $", "&#32;", marked)


def shortened(text: str, longest: int) -> str:
    """Return a text of at most so many characters: begin and end, with three dots between them.

    >>> shortened("task_1_0", 80), shortened("abcdefghij", 7)
    ('task_1_0', 'ab...ij')
    """
    if len(text) <= longest:
        return text
    kept = max(2, longest - 3)
    head = (kept + 1) // 2
    return f"{text[:head]}...{text[len(text) - (kept - head) :]}"


def _visible(character: str) -> str:
    if unicodedata.category(character) not in _INVISIBLE:
        return " " if character.isspace() else character
    return character.encode("unicode_escape").decode("ascii")


def _unopened(match: re.Match[str]) -> str:
    # A number is a list item by what follows it, the other signs by themselves.
    text = match.group()
    return f"{text}\\" if text.isdigit() else f"\\{text}"
