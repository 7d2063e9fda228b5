"""The agents' timeline, by hand."""

from typing import Any

import numpy as np
import pytest
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_hex

import sim
from sim.document.quantity import percent
from sim.report.figures.lanes import chosen_agents, lanes_of, total_height
from sim.report.figures.source import source_of
from sim.report.figures.style import NAVY, SKY, VERMILLION, YELLOW
from sim.report.figures.text import shown
from sim.report.figures.time_shares import shares_of_time
from sim.report.figures.time_spent import timeline_title
from sim.report.figures.timeline import timeline_picture
from sim.report.figures.timeline_links import EDGE_WIDTH, MOST_EDGES, TIMEOUT_MARKER

PAIR = (("agent_0", 1), ("agent_1", 1))


def attempt(start, end, agent="agent_0", task="t", slot=0, error=None, backoff=None, served=None):
    return {
        "task_id": task, "wave": 1, "attempt": 0, "agent_id": agent, "slot": slot, "started_at": start, "ended_at": end,
        "served": end - start if served is None else served, "succeeded": error is None, "error_class": error,
        "approved": error not in ("gate_rejected", "gate_deferred"), "backoff": backoff,
        "wasted": 0.0 if error is None else end - start if served is None else served,
    }  # fmt: skip


WAVE = {"wave": 1, "started_at": 0.0, "ended_at": 100.0}
STORY = [
    attempt(0.0, 40.0, task="good"),
    attempt(40.0, 60.0, task="bad", error="transient", backoff=2.0),
    attempt(62.0, 70.0, task="bad", error="agent_down"),
    attempt(0.0, 0.0, agent="agent_1", task="no", error="gate_rejected"),
]


def drawn_bars(figure: Any) -> dict[str, list[tuple[float, float]]]:
    """Begin and end of what is drawn, by colour."""
    found: dict[str, list[tuple[float, float]]] = {}
    collections: list[Any] = [c for c in figure.axes[0].collections if isinstance(c, PolyCollection)]
    for collection in collections:
        if collection.get_hatch() is None:
            spans = [(path.vertices[:, 0].min(), path.vertices[:, 0].max()) for path in collection.get_paths()]
            if spans:
                found[to_hex(collection.get_facecolor()[0]).upper()] = spans
    return found


@pytest.fixture
def story(made):
    outage = {"agent_id": "agent_0", "started_at": 70.0, "ended_at": 90.0}
    return made(agents=PAIR, waves=[WAVE], attempts=STORY, outages=[outage])


def test_each_attempt_is_a_bar_in_the_colour_of_its_end(story):
    assert drawn_bars(timeline_picture(story)) == {
        SKY: [(0.0, 40.0)],
        VERMILLION: [(40.0, 60.0)],
        NAVY: [(62.0, 70.0)],
    }


def test_back_off_refusals_and_outages_are_drawn(story):
    axes: Any = timeline_picture(story).axes[0]
    lines = [c for c in axes.collections if isinstance(c, LineCollection)]
    assert [segment[:, 0].tolist() for c in lines for segment in c.get_segments()] == [[60.0, 62.0]]
    hatched = [c for c in axes.collections if c.get_hatch()]
    assert [(p.vertices[:, 0].min(), p.vertices[:, 0].max()) for c in hatched for p in c.get_paths()] == [(70.0, 90.0)]
    marks = [line for line in axes.lines if line.get_marker() == "v"]
    assert [line.get_xdata().tolist() for line in marks] == [[0.0]]


def test_the_title_adds_up_the_fleets_time(story):
    # 2 slots for 100 s; worked 40 + 20 + 8 = 68 of 200, lost 28 of the 68, down 20 of the 200
    assert timeline_title(story) == (
        "Agents were busy 34 % and down 10 % of the run; failures wasted 41.2 % of their work, 1 of 4 attempts refused"
    )


def test_an_outage_that_never_ended_lasts_to_the_end(made):
    outage = {"agent_id": "agent_0", "started_at": 75.0, "ended_at": None}
    source = made(waves=[WAVE], attempts=[attempt(0.0, 50.0)], outages=[outage])
    assert timeline_title(source) == "Agents were busy 50 % and down 25 % of the run; no attempt failed"


def test_nothing_but_refusals(made):
    source = made(agents=PAIR, waves=[WAVE], attempts=[STORY[3]] * 3)
    assert timeline_title(source) == "No agent worked: 3 attempts refused"
    assert drawn_bars(timeline_picture(source)) == {}


