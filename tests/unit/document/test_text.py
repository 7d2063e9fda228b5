"""Text of users in Markdown: shown as it is, and never markup, in the eyes of a real Markdown parser."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sim.document.blocks import Table
from sim.document.escape import shortened
from sim.document.markdown import markdown as rendered
from sim.document.text import given as from_users
from sim.document.text import markdown_text, plain_text, strong


def inline(text: str) -> str:
    return markdown_text(from_users(text))


def table(header: list[str], rows: list[list[str]]) -> str:
    return rendered([Table(tuple(header), tuple(map(tuple, rows)))])


RENDERER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "a</td></tr></table>",
    "&lt;b&gt;",
    "[click](http://evil.example)",
    "![x](http://evil.example/x.png)",
    "[x][y]",
    "<http://evil.example>",
    "*bold* _em_ __x__ ~~gone~~ `code`",
    "``",
    "a|b||c",
    "\\|",
    "trailing\\",
    "# heading",
    "- item",
    "1. item",
    "1) item",
    "+ item",
    "> quote",
    "    code",
    "===",
    "---",
    "~~~",
    "$x$",
    "[^1]",
    "a_b_c",
    "task_1_0",
    "_lead",
    "x  y",
    "Zoë 名前",
    "=cmd|'/c calc'!A0",
    "-->",
    "{{ x }}",
    "https://evil.example",
    "www.evil.example",
]


def rendered_text(markdown: str) -> str:
    """What a reader sees, markup removed."""
    return html.unescape(re.sub(r"<[^>]*>", "", RENDERER.render(markdown))).strip()


def tags(markdown: str) -> list[str]:
    return re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)", RENDERER.render(markdown))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_paragraph_shows_the_text_and_nothing_else(text: str) -> None:
    markdown = inline(text)
    assert tags(markdown) == ["p", "p"]
    assert rendered_text(markdown) == text.strip()


@pytest.mark.parametrize("text", HOSTILE)
def test_a_list_item_shows_the_text_and_nothing_else(text: str) -> None:
    markdown = f"- {inline(text)}"
    assert tags(markdown) == ["ul", "li", "li", "ul"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_table_cell_shows_the_text_and_nothing_else(text: str) -> None:
    markdown = table(["id", "n"], [[inline(text), "7"]])
    assert tags(markdown) == tags(table(["id", "n"], [["id", "7"]]))
    cells = re.findall(r"<td[^>]*>(.*?)</td>", RENDERER.render(markdown), flags=re.DOTALL)
    assert [html.unescape(cell).strip() for cell in cells] == [text.strip(), "7"]


@given(st.text(max_size=70))
def test_any_text_stays_in_one_cell_of_one_line(text: str) -> None:
    escaped = inline(text)
    assert escaped
    assert len(escaped.splitlines()) == 1
    assert escaped.isprintable()
    assert tags(table(["id", "n"], [[escaped, "7"]])) == tags(table(["id", "n"], [["id", "7"]]))


@given(st.text(alphabet="ab_*`<>&|[]()!#+-.=~\\:/$ 1w", max_size=12))
def test_any_punctuation_stays_one_paragraph(text: str) -> None:
    assert tags(inline(text)) == ["p", "p"]
    assert tags(f"1. {inline(text)}") == ["ol", "li", "li", "ol"]


def test_control_characters_are_shown_as_escapes() -> None:
    assert rendered_text(inline("a\nb\tc\x1b[31m\u202e\u2028\ud800")) == r"a\nb\tc\x1b[31m\u202e\u2028\ud800"


def test_links_that_renderers_make_by_themselves_are_broken() -> None:
    # GitHub turns bare addresses into links; a backslash before the sign keeps it from doing so.
    assert inline("http://a.example") == "http\\://a.example"
    assert inline("www.a.example") == "www\\.a.example"


def test_plain_ids_and_sentences_stay_readable() -> None:
    for text in ("task_1_0", "agent-7.b", "0.1.0", "Take agent_2 out of service.", "needs confidence >= 0.90"):
        assert inline(text) == text


def test_the_empty_text_is_visible() -> None:
    assert inline("") == "(empty)"


def test_long_texts_keep_both_ends() -> None:
    text = "a" * 500 + "b" * 500
    assert shortened(text, 9) == "aaa...bbb"
    assert len(shortened(text, 80)) == 80
    assert shortened("short", 80) == "short"


@given(st.text())
def test_no_text_of_users_can_bring_marks_along(text):
    # A text that holds the very characters of the marks is shown with them spelled out.
    marked = strong(from_users(text))
    assert from_users(plain_text(marked)) == from_users(plain_text(from_users(text)))
    assert markdown_text(marked) == f"**{inline(text)}**"
    assert markdown_text(from_users(f"{strong('x')}")) == r"\\ue000x\\ue001"
