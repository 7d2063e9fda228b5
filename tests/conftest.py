"""What many tests share: the fixtures that the specification names, small scenarios, and how hypothesis runs."""

import json
import os
from collections.abc import Callable, Generator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from simpy import Event

from sim.model.world import World
from sim.policies.catalogue import gates, resolve_settings, strategies
from sim.policies.strategy import Strategy
from sim.scenario import Scenario
from sim.scenario.load import parse_scenario

# The same examples in every run: a red test is red for everybody, and a slow machine is no reason to fail. Where the
# code is changed on purpose (`make mutation`) any failing example will do: it is not made smaller.
NO_MORE = {Phase.shrink, Phase.explain} if "MUTANT_UNDER_TEST" in os.environ else set()
settings.register_profile(
    "buddy",
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[phase for phase in Phase if phase not in NO_MORE],
)
settings.load_profile("buddy")

ROOT = Path(__file__).resolve().parents[1]
SHARED_DATA = ROOT.parent / "shared" / "data"


@pytest.fixture
def shared_data() -> Path:
    """Folder of real inputs that lies beside the project, where there is one."""
    if not SHARED_DATA.is_dir():
        pytest.skip("needs the real inputs in ../shared/data, which are not here")
    return SHARED_DATA


@pytest.fixture
def sample_agents() -> list[str]:
    """Ids of a fleet of four."""
    return [f"agent_{number}" for number in range(4)]


@pytest.fixture
def sample_tasks() -> list[dict[str, Any]]:
    """Four predicted tasks in Phase 20's form, one line a task."""
    return [
        {"task_id": f"task_{n}", "predicted_success_probability": p, "predicted_execution_time": 10.0 * n,
         "risk_level": "LOW", "priority": 1 + n % 3, "confidence": 0.9, "wave": 1}
        for n, p in enumerate((0.95, 0.9, 0.85, 0.8), start=1)
    ]  # fmt: skip


@pytest.fixture
def temp_phase20_dir(tmp_path: Path, sample_tasks: list[dict[str, Any]], sample_agents: list[str]) -> Path:
    """Phase 20's output for two waves: a tree wave_X/agent_Y/ with a line for each task-agent pair."""
    for wave in (1, 2):
        for agent in sample_agents:
            folder = tmp_path / "phase20" / f"wave_{wave}" / agent
            folder.mkdir(parents=True)
            rows = [{**task, "task_id": f"{task['task_id']}_{wave}", "agent_id": agent, "wave": wave}
                    for task in sample_tasks]  # fmt: skip
            write_lines(folder / "predicted_tasks.jsonl", rows)
            starts = [{"task_id": row["task_id"], "agent_id": agent, "wave": wave,
                       "predicted_start_time": 30.0 * n, "predicted_end_time": 30.0 * (n + 1),
                       "priority": row["priority"], "status": "ASSIGNED"} for n, row in enumerate(rows)]  # fmt: skip
            write_lines(folder / "predicted_schedule.jsonl", starts)
    return tmp_path / "phase20"


@pytest.fixture
def temp_output_dirs(tmp_path: Path) -> dict[str, Path]:
    """Where the phases that learn find their feedback after a run into `run`."""
    out = tmp_path / "out"
    return {"run": out, **{f"phase{n}": out / f"phase{n}" for n in (16, 18, 20)}}


def write_lines(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def scenario_of(data: Mapping[str, Any], origin: Path | None = None) -> Scenario:
    """A scenario from a dict with the boring parts filled in: one agent, one wave of certain 10 s tasks."""
    workload = {"kind": "synthetic", "tasks_per_wave": 1, "duration": 10, "predicted_success": 1.0}
    given = dict(data)
    if given.get("workload", {}).get("kind", "synthetic") == "synthetic":
        given["workload"] = {**workload, **given.get("workload", {})}
    return parse_scenario({"name": "case", "fleet": {"agents": [{"name": "agent"}]}, **given}, origin=origin)


@pytest.fixture
def make_scenario() -> Callable[..., Scenario]:
    return scenario_of


@pytest.fixture
def simulate() -> Callable[..., World]:
    """Runs the model alone, without observers: scenario data -> the world after its run."""

    def run(
        data: Mapping[str, Any] | Scenario,
        strategy: Strategy | None = None,
        gate_list: Any = None,
        strict: bool = False,
        origin: Path | None = None,
    ) -> World:
        scenario = data if isinstance(data, Scenario) else scenario_of(data, origin)
        chosen = strategy or strategies()[scenario.assignment.strategy]
        world = World(
            scenario,
            0,
            chosen,
            resolve_settings(chosen, scenario.assignment.settings),
            gates() if gate_list is None else gate_list,
            strict=strict,
        )
        workload = world.manager.load_phase20_predictions()

        def waves() -> Generator[Event, object, None]:
            for wave, members in workload.tasks.waves().items():
                world.manager.begin_wave(wave, members)
                world.manager.generate_coordination_plan()
                yield from world.executor.execute_wave()

        world.run(waves)
        return world

    return run
