"""A result is data: pickled, or read back from its folder, it gives the same bytes, and keeps no world alive."""

import gc
import json
import pickle
import weakref
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

import sim
from sim.cli.group import group
from sim.model.world import World
from sim.policies.strategy import AssignmentView, Kind, Memory, Strategy
from sim.report.figures.picture import png
from sim.report.read_result import ResultUnreadable

SHIPPED = sorted(Path("scenarios").glob("*.yaml"))
DATA = {
    "name": "pair",
    "seed": 5,
    "fleet": {"agents": [{"name": "agent", "count": 2}], "breakdowns": {"mtbf": "2min", "mttr": "20s"}},
    "workload": {"kind": "synthetic", "waves": 2, "tasks_per_wave": 6, "predicted_success": 0.7},
}


@pytest.fixture(scope="module")
def finished() -> sim.Run:
    return sim.run(sim.parse_scenario(DATA))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_is_read_back_gives_the_same_report_tables_and_objects(path: Path, tmp_path: Path) -> None:
    finished = sim.run(sim.load_scenario(path))
    finished.write(tmp_path / "out", plots=False)
    read = sim.read_run(tmp_path / "out")
    assert read.report() == finished.report()
    assert CliRunner().invoke(group, ["report", str(tmp_path / "out")]).output == finished.report()
    assert {name: dict(table) for name, table in read.columns.items()} == dict(finished.columns)
    assert read.summary() == finished.summary()
    assert (read.healths, read.found, read.faults) == (finished.healths, finished.found, finished.faults)
    assert json.dumps([signal.content for signal in read.learned]) == json.dumps(
        [signal.content for signal in finished.learned]
    )
    assert (read.seed, read.replication, repr(read)) == (finished.seed, finished.replication, repr(finished))


def test_pictures_of_a_run_that_is_read_back_are_the_same_bytes(finished: sim.Run, tmp_path: Path) -> None:
    finished.write(tmp_path / "out")
    read = sim.read_run(tmp_path / "out")
    for name in ("health", "timeline", "queues", "calibration"):
        drawn = png(getattr(read, f"plot_{name}")())
        assert drawn == png(getattr(finished, f"plot_{name}")())
        assert drawn == (tmp_path / "out" / "plots" / f"{name}.png").read_bytes()


def test_a_pickled_run_writes_the_same_bytes(finished: sim.Run, tmp_path: Path) -> None:
    again = pickle.loads(pickle.dumps(finished))
    finished.write(tmp_path / "one")
    again.write(tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert again.audit() == []


def test_a_pickled_run_keeps_rows_that_were_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.record.log.LOOSE", 32)
    run = sim.run(sim.parse_scenario(DATA))
    assert run.log.is_packed
    assert list(pickle.loads(pickle.dumps(run)).log) == list(run.log)


def test_a_run_keeps_no_world_alive() -> None:
    worlds: list[weakref.ref[World]] = []
    run = sim.run(sim.parse_scenario(DATA), watch=lambda harness: worlds.append(weakref.ref(harness.world)))
    gc.collect()  # SimPy's processes stand in circles with their events
    assert worlds[0]() is None
    assert run.audit() == []


def test_a_healthy_run_has_no_faults(finished: sim.Run) -> None:
    assert finished.faults == []
    assert any("wave 1 begins" in entry for entry in finished.run_log)


def failing_pick(view: AssignmentView, memory: Memory, u: Sequence[float]) -> tuple[int, Memory]:
    raise ValueError("no idea")


def test_a_fault_says_when_and_where_and_what_was_done_instead(tmp_path: Path) -> None:
    strategy = Strategy("mine", Kind.IMMEDIATE, "Fails.", pick=failing_pick)
    harness = sim.Phase21Harness(sim.parse_scenario(DATA), strategy=strategy)
    harness.run_phase21(tmp_path / "out")
    run = sim.Run(harness)
    assert len(run.faults) == run.result.faults == 12
    assert run.faults[0] == "[0.000 s] policy mine: ValueError: no idea; load_balanced decides"
    assert sim.read_run(tmp_path / "out").faults == run.faults
    assert sim.read_run(tmp_path / "out").report() == run.report()


def test_a_misspelt_metric_is_refused_with_the_nearest_name(finished: sim.Run) -> None:
    with pytest.raises(KeyError, match="'makspan' is not a metric of a run; did you mean 'makespan'"):
        finished.metrics["makspan"]
    assert finished.metrics.get("makspan") is None
    assert finished.metrics == dict(finished.result.metrics)


@pytest.mark.parametrize("use", ["log", "run_log", "agent_metrics"])
def test_what_a_folder_does_not_hold_is_refused_in_words(finished: sim.Run, tmp_path: Path, use: str) -> None:
    finished.write(tmp_path / "out", plots=False)
    read = sim.read_run(tmp_path / "out")
    with pytest.raises(ValueError, match="read back from its folder"):
        getattr(read, use)
    with pytest.raises(ValueError, match="read back from its folder"):
        read.audit()


def test_a_file_that_was_changed_is_told(finished: sim.Run, tmp_path: Path) -> None:
    finished.write(tmp_path / "out", plots=False)
    summary = tmp_path / "out" / "phase21_execution_summary.json"
    summary.write_text(summary.read_text("utf-8").replace("pair", "pear"), encoding="utf-8")
    with pytest.raises(ResultUnreadable, match=r"is not the file that manifest\.json lists; run the scenario again"):
        sim.read_run(tmp_path / "out")


OWN = """
from sim.policies.strategy import Kind, Strategy
mine = Strategy("mine", Kind.IMMEDIATE, "The first agent.", pick=lambda view, memory, u: (0, memory))
"""


def test_reading_back_runs_no_code_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(OWN)
    scenario = {**DATA, "assignment": {"strategy": "./mine.py:mine"}}
    finished = sim.run(sim.parse_scenario(scenario, origin=tmp_path))
    finished.write(tmp_path / "out", plots=False)
    (tmp_path / "mine.py").write_text("raise SystemExit('code was run')")
    assert sim.read_run(tmp_path / "out").report() == finished.report()
