"""The picture of a wave's graph, its critical path, and the section of the report that says the same."""

from itertools import pairwise

import pytest

import sim
from sim.report.figures.graph import MOST_TASKS, drawn_tasks, graph_title, rows_of
from sim.report.plots import names_of
from sim.report.wave_graph import wave_graph

HEAD = "task_id,seconds,predicted_success,wave,depends_on\n"


@pytest.fixture
def run_of(tmp_path):
    def run(lines, agents=2, **sections):
        (tmp_path / "tasks.csv").write_text(HEAD + "\n".join(lines) + "\n")
        workload = {"kind": "table", "path": str(tmp_path / "tasks.csv")}
        fleet = {"agents": [{"name": "agent", "count": agents}]}
        return sim.run({"name": "graph", "fleet": fleet, "workload": workload, **sections})

    return run


DIAMOND = ["a,10,1,1,", "b,20,1,1,a", "c,5,1,1,a", "d,10,1,1,b; c"]


def test_the_critical_path_is_the_longest_chain_of_work(run_of):
    graph = wave_graph(run_of(DIAMOND).columns)
    assert graph is not None
    assert [graph.task_id[task] for task in graph.critical] == ["a", "b", "d"]
    assert (graph.critical_s, graph.length_s) == (40.0, 40.0)
    assert graph_title(graph).endswith("more agents would not help")


def test_where_agents_are_short_the_wave_takes_longer_than_its_path(run_of):
    graph = wave_graph(run_of([*DIAMOND, "e,30,1,1,a", "f,30,1,1,a"], agents=1).columns)
    assert graph is not None
    assert (graph.critical_s, graph.length_s) == (40.0, 105.0)
    assert graph_title(graph).endswith("which no fleet can beat")


def test_the_wave_with_most_dependencies_is_shown(run_of):
    # What waits for an earlier wave alone is no edge of its wave.
    graph = wave_graph(run_of(["a,1,1,1,", "b,1,1,1,a", "c,1,1,2,a", "d,1,1,2,a; c", "e,1,1,2,c"]).columns)
    assert graph is not None
    assert (graph.wave, graph.task_id, graph.graph.edges) == (2, ["c", "d", "e"], 2)


def test_a_run_without_dependencies_has_neither_picture_nor_section(run_of):
    run = run_of(["a,1,1,1,", "b,1,1,1,"])
    assert wave_graph(run.columns) is None
    assert "graph" not in names_of(run.columns)
    assert "## Dependencies" not in run.report()
    assert "graph" in names_of(run_of(DIAMOND).columns)


def test_the_report_names_the_path(run_of):
    text = run_of(DIAMOND).report()
    assert "Wave 1 has 4 dependencies between 4 tasks." in text
    assert "took 40 s over 3 tasks (a, b, d); the wave took 40 s." in text


def test_no_two_bars_of_a_row_overlap(run_of):
    scenario = {"kind": "synthetic", "tasks_per_wave": 300, "graph": {"kind": "layered", "layers": 20, "edge_probability": 0.2}}  # fmt: skip # noqa: E501
    run = sim.run({"name": "many", "fleet": {"agents": [{"name": "a", "count": 9}]}, "workload": scenario})
    graph = wave_graph(run.columns)
    assert graph is not None
    tasks = drawn_tasks(graph)
    assert len(tasks) == MOST_TASKS
    assert set(graph.critical) <= set(tasks)
    rows = rows_of(graph, tasks)
    for row in set(rows.values()):
        spans = sorted((graph.started_at[task] or 0.0, graph.ended_at[task]) for task in tasks if rows[task] == row)
        assert all(earlier[1] <= later[0] for earlier, later in pairwise(spans))
    assert run.plot_graph().axes


def test_tasks_that_never_start_are_left_out_of_the_picture(run_of):
    run = run_of(["a,10,0,1,", "b,20,1,1,a", "c,5,1,1,"], gates={"min_predicted_success": 0}, retry={"max_retries": 0})
    graph = wave_graph(run.columns)
    assert graph is not None
    assert [graph.task_id[task] for task in drawn_tasks(graph)] == ["a", "c"]
    assert run.plot_graph().axes
