"""Random worlds: valid scenarios over the whole range of what can be simulated, with Phase 20's files in some.

Whole seconds and round numbers prevail on purpose: they make many things happen at one and the same instant.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from sim.policies.catalogue import strategies
from tests.properties.random_values import (
    Spec,
    duration_errors,
    durations,
    shapes,
    share_distributions,
    shares,
    time_distributions,
    times,
    weights,
)
from tests.properties.random_work import with_more

Draw = Any
MOST_TASKS = 60


@dataclass(frozen=True)
class RandomWorld:
    """A scenario as data, and the rows of the files that it reads, by name."""

    data: Spec
    files: Mapping[str, Sequence[Spec]] = field(default_factory=dict)

    def write_files(self, folder: Path) -> None:
        for name, rows in self.files.items():
            (folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@st.composite
def fleets(draw: Draw) -> Spec:
    kinds = draw(st.lists(agent_kinds(), min_size=1, max_size=3))
    names = ("agent", "coder", "reviewer")
    agents = [{"name": name, "count": 1, **kind} for name, kind in zip(names, kinds, strict=False)]
    if len(agents) < len(names):
        agents[0]["count"] = draw(st.integers(1, 4))
    breakdowns = draw(breakdown_kinds()) if draw(st.booleans()) else None
    return {"agents": agents} | ({} if breakdowns is None else {"breakdowns": breakdowns})


@cache
def agent_kinds() -> SearchStrategy[Spec]:
    return st.fixed_dictionaries(
        {},
        optional={
            "capacity": st.integers(1, 3),
            "speed": st.sampled_from([0.5, 1.0, 2.0, 3.0]),
            "reliability": st.sampled_from([1.0, 0.9, 0.3, 0.0]),
            "queue": st.sampled_from(["fifo", "priority", "shortest"]),
        },
    )


@cache
def breakdown_kinds() -> SearchStrategy[Spec]:
    return st.fixed_dictionaries(
        {
            "mtbf": time_distributions(10, 90),
            "mttr": time_distributions(1, 60),
            "on_breakdown": st.sampled_from(["fail", "restart", "resume"]),
            "failover": st.sampled_from(["wait", "reassign"]),
            "initial": st.sampled_from(["up", "stationary"]),
        },
        optional={"repairers": st.integers(1, 2)},
    )


@cache
def retries() -> SearchStrategy[Spec]:
    return st.fixed_dictionaries(
        {
            "strategy": st.sampled_from(["exponential_backoff", "linear_backoff", "no_retry"]),
            "max_retries": st.integers(0, 4),
        },
        optional={
            "base": times(0, 5),
            "factor": st.sampled_from([1.0, 2.0, 3.0]),
            "max_delay": times(0, 10),
            "retry_penalty": st.sampled_from([0.0, 0.2, 1.0]),
            "failure_point": st.sampled_from(["end", "uniform"]),
        },
    )


@cache
def gate_kinds() -> SearchStrategy[Spec]:
    return st.fixed_dictionaries(
        {"block_on_anomaly": st.booleans()},
        optional={
            "require_approval": st.booleans(),
            "min_predicted_success": st.sampled_from([0.0, 0.1, 0.5]),
            "transient_refusal_rate": st.sampled_from([0.0, 0.2, 1.0]),
            "approve": st.sampled_from([[], "all", ["task_1_*"], ["task_1_0", "*_3"]]),
            "cooldown": times(0, 60),
        },
    )


@cache
def synthetic_columns() -> SearchStrategy[Spec]:
    return st.fixed_dictionaries(
        {"predicted_success": share_distributions()},
        optional={
            "confidence": share_distributions(),
            "priority": weights(1, 2, 3),
            "risk": weights("LOW", "MEDIUM", "HIGH", "UNKNOWN"),
            "arrivals": st.sampled_from([0.05, 0.5, 5.0]).map(lambda rate: {"kind": "poisson", "rate": rate}),
        },
    )


@st.composite
def synthetic(draw: Draw) -> Spec:
    waves = draw(st.integers(1, 4))
    sizes = draw(st.lists(st.integers(0, MOST_TASKS // waves), min_size=waves, max_size=waves))
    rest: Spec = draw(synthetic_columns())
    if draw(st.booleans()):
        rest |= {"size": draw(time_distributions()), "duration": draw(shapes())}
    else:
        rest |= {"duration": draw(durations())}
    return {"kind": "synthetic", "tasks_per_wave": sizes if any(sizes) else [1], **rest}


@st.composite
def phase20(draw: Draw, fleet: Spec) -> tuple[Spec, dict[str, list[Spec]]]:
    """Predictions a task, or a task and agent, in several waves with a gap, and a schedule for some."""
    ids = [f"{kind['name']}_{n}" for kind in fleet["agents"] for n in range(kind["count"])]
    predicted, schedule = [], []
    for number in range(draw(st.integers(1, 20))):
        task: Spec = {"task_id": f"task {number}", "wave": draw(st.sampled_from([1, 2, 4]))}
        task["priority"] = draw(st.integers(1, 3))
        task["risk_level"] = draw(st.sampled_from(["LOW", "MEDIUM", "HIGH", "UNKNOWN"]))
        if draw(st.booleans()):
            task["confidence"] = draw(shares())
        agents = draw(st.just([None]) | st.lists(st.sampled_from(ids), min_size=1, unique=True))
        predicted += [{**task, "agent_id": agent, "predicted_success_probability": draw(shares()),
                       "predicted_execution_time": draw(times(0))} for agent in agents]  # fmt: skip
        schedule += [{"task_id": task["task_id"], "agent_id": agent, "wave": task["wave"],
                      "predicted_start_time": draw(times(0))} for agent in ids if draw(st.booleans())]  # fmt: skip
    workload: Spec = {"kind": "phase20", "path": "."}
    if draw(st.booleans()):
        workload["duration"] = draw(shapes())
    return workload, {"predicted_tasks.jsonl": predicted, "predicted_schedule.jsonl": schedule}


@cache
def assignments(strategy: str) -> SearchStrategy[Spec]:
    """The strategy with settings of its own, as it declares them."""
    settings = {
        setting.name: st.sampled_from(setting.choices or ([1, 2, 3] if setting.whole else [0.0, 0.5, 1.0]))
        for setting in strategies()[strategy].settings
    }
    return st.fixed_dictionaries({"strategy": st.just(strategy)}, optional=settings)


@st.composite
def random_worlds(draw: Draw, strategy: str) -> RandomWorld:
    fleet = draw(fleets())
    from_files = draw(st.sampled_from([False, False, False, True]))
    workload, files = draw(phase20(fleet)) if from_files else (draw(synthetic()), {})
    signed = st.sampled_from([-1.0, 0.0, 0.5])
    meaning, retry = draw(st.sampled_from(["attempt", "task"])), draw(retries())
    if meaning == "task":
        retry.pop("retry_penalty", None)  # attempts must be alike
    data: Spec = {
        "name": "random",
        "seed": draw(st.integers(0, 999)),
        # What never ends is cut; some worlds are cut early.
        "horizon": draw(st.sampled_from([3000, 3000, 3000, 500, 60, 7])),
        "dry_run": draw(st.sampled_from([False, False, False, True])),
        "fleet": fleet,
        "workload": workload,
        "truth": draw(st.fixed_dictionaries({}, optional={"bias": signed, "noise": shares(), "drift": signed})),
        "predictions": {
            "meaning": meaning,
            "duration_error": draw(duration_errors()),
        },
        "assignment": draw(assignments(strategy)),
        "retry": retry,
        "gates": draw(gate_kinds()),
        "monitor": {
            "interval": draw(st.sampled_from([1, 10, 60])),
            "detector": draw(st.sampled_from(["statistical", "threshold"])),
            "min_samples": draw(st.integers(1, 5)),
        },
        "feedback": {"learning": draw(st.booleans())},
        "metrics": {"warmup": draw(st.sampled_from([0, 10]))},
    }
    if not from_files:
        draw(with_more(data, fleet, workload))
    return RandomWorld(data, files)


@pytest.fixture(scope="session")
def worlds() -> Callable[[str], SearchStrategy[RandomWorld]]:
    """Name of a strategy -> worlds that assign by it."""
    return random_worlds


@pytest.fixture
def busy_world() -> RandomWorld:
    """One world with failures, retries and outages, in which every sabotage has something to spoil."""
    return RandomWorld(
        {
            "name": "busy",
            "seed": 1,
            "fleet": {"agents": [{"name": "agent", "count": 3}], "breakdowns": {"mtbf": 60, "mttr": 20}},
            "workload": {
                "kind": "synthetic",
                "tasks_per_wave": 20,
                "duration": {"kind": "uniform", "low": 5, "high": 25},
                "predicted_success": 0.6,
            },
        }
    )
