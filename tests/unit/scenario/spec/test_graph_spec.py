"""The graph of a workload as it is written."""

import pytest

from sim.scenario import ChainGraph, ForkJoinGraph, LayeredGraph, ScenarioError, SyntheticWorkload, parse_scenario
from sim.scenario.spec.graph_spec import MOST_EDGES


def workload_of(minimal, **workload):
    return parse_scenario({**minimal, "workload": {"kind": "synthetic", "tasks_per_wave": 10, **workload}}).workload


def problem_of(minimal, **workload):
    with pytest.raises(ScenarioError) as raised:
        workload_of(minimal, **workload)
    (problem,) = raised.value.problems
    return f"{problem.path}: {problem.message}"


def test_what_is_not_said_is_no_graph(minimal):
    workload = workload_of(minimal)
    assert (workload.graph, workload.hand_off) == (None, None)


def test_the_three_kinds_are_read(minimal):
    assert workload_of(minimal, graph={"kind": "chain", "length": 3}).graph == ChainGraph(length=3)
    fork = workload_of(minimal, graph={"kind": "fork_join", "width": 3, "stages": 2}).graph
    assert fork == ForkJoinGraph(width=3, stages=2)
    layered = workload_of(minimal, graph={"kind": "layered", "layers": 5, "edge_probability": 0.25}).graph
    assert layered == LayeredGraph(layers=5, edge_probability=0.25)


def test_a_hand_off_is_a_time(minimal):
    graph = {"kind": "chain", "length": 2}
    assert workload_of(minimal, graph=graph, hand_off="5min").hand_off.value == 300.0
    assert workload_of(minimal, graph=graph, hand_off={"kind": "exponential", "mean": "2s"}).hand_off.mean == 2.0
    assert problem_of(minimal, graph=graph, hand_off=-1) == "workload.hand_off: -1 is less than 0"


def test_what_cannot_be_is_named_at_its_key(minimal):
    layered = {"kind": "layered", "layers": 11, "edge_probability": 0.5}
    assert problem_of(minimal, graph=layered) == "workload.graph.layers: more layers than tasks: a wave has 10"
    assert problem_of(minimal, hand_off="5s").startswith("workload.hand_off: is of no use without `graph`")
    assert problem_of(minimal, graph={"kind": "tree"}) == (
        "workload.graph.kind: 'tree' is unknown; expected chain, fork_join or layered"
    )
    assert problem_of(minimal, graph={"kind": "chain", "length": 0}) == "workload.graph.length: 0 is less than 1"
    assert "missing" in problem_of(minimal, graph={"kind": "fork_join", "stages": 2})


def test_more_edges_than_can_be_held_are_refused_before_they_are_drawn(minimal):
    layered = {"kind": "layered", "layers": 2, "edge_probability": 1.0}
    message = problem_of(minimal, tasks_per_wave=10_000, graph=layered)
    assert message == f"workload.graph: about 2.5e+07 edges are more than {MOST_EDGES:,}; use fewer tasks"
    layered["edge_probability"] = 0.001
    assert "pairs of tasks are more than" in problem_of(minimal, tasks_per_wave=100_000, graph=layered)
    stream = {"kind": "poisson", "rate": 1000.0, "until": "100s"}
    assert "pairs of tasks" in problem_of(minimal, tasks_per_wave=None, arrivals=stream, graph=layered)


def test_a_stream_may_bring_fewer_tasks_than_there_are_layers():
    stream = {"kind": "poisson", "rate": 0.1, "until": "30s"}
    layered = LayeredGraph(layers=50, edge_probability=0.5)
    assert SyntheticWorkload(arrivals=stream, graph=layered).graph == layered


def test_it_is_written_as_it_was_read(minimal):
    graph = {"kind": "fork_join", "width": 3}
    data = {**minimal, "workload": {"kind": "synthetic", "tasks_per_wave": 10, "graph": graph, "hand_off": 2.0}}
    scenario = parse_scenario(data)
    assert scenario.written()["workload"]["graph"] == graph
    assert parse_scenario(scenario.resolved()) == scenario
