"""A folder of Phase 20's files, written by hand."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sim.luck import Luck
from sim.scenario import AgentSpec, FleetSpec, Phase20Workload, Scenario, ScenarioError
from sim.workload.source import Workload, check_workload, load_tasks


@dataclass
class Phase20Folder:
    path: Path

    def write(self, *rows: Mapping[str, Any], name: str = "tasks") -> None:
        self.write_at(".", *rows, name=name)

    def write_at(self, below: str, *rows: Mapping[str, Any], name: str = "tasks") -> None:
        folder = self.path / below
        folder.mkdir(parents=True, exist_ok=True)
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"predicted_{name}.jsonl").write_text(text, encoding="utf-8")

    def load(self, agents: int = 2, name: str = "agent") -> Workload:
        scenario = self._scenario(agents, name)
        assert list(check_workload(scenario)) == []
        return load_tasks(scenario, Luck(0), self._agent_ids(scenario))

    def complaints(self, agents: int = 2) -> list[str]:
        """What the check tells; loading the tasks must tell the same."""
        scenario = self._scenario(agents, "agent")
        told = [str(problem) for problem in check_workload(scenario)]
        with pytest.raises(ScenarioError) as error:
            load_tasks(scenario, Luck(0), self._agent_ids(scenario))
        assert [str(problem) for problem in error.value.problems] == told
        return told

    def _scenario(self, agents: int, name: str) -> Scenario:
        scenario = Scenario(
            name="phase20",
            fleet=FleetSpec(agents=[AgentSpec(name=name, count=agents)]),
            workload=Phase20Workload(path=self.path.name),
        )
        return scenario.with_origin(self.path.parent)

    def _agent_ids(self, scenario: Scenario) -> list[str]:
        return [agent_id for agent_id, _ in scenario.fleet.agents_by_id()]


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # messages show paths as seen from the working directory
    return Phase20Folder(tmp_path / "data")
