"""A run of a study by the engine: the same row as by the model, and the model where the engine cannot."""

from pathlib import Path
from typing import Any

import pytest

import sim
from sim.engine.choose import choose
from sim.engine.library import library
from sim.engine.numbers import NUMBERS
from sim.engine.replications import NotCovered, Replications
from sim.engine.run import KernelRun
from sim.measures.metrics.run_numbers import RunNumbers
from sim.work.measure import RunRow, measure_unwatched

BUSY = {
    "name": "busy",
    "fleet": {"agents": [{"name": "agent", "count": 3}], "breakdowns": {"mtbf": 60, "mttr": 20}},
    "workload": {"kind": "synthetic", "tasks_per_wave": [20, 5], "predicted_success": 0.6},
}


def row(scenario: sim.Scenario, engine: str) -> RunRow:
    return measure_unwatched(scenario.with_({"engine": engine}), 7, 3, ())


def test_the_row_is_that_of_the_model() -> None:
    scenario = sim.parse_scenario(BUSY)
    assert row(scenario, "auto") == row(scenario, "simpy")
    assert repr(row(scenario, "compiled").metrics) == repr(row(scenario, "simpy").metrics)


def test_one_run_leaves_nothing_for_the_next() -> None:
    """Columns are used again: a run is the same alone and after others, in any order."""
    scenario = sim.parse_scenario(BUSY)
    alone = measure_unwatched(scenario, 7, 3)
    measure_unwatched(scenario, 8, 0)
    assert measure_unwatched(scenario, 7, 3) == alone
    assert measure_unwatched(sim.parse_scenario(BUSY), 7, 3) == alone


def test_where_the_engine_fails_the_model_runs_and_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise IndexError("off by one")

    scenario = sim.parse_scenario(BUSY)
    expected = row(scenario, "simpy")
    monkeypatch.setattr(KernelRun, "run", broken)
    with pytest.warns(RuntimeWarning, match=r"the model runs 'busy' instead: IndexError: off by one"):
        assert row(scenario, "auto") == expected


def test_tasks_that_the_engine_does_not_cover_go_by_the_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A table may hold what no key of the scenario says: here more tasks than there is room for draws."""
    monkeypatch.setattr("sim.engine.covers._MOST_DRAWS", 7)
    rows = ["task_id,expected_duration", "a,10", "b,10"]
    (tmp_path / "tasks.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    data = {
        "name": "table",
        "fleet": {"agents": [{"name": "agent", "count": 2}]},
        "workload": {"kind": "table", "path": "tasks.csv"},
    }
    scenario = sim.parse_scenario(data, origin=tmp_path)
    assert str(choose(scenario)) == "simpy: 2 tasks with 3 retries each: not covered by the engine"
    with pytest.raises(NotCovered, match="2 tasks with 3 retries each"):
        Replications(scenario, library()).workload(7, 0)
    found, expected = (measure_unwatched(scenario.with_({"engine": name}), 7, 0) for name in ("auto", "simpy"))
    assert found == expected
    assert found.status == "ok"


def test_all_numbers_of_metrics_are_formed_from_columns() -> None:
    """Else every study takes the way by the log, which is right and five times as slow."""
    assert frozenset(RunNumbers._fields) <= NUMBERS
