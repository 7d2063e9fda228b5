"""Directed worlds for the engine: what tasks wait for and who accepts them, patience and its end."""

from collections.abc import Mapping, Sequence
from typing import Any

import sim

PULL, PUSH = "shared_queue", "load_balanced"


def world(work: Mapping[str, Any], agents: Sequence[Mapping[str, Any]], **changes: Any) -> sim.Scenario:
    fleet = {"agents": agents, **changes.pop("fleet", {})}
    workload = {"kind": "synthetic", "duration": {"kind": "exponential", "mean": 10}, **work}
    return sim.parse_scenario({"name": "work", "horizon": 400, "fleet": fleet, "workload": workload, **changes})


def graph_worlds() -> list[sim.Scenario]:
    """Hand-offs that are long beside the work, to agents that break down; parents that often fail."""
    outages = {"breakdowns": {"mtbf": 25, "mttr": 10, "failover": "reassign"}}
    layers = {"kind": "layered", "layers": 4, "edge_probability": 0.3}
    join = {"kind": "fork_join", "width": 4, "stages": 2}
    three: list[dict[str, Any]] = [{"name": "agent", "count": 3}]
    handed: dict[str, Any] = {"tasks_per_wave": 24, "waves": 2, "graph": join, "hand_off": 15, "predicted_success": 0.8}
    layered = {**handed, "graph": layers, "hand_off": {"kind": "exponential", "mean": 8}}
    constant = {**handed, "duration": 10}
    retry = {"max_retries": 1}
    return [
        world(handed, three, fleet=outages, retry=retry),
        world(layered, three, fleet=outages, retry=retry),
        world(layered, three, retry=retry, assignment={"strategy": PULL}),
        world(constant, three, retry=retry),
        world({**constant, "arrivals": {"kind": "poisson", "rate": 0.5}}, three, retry=retry),
        world({**handed, "arrivals": {"kind": "poisson", "rate": 0.1}}, three, fleet=outages, horizon=90),
    ]


def kind_worlds() -> list[sim.Scenario]:
    """Types that few agents accept, in queues and in the one queue of a fleet."""
    types = {"code": {"share": 2}, "docs": {"share": 1}, "rare": {"share": 0.2, "priority": {1: 1}}}
    agents = [
        {"name": "coder", "count": 2, "accepts": ["code"]},
        {"name": "writer", "accepts": ["docs", "rare"], "capacity": 2},
        {"name": "other", "accepts": ["code", "rare"], "speed": 2},
    ]
    work = {"tasks_per_wave": 40, "types": types, "arrivals": {"kind": "poisson", "rate": 0.4}}
    down = {"breakdowns": {"mtbf": 40, "mttr": 15, "failover": "reassign"}}
    return [
        world(work, agents, fleet=down, assignment={"strategy": strategy})
        for strategy in (PUSH, "round_robin", "met", "longest_first")
    ] + [
        world(work, agents, fleet=down, assignment={"strategy": PULL, "order": order})
        for order in ("fifo", "priority", "shortest", "list")
    ]


def earlier_waves(tmp_path: Any) -> sim.Scenario:
    """Tasks of a second wave that wait for failed ones of the first: all of them, so that nothing of it is run."""
    lines = ["task_id,wave,predicted_success,predicted_execution_time,depends_on"]
    lines += ["a,1,0,5,", "b,1,1,5,", "c,2,1,5,a", "d,2,1,5,b;c", "e,2,1,5,a;d", "f,3,1,5,b", "g,3,1,5,e;f"]
    (tmp_path / "tasks.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    data = {
        "name": "waves",
        "fleet": {"agents": [{"name": "agent", "count": 2}]},
        "workload": {"kind": "table", "path": "tasks.csv"},
        "retry": {"max_retries": 1},
    }
    return sim.parse_scenario(data, origin=tmp_path)


def impatient_worlds() -> list[sim.Scenario]:
    """Time-outs of both kinds, orphans in slots and in lines, deadlines wherever a task can be when they pass."""
    two: list[dict[str, Any]] = [{"name": "agent", "count": 2, "capacity": 2}]
    late = [{"name": "agent", "count": 2, "queue": "deadline"}]
    stream = {"tasks_per_wave": 60, "waves": 2, "arrivals": {"kind": "poisson", "rate": 0.6}, "predicted_success": 0.7}
    due = {**stream, "deadline": {"kind": "exponential", "mean": 25}, "on_deadline": "drop"}
    outages = {"breakdowns": {"mtbf": 40, "mttr": 15, "failover": "reassign"}}
    resumed = {"breakdowns": {"mtbf": 40, "mttr": 15, "on_breakdown": "resume"}}
    serve = {"timeout": 12, "timeout_from": "queued", "orphans": "serve", "failure_point": "uniform"}
    started = {"timeout": 9, "orphans": "serve"}
    graph = {
        **due,
        "arrivals": None,
        "graph": {"kind": "layered", "layers": 4, "edge_probability": 0.1},
        "hand_off": 20,
    }
    graph.pop("arrivals")
    one = [{"name": "agent", "queue": "priority"}]
    flood = {"tasks_per_wave": 300, "waves": 1, "arrivals": {"kind": "poisson", "rate": 5}}
    ends = {
        "tasks_per_wave": 12,
        "duration": 10,
        "deadline": 9.9999999995,
        "on_deadline": "drop",
        "predicted_success": 0.4,
    }
    return [
        world(stream, two, retry=serve),
        world(stream, two, retry=serve, fleet=resumed),
        world(stream, two, retry=serve, fleet=outages),
        world(stream, two, retry=started, fleet=outages, assignment={"strategy": PULL}),
        world(stream, two, retry={**serve, "orphans": "cancel"}, fleet=resumed),
        world(stream, two, retry=serve, assignment={"strategy": PULL}),
        world(due, late, retry={"base": 8}, fleet=outages),
        world(due, late, retry={"base": 8, **started}, fleet=resumed),
        world(due, two, retry={"base": 8}, assignment={"strategy": PULL}),
        world(due, two, retry={"base": 8}, fleet={"breakdowns": {"mtbf": 12, "mttr": 40, "failover": "reassign"}}),
        world(graph, two, fleet=outages),
        world(graph, two, assignment={"strategy": PULL}),
        world(flood, one, retry={**serve, "timeout": 3, "max_retries": 0}, horizon=200),
        world({**ends, "deadline": 99}, one, retry={"timeout": 19.9999999995, "timeout_from": "queued", "base": 1}),
        world({**ends, "predicted_success": 0.6}, [{"name": "agent", "count": 6}], retry={"base": 0}),
        world(stream, two, retry={"timeout": 15, "timeout_from": "queued"}, assignment={"strategy": "mct"}),
        world(stream, two, retry=serve, assignment={"strategy": "olb"}, fleet=outages),
        world(stream, two, retry=serve, assignment={"strategy": "sufferage"}),
        world(stream, two, retry=serve, assignment={"strategy": "work_stealing"}, fleet=resumed),
        world({**graph, "deadline": 90}, late, retry=serve, assignment={"strategy": "work_stealing"}),
        world({**graph, "deadline": 90}, late, retry=serve, assignment={"strategy": "heft"}, fleet=outages),
    ]
