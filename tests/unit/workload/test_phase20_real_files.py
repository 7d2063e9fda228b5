"""The files of a real Phase 20 run: 12 tasks, 4 a wave, each on 4 agents."""

from pathlib import Path

import pytest

from sim.luck import Luck
from sim.scenario import AgentSpec, FleetSpec, Phase20Workload, Scenario
from sim.workload.source import check_workload, load_tasks

DATA = Path(__file__).parents[4] / "shared" / "data" / "phase20"
AGENTS = [f"agent_{number}" for number in range(4)]

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real files, ../shared/data/phase20, are not there")


def scenario(agents: int = 4) -> Scenario:
    fleet = FleetSpec(agents=[AgentSpec(name="agent", count=agents)])
    return Scenario(name="real", fleet=fleet, workload=Phase20Workload(path=str(DATA)))


def test_they_are_read_without_a_problem():
    assert list(check_workload(scenario())) == []


def test_what_they_say():
    workload = load_tasks(scenario(), Luck(0), AGENTS)
    tasks = workload.tasks
    assert tasks.task_id == tuple(f"task_{wave}_{number}" for wave in (1, 2, 3) for number in (1, 2, 3, 4))
    assert {wave: len(members) for wave, members in tasks.waves().items()} == {1: 4, 2: 4, 3: 4}
    assert set(tasks.risk) == {"MEDIUM"}
    assert set(tasks.priority) == {2}
    assert set(tasks.confidence) == {None}
    assert tasks.predicted_success.tolist() == [[0.725] * 4] * 12
    assert tasks.true_success.tolist() == [[0.725] * 4] * 12
    assert tasks.expected_s.tolist() == [[27.5] * 4] * 12
    assert workload.notes == ()


def test_the_schedule_names_every_task_on_every_agent():
    schedule = load_tasks(scenario(), Luck(0), AGENTS).tasks.schedule
    # Each agent takes the tasks one after another, 27.5 s each.
    assert dict(schedule) == {task: tuple((agent, 27.5 * task) for agent in range(4)) for task in range(12)}


def test_all_files_are_used():
    inputs = load_tasks(scenario(), Luck(0), AGENTS).inputs
    assert len(inputs) == 24  # 3 waves, 4 agents, 2 files
    assert all(file.used and file.sha256 and len(file.sha256) == 64 for file in inputs)


def test_a_fleet_that_is_too_small_is_an_error_that_names_both_lists():
    (problem,) = check_workload(scenario(agents=3))
    assert "the files have agent_0, agent_1, agent_2, agent_3, the fleet has agent_0, agent_1, agent_2" in str(problem)