def test_the_rows_of_an_agent_are_its_slots(made):
    rows = [attempt(0.0, 50.0, slot=0), attempt(0.0, 50.0, slot=2)]
    figure: Any = timeline_picture(made(agents=(("agent_0", 3),), waves=[WAVE], attempts=rows))
    collections: list[Any] = [c for c in figure.axes[0].collections if isinstance(c, PolyCollection)]
    paths = [path for collection in collections for path in collection.get_paths()]
    (lane,) = lanes_of([("agent_0", 3)])
    tops = sorted(path.vertices[:, 1].min() for path in paths)
    assert tops[1] - tops[0] == pytest.approx(2 * lane.row)


def test_ids_stand_in_bars_that_have_room_for_them(made):
    texts = [t.get_text() for t in timeline_picture(made(waves=[WAVE], attempts=STORY[:2])).axes[0].texts]
    assert {"good", "bad"} <= set(texts)
    crowded = [attempt(n, n + 1.0, task=f"a task {n}") for n in range(100)]
    assert not [
        t for t in timeline_picture(made(waves=[WAVE], attempts=crowded)).axes[0].texts if "a task" in t.get_text()
    ]


HOSTILE = [
    "$\\frac{1}{0}$", "$", "_{^}", "\\n", "a\nb\tc", "</td><script>", "=cmd|' /C calc'!A0", "\u202eevil\u202c",
    "x" * 100_000, "\u65e5\u672c\u8a9e", "\U0001f600", "e\u0301\u0301\u0301", "\x00nul", "\ud800", "", " ", "%s{0}",
]  # fmt: skip


@pytest.mark.parametrize("task_id", HOSTILE)
def test_a_hostile_id_is_text_and_nothing_else(made, task_id):
    figure = timeline_picture(made(waves=[WAVE], attempts=[attempt(0.0, 100.0, task=task_id)]))
    figure.canvas.draw()  # a formula, or a character that the font lacks, would raise here
    (text,) = [t for t in figure.axes[0].texts if t.get_text() == shown(task_id, longest=40)]
    assert not text.get_parse_math()
    assert len(text.get_text()) <= 40
    assert text.get_text().isprintable()


def test_of_a_large_fleet_the_agents_that_others_waited_for_and_the_busiest_are_shown(made):
    # agent_n works n seconds; agent_0 works none, but the last task of wave 1 ends with it
    fleet = tuple((f"agent_{n}", 1) for n in range(60))
    rows = [attempt(0.0, float(n), agent=f"agent_{n}") for n in range(1, 60)]
    tasks = [
        {"wave": 1, "ended_at": 59.0, "agent_id": "agent_59"},
        {"wave": 1, "ended_at": 80.0, "agent_id": "agent_0"},
        {"wave": 1, "ended_at": 10.0, "agent_id": None},
    ]
    source = made(agents=fleet, attempts=rows, tasks=tasks, waves=[WAVE])
    chosen = [agent_id for agent_id, _ in chosen_agents(source)]
    assert chosen == ["agent_0", *(f"agent_{n}" for n in range(21, 60))]
    assert "Shown are the 40" in " ".join(t.get_text() for t in timeline_picture(source).texts)


def test_too_many_attempts_become_shares_of_time(made):
    # 20,000 attempts of 5 ms in 100 s: a pixel holds several; every second one failed
    rows = [attempt(n * 0.005, (n + 1) * 0.005, error="transient" if n % 2 else None) for n in range(20_000)]
    figure: Any = timeline_picture(made(waves=[WAVE], attempts=rows))
    assert "Heights are shares of time" in " ".join(t.get_text() for t in figure.texts)
    (lane,) = lanes_of([("agent_0", 1)])
    succeeded = next(c for c in figure.axes[0].collections if to_hex(c.get_facecolor()[0]).upper() == SKY)
    heights = succeeded.get_paths()[0].vertices[:, 1]
    assert heights.min() == pytest.approx(lane.height / 2, abs=0.01)


def test_shares_of_time_by_hand():
    # bins of 10 s; (0, 25) covers 10, 10, 5 of them, (12, 14) covers 2 of the second
    edges = np.array([0.0, 10.0, 20.0, 30.0])
    assert shares_of_time(edges, np.array([0.0, 12.0]), np.array([25.0, 14.0])).tolist() == pytest.approx(
        [1.0, 1.2, 0.5]
    )
    assert shares_of_time(edges, np.array([]), np.array([])).tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("fleet", [[("a", 1)], [("a", 10_000)], [("a", 1)] * 40, [("a", 8)] * 40])
