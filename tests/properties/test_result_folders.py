"""Whatever happens in a world, its result folder is whole: strict JSON, every task once, scores in range."""

import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings

import sim
from sim.policies.catalogue import strategies

NAMES = list(strategies())
EXAMPLES = 4


def strict(text: str) -> Any:
    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is not JSON")

    return json.loads(text, parse_constant=refuse)


def values_of(path: Path) -> list[Any]:
    text = path.read_text(encoding="utf-8")
    return [strict(line) for line in text.splitlines()] if path.suffix == ".jsonl" else [strict(text)]


def check_folder(out: Path) -> None:
    files = {path.relative_to(out).as_posix(): values_of(path) for path in out.rglob("*.json*")}
    (summary,), (health,) = files["phase21_execution_summary.json"], files["phase21_system_health.json"]
    executed = [row for name, rows in files.items() if name.endswith("/executed_tasks.jsonl") for row in rows]
    assert max(Counter(row["task_id"] for row in executed).values()) == 1
    assert len(executed) == summary["total_tasks"]
    assert sum(row["success"] for row in executed) == summary["completed_tasks"]
    for name, rows in files.items():
        if name.endswith("/executed_tasks.jsonl"):
            assert {f"agent_{row['agent_id'] or 'unassigned'}".replace("agent_agent_", "agent_") for row in rows} <= {
                name.split("/")[1]
            }
    assert all(0 <= wave["health_score"] <= 100 for wave in health["trajectory"])
    assert [wave["wave"] for wave in health["trajectory"]][-1] == health["wave"]
    types = Counter(signal["signal_type"] for signal in files["phase21_learning_signals.jsonl"])
    assert len(files["phase16/heuristic_feedback.jsonl"]) == types["heuristic_feedback"]
    assert len(files["phase18/agent_performance_feedback.jsonl"]) == types["agent_performance"]


@pytest.mark.parametrize("strategy", NAMES)
def test_every_folder_is_whole(worlds, strategy):
    @seed(NAMES.index(strategy))
    @settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(worlds(strategy))
    def check(world: Any) -> None:
        with tempfile.TemporaryDirectory() as folder:
            world.write_files(Path(folder))
            run = sim.run(sim.parse_scenario(world.data, origin=Path(folder)))
            run.write(Path(folder) / "out", plots=False)
            check_folder(Path(folder) / "out")

    check()
