"""Runs to draw: what each is there for stands beside it."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from sim.experiment.run import run
from sim.experiment.scenario_input import parse_scenario
from sim.record.tables import TABLES
from sim.report.figures.source import PictureSource, source_of

WIDE = {"kind": "lognormal", "mean": "30s", "cv": 0.5}
HOPEFUL = {"kind": "uniform", "low": 0.6, "high": 0.95}


def agents(count: int, name: str = "agent", **more: Any) -> dict[str, Any]:
    return {"agents": [{"name": name, "count": count, **more}]}


def workload(**keys: Any) -> dict[str, Any]:
    return {"kind": "synthetic", **keys}


CASES: dict[str, dict[str, Any]] = {
    # nothing fails: no red, no outage, little lost
    "calm": {"fleet": agents(4), "workload": workload(waves=3, tasks_per_wave=12, predicted_success=1.0)},
    # everything at once: failures, breakdowns, refusals, an agent with slots
    "flaky": {
        "seed": 7,
        "fleet": {
            "agents": [{"name": "agent", "count": 3}, {"name": "wide", "capacity": 3, "reliability": 0.6}],
            "breakdowns": {"mtbf": "8min", "mttr": "1min"},
        },
        "workload": workload(waves=4, tasks_per_wave=20, duration=WIDE, predicted_success=HOPEFUL),
        "gates": {"transient_refusal_rate": 0.1},
    },
    "one task": {"fleet": agents(1), "workload": workload(tasks_per_wave=1, predicted_success=1.0)},
    # 100 agents with long names
    "crowd": {
        "fleet": agents(100, "a-very-long-name-for-an-agent-of-a-kind-of-which-there-are-many"),
        "workload": workload(waves=2, tasks_per_wave=250, duration=WIDE, predicted_success=HOPEFUL),
    },
    "many waves": {
        "fleet": agents(3),
        "workload": workload(waves=70, tasks_per_wave=4, duration=WIDE, predicted_success=HOPEFUL),
    },
    # more attempts than pixels, on agents and slots
    "dense": {
        "fleet": agents(2, capacity=30),
        "workload": workload(waves=2, tasks_per_wave=1500, duration=WIDE, predicted_success=HOPEFUL),
        "monitor": {"interval": "1s"},
    },
    # all refused for good at time 0: the run takes no time, and nothing is sampled
    "rejected": {"fleet": agents(2), "workload": workload(waves=2, tasks_per_wave=9, predicted_success=0.01)},
    # all refused again and again
    "deferred": {
        "fleet": agents(2), "workload": workload(tasks_per_wave=9), "gates": {"transient_refusal_rate": 1.0},
    },
    # cut off at the horizon, agents down
    "cut off": {
        "horizon": 200,
        "fleet": {**agents(3), "breakdowns": {"mtbf": "3min", "mttr": "1min", "on_breakdown": "resume"}},
        "workload": workload(waves=3, tasks_per_wave=10),
    },
    # more tasks than are drawn, some of which wait for others and fail with them
    "workflow": {
        "fleet": agents(5),
        "workload": workload(
            tasks_per_wave=200, duration=WIDE, predicted_success=HOPEFUL,
            graph={"kind": "layered", "layers": 8, "edge_probability": 0.02}, hand_off=5,
        ),
        "retry": {"max_retries": 0},
    },
    # a shared queue: tasks wait at the manager
    "pull": {
        "fleet": agents(2), "workload": workload(tasks_per_wave=20), "assignment": {"strategy": "shared_queue"},
    },
}  # fmt: skip


@cache
def drawn_case(name: str) -> PictureSource:
    scenario = parse_scenario({"name": name.replace(" ", "-"), **CASES[name]})
    return source_of(scenario, run(scenario).columns)


@pytest.fixture(params=CASES)
def source(request: pytest.FixtureRequest) -> PictureSource:
    return drawn_case(request.param)


@pytest.fixture
def case() -> Callable[[str], PictureSource]:
    return drawn_case


@pytest.fixture
def made() -> Callable[..., PictureSource]:
    """A source with rows written by hand: table=[{column: value}, ..]; columns not named are null."""

    def make(agents: tuple[tuple[str, int], ...] = (("agent_0", 1),), meaning: str = "attempt", **rows: Any) -> Any:
        tables = {
            name: {column.name: [row.get(column.name) for row in rows.get(name, ())] for column in table.columns}
            for name, table in TABLES.items()
        }
        weights = {"success_rate": 0.4, "availability": 0.2, "accuracy": 0.2, "load_balance": 0.2}
        return PictureSource("made", 1, agents, weights, meaning, 300.0, 0.0, tables)

    return make
