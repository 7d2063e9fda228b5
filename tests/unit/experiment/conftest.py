"""Small runs from the scenario to the files that they leave behind."""

import json
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.experiment.run import Run


@pytest.fixture
def run_placed(tmp_path):
    """Runs tasks exactly where they are placed: agent id -> (seconds, predicted success) of its tasks, in one wave."""

    def run(placed: dict[str, list[tuple[float, float]]], **sections: Any) -> Run:
        tasks, schedule = [], []
        for agent_id, work in placed.items():
            for number, (seconds, success) in enumerate(work):
                task_id = f"{agent_id}-{number}"
                tasks.append({"task_id": task_id, "predicted_success_probability": success,
                              "predicted_execution_time": seconds})  # fmt: skip
                schedule.append({"task_id": task_id, "agent_id": agent_id, "predicted_start_time": 100.0 * number})
        for name, rows in (("tasks", tasks), ("schedule", schedule)):
            lines = "".join(json.dumps(row) + "\n" for row in rows)
            (tmp_path / f"predicted_{name}.jsonl").write_text(lines, encoding="utf-8")
        data = {
            "name": "placed",
            "fleet": {"agents": [{"name": "agent", "count": len(placed)}]},
            "workload": {"kind": "phase20", "path": "."},
            "assignment": {"strategy": "predicted_schedule"},
            "monitor": {"detector": "threshold"},
        }
        return sim.run(sim.parse_scenario({**data, **sections}, origin=tmp_path))

    return run


@pytest.fixture
def read_lines():
    """The objects of all files of one name below a folder, by the file's path in it."""

    def read(folder: Path, name: str) -> dict[str, list[dict]]:
        return {
            path.relative_to(folder).as_posix(): [json.loads(line) for line in path.read_text("utf-8").splitlines()]
            for path in sorted(folder.rglob(name))
        }

    return read
