"""What holds of every picture of every run: it says what it shows, nothing is cut off or covered, same bytes."""

import sys
from collections.abc import Callable
from itertools import combinations
from typing import Any

import matplotlib
import pytest
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from sim.report.figures.gallery import PICTURES, drawn
from sim.report.figures.picture import Picture, png

UNITS = ("(s)", "(min)", "(h)", "(d)", "(%)", "(0 to 100)", "tasks", "wave", "points of 100")

each_picture = pytest.mark.parametrize("name", PICTURES)


@pytest.fixture
def texts_of(monkeypatch) -> Callable[[Picture], list[tuple[str, Bbox]]]:
    """Every text that is really drawn, with the pixels that it covers (tick labels beyond the limits are not)."""

    def texts(figure: Picture) -> list[tuple[str, Bbox]]:
        seen: list[Text] = []
        draw = Text.draw

        def record(text: Text, renderer: Any) -> None:
            seen.append(text)
            draw(text, renderer)

        with monkeypatch.context() as patch:
            patch.setattr(Text, "draw", record)
            png(figure)
        return [(text.get_text(), text.get_window_extent()) for text in seen if text.get_text().strip()]

    return texts


@each_picture
def test_nothing_is_cut_off_and_no_text_covers_another(name, source, texts_of) -> None:
    figure = PICTURES[name](source)
    texts, page = texts_of(figure), figure.bbox
    assert len(texts) >= 3
    outside = [text for text, b in texts if b.x0 < 0 or b.y0 < 0 or b.x1 > page.x1 or b.y1 > page.y1]
    assert outside == []
    covering = [
        (one, other)
        for (one, a), (other, b) in combinations(texts, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1
    ]
    assert covering == []


@each_picture
def test_axes_have_units_the_title_names_the_run_and_it_fits_a_page(name, source) -> None:
    figure = PICTURES[name](source)
    for axes in figure.axes:
        with_numbers = axes.xaxis.get_tick_params()["labelbottom"]
        assert not with_numbers or any(unit in axes.get_xlabel() for unit in UNITS), axes.get_xlabel()
    said = " ".join(text.get_text() for text in figure.findobj(Text))
    assert f"{source.name}, seed {source.seed}" in said
    assert not figure.axes or any(unit in said for unit in UNITS)
    width, height = figure.get_size_inches()  # at which it is shown
    assert width == 9.0
    assert 1.0 < height < 11.0


@each_picture
def test_what_needs_a_key_has_one(name, case) -> None:
    figure = PICTURES[name](case("workflow" if name == "graph" else "flaky"))
    said = " ".join(text.get_text() for text in figure.findobj(Text))
    expected = {
        "health": ("success rate: ", "load balance: ", "agents that are up", "succeeded attempts"),
        "timeline": ("succeeded", "failed", "interrupted", "back-off", "refused by a gate", "agent down"),
        "queues": ("wide_0", "waiting tasks"),
        "calibration": ("95 % interval", "observed = predicted", "calibrated planner"),
        "starts": ("attempts",),
        "graph": ("completed", "failed", "waited for", "critical path", "virtual time"),
    }
    assert [words for words in expected[name] if words not in said] == []


@each_picture
def test_a_run_without_anything_says_so(name, made) -> None:
    figure = PICTURES[name](made())
    assert figure.axes == []
    assert "nothing to draw" in [text.get_text() for text in figure.findobj(Text)]
    assert png(figure).startswith(b"\x89PNG")


@each_picture
def test_the_same_run_gives_the_same_bytes_whatever_the_users_settings(name, case) -> None:
    first = drawn(name, case("cut off"))
    with matplotlib.rc_context({"font.size": 20, "axes.grid": True, "savefig.dpi": 50, "text.hinting": "none"}):
        again = drawn(name, case("cut off"))
    assert first == again
    assert first != drawn(name, case("calm"))  # the control: another run, another picture


@each_picture
def test_a_picture_names_no_program_and_no_date(name, case) -> None:
    content = drawn(name, case("one task"))
    assert not [word for word in (b"Software", b"atplotlib", b"tEXt", b"iTXt", b"tIME") if word in content]


@each_picture
def test_a_notebook_shows_it_once_and_without_pyplot(name, case) -> None:
    from IPython.core.formatters import DisplayFormatter

    figure = PICTURES[name](case("one task"))
    shown, _ = DisplayFormatter().format(figure)
    assert sorted(shown) == ["image/png", "text/plain"]
    assert shown["image/png"] == png(figure)
    assert "matplotlib.pyplot" not in sys.modules
