"""What holds of all pictures of all studies: which there are, nothing is cut off or covered, same bytes."""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import matplotlib
import pytest
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from sim.report.figures.comparison.study import pareto_metrics, study_pictures
from sim.report.figures.picture import Picture, png

BASE = {"alternatives", "differences", "health_trajectories", "convergence"}
EXPECTED = {
    "two": BASE,
    "strategies": BASE | {"pareto"},
    "twenty": BASE | {"pareto", "sweep"},
    "lines": BASE | {"pareto", "sweep"},
    "one_key": BASE | {"sweep"},  # one metric makes no front
    "small_grid": BASE | {"pareto", "sweep"},
    "hundred": BASE | {"pareto", "sweep"},
    "scattered": BASE | {"pareto", "sweep"},
    "strange_names": BASE | {"pareto"},
    "single_replication": (BASE | {"pareto"}) - {"convergence"},  # one value has no interval to converge
    "all_failed": BASE,
}


@pytest.fixture
def texts_of(monkeypatch) -> Callable[[Picture], list[tuple[str, Bbox]]]:
    """Every text that is really drawn, with the pixels that it covers."""

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


@pytest.mark.parametrize("case_name", EXPECTED)
def test_pictures_make_sense_say_what_they_show_and_cover_nothing(case_name, case, texts_of) -> None:
    pictures = study_pictures(*case(case_name))
    assert set(pictures) == EXPECTED[case_name]
    for name, figure in pictures.items():
        texts, page = texts_of(figure), figure.bbox
        outside = [text for text, b in texts if b.x0 < 0 or b.y0 < 0 or b.x1 > page.x1 or b.y1 > page.y1]
        assert outside == [], name
        covering = [
            (one, other)
            for (one, a), (other, b) in combinations(texts, 2)
            if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1
        ]
        assert covering == [], name
        said = " ".join(text for text, _ in texts)
        assert "made" in said, name
        assert not figure.axes or name in ("convergence", "health_trajectories") or "better" in said, name
        width, height = figure.get_size_inches()
        assert width == 9.0
        assert 1.0 < height < 11.1, name


def test_the_same_study_gives_the_same_bytes_whatever_the_users_settings_and_the_order_of_rows(case) -> None:
    study = case("small_grid")
    first = {name: png(figure) for name, figure in study_pictures(*study).items()}
    turned = study._replace(runs=study.runs.sort_values("replication"), trajectories=study.trajectories[::-1])
    with matplotlib.rc_context({"font.size": 20, "axes.grid": True, "savefig.dpi": 50, "text.hinting": "none"}):
        again = {name: png(figure) for name, figure in study_pictures(*turned).items()}
    assert first == again
    other = case("two")  # the control: another study, another picture
    assert png(study_pictures(*other)["differences"]) != first["differences"]


def test_a_front_sets_what_is_paid_against_what_is_got(case, made) -> None:
    # more is better of the health score, less of the makespan, the first of its kind
    assert pareto_metrics(case("strategies").comparison) == ("makespan", "health_score")
    assert pareto_metrics(case("two").comparison) is None
    same_kind = made(["a", "b", "c"], {}, [0.0, 1.0, 2.0], metrics=["health_score", "success_rate"])
    assert pareto_metrics(same_kind.comparison) == ("health_score", "success_rate")
