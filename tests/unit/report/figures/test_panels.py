"""The main panel of each picture in axes of another figure: the same finding, the same data."""

import pytest
from matplotlib.figure import Figure

import sim
from sim.report.figures.panels import PANELS, draw_panel

DATA = {
    "name": "pair",
    "seed": 5,
    "fleet": {"agents": [{"name": "agent", "count": 2}], "breakdowns": {"mtbf": "2min", "mttr": "20s"}},
    "workload": {
        "kind": "synthetic",
        "waves": 2,
        "tasks_per_wave": 6,
        "predicted_success": 0.7,
        "graph": {"kind": "chain", "length": 3},
    },
}


@pytest.fixture(scope="module")
def finished() -> sim.Run:
    return sim.run(sim.parse_scenario(DATA))


@pytest.mark.parametrize("name", PANELS)
def test_the_axes_that_are_given_are_drawn_in_and_returned(finished: sim.Run, name: str) -> None:
    above, below = Figure(figsize=(9.0, 8.0)).subplots(2)
    assert getattr(finished, f"plot_{name}")(ax=above) is above
    picture = getattr(finished, f"plot_{name}")()
    told = "".join("".join(text.get_text().split()) for text in picture.texts)
    assert "".join(above.get_title(loc="left").split()) in told
    assert len(above.lines) + len(above.collections) + len(above.patches) > 0
    assert not below.has_data()
    above.figure.draw_without_rendering()


@pytest.mark.parametrize("name", PANELS)
def test_a_run_without_anything_to_draw_says_so(made, name: str) -> None:
    axes = draw_panel(name, made(), Figure().subplots())
    assert [text.get_text() for text in axes.texts] == ["nothing to draw"]