def test_lanes_fit_a_page(fleet):
    assert 0.3 < total_height(lanes_of(fleet)) <= 8.6


def task(name, waits_for=None):
    return {"task_id": name, "depends_on": waits_for}


def lines_of(figure: Any, width: float) -> list[list[tuple[float, float]]]:
    collections: list[Any] = [c for c in figure.axes[0].collections if isinstance(c, LineCollection)]
    found = [c for c in collections if c.get_linewidth()[0] == width]
    return [[tuple(point) for point in segment] for c in found for segment in c.get_segments()]


def test_who_waits_for_whom_is_a_line(made):
    rows = [
        attempt(0.0, 40.0, task="first", error="transient"),
        attempt(50.0, 60.0, task="first"),
        attempt(60.0, 90.0, agent="agent_1", task="then"),
    ]
    tasks = [task("first"), task("then", "first=2.5"), task("never", "first; then")]
    source = made(agents=PAIR, waves=[WAVE], attempts=rows, tasks=tasks)
    figure = timeline_picture(source)
    one, other = lanes_of(PAIR)
    (line,) = lines_of(figure, EDGE_WIDTH)
    assert [x for x, _ in line] == [60.0, 60.0]
    assert [y for _, y in line] == pytest.approx([one.top + 0.43 * one.row, other.top + 0.43 * other.row])
    assert "waits for" in [text.get_text() for text in figure.legends[0].get_texts()]
    many = [task(f"t{n}", "first") for n in range(MOST_EDGES + 1)]
    crowded = timeline_picture(made(agents=PAIR, waves=[WAVE], attempts=rows, tasks=[task("first"), *many]))
    assert lines_of(crowded, EDGE_WIDTH) == []
    assert "waits for" not in [text.get_text() for text in crowded.legends[0].get_texts()]


def test_where_the_time_is_up_is_a_mark(made):
    queued = {**attempt(80.0, 80.0, task="queued", error="timeout", slot=None), "approved": False}
    figure: Any = timeline_picture(made(waves=[WAVE], attempts=[attempt(0.0, 50.0, error="timeout"), queued]))
    (lane,) = lanes_of([("agent_0", 1)])
    (marks,) = [line for line in figure.axes[0].lines if line.get_marker() == TIMEOUT_MARKER]
    assert marks.get_xdata().tolist() == pytest.approx([50.0, 80.0], abs=0.2)
    assert marks.get_ydata().tolist() == pytest.approx([lane.top + 0.43 * lane.row, lane.top])
    assert "time was up" in [text.get_text() for text in figure.legends[0].get_texts()]


@pytest.mark.parametrize("tasks", [6, 3000])
def test_waits_at_limits_are_drawn_named_and_told(tasks):
    # A pool of one for two slots: while one is served the other waits, from the first second to the last.
    run = sim.run(
        {
            "name": "pool",
            "fleet": {"agents": [{"name": "a", "capacity": 2}]},
            "limits": [{"name": "pool", "concurrent": 1, "when_short": "wait"}],
            "workload": {"kind": "synthetic", "tasks_per_wave": tasks, "duration": "10s", "predicted_success": 1.0},
        }
    )
    figure = run.plot_timeline()
    assert "waited at a limit" in [text.get_text() for text in figure.legends[0].get_texts()]
    # Of the last task's ten seconds the other slot idles: with 6 tasks, 50 of 120 slot seconds.
    held = (tasks - 1) / (2 * tasks)
    title = timeline_title(source_of(run.scenario, run.columns))
    assert title == f"Agents were busy 50 % and held up at limits {percent(held)} of the run; no attempt failed"
    if tasks == 6:
        waits = drawn_bars(figure)[YELLOW]
        assert sorted(waits) == [(0, 10), (10, 20), (20, 30), (30, 40), (40, 50)]


def test_the_key_says_who_refused():
    limits = [{"name": "starts", "starts_per_s": 0.1}]
    data = {"name": "refused", "fleet": {"agents": [{"name": "a", "capacity": 3}]}, "limits": limits,
            "workload": {"kind": "synthetic", "tasks_per_wave": 6, "duration": "10s"}}  # fmt: skip
    texts = [text.get_text() for text in sim.run(data).plot_timeline().legends[0].get_texts()]
    assert "refused by a limit" in texts
    data["gates"] = {"transient_refusal_rate": 0.5}
    texts = [text.get_text() for text in sim.run(data).plot_timeline().legends[0].get_texts()]
    assert "refused by a gate and a limit" in texts
