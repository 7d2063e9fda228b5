"""User text in pictures: every character is one that the font has, in one line."""

import warnings

from hypothesis import given
from hypothesis import strategies as st

from sim.report.figures.text import shown, text_width, wrapped


@given(st.text(max_size=60))
def test_any_text_can_be_measured_and_drawn(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert text_width(shown(text)) > 0.0 or shown(text).isspace()


@given(st.text(max_size=200))
def test_any_text_becomes_one_short_line(text: str) -> None:
    assert len(shown(text, longest=20)) <= 20
    assert len(shown(text).splitlines()) == 1


def test_what_can_be_shown_stays_as_it_is() -> None:
    for text in ("task_1_0", "$x$", "{a}", "Zo\u00eb", "\u0394t", "a b"):
        assert shown(text) == text


def test_lines_are_no_wider_than_asked_for() -> None:
    text = "Agents were busy half of the time and down a third of it; failures wasted the rest"
    lines = wrapped(text, width=2.0)
    assert " ".join(lines) == text
    assert max(map(text_width, lines)) <= 2.0
    assert wrapped("", width=1.0) == []
