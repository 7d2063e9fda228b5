"""A single run goes by the engine where that covers it, leaves the same, and says which engine it was and why."""

import json
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.engine.run import KernelRun

PAIR = {
    "name": "pair",
    "fleet": {"agents": [{"name": "agent", "count": 2}], "breakdowns": {"mtbf": 300, "mttr": 60}},
    "workload": {"kind": "synthetic", "waves": 2, "tasks_per_wave": 30, "predicted_success": 0.7},
    "feedback": {"learning": True},
}


def engine_in(folder: Path) -> dict[str, str]:
    told: dict[str, str] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["engine"]
    return told


def files_in(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_both_engines_write_the_same_files_and_the_manifest_says_which_it_was(tmp_path: Path) -> None:
    for engine in ("auto", "simpy"):
        sim.run(PAIR, engine=engine).write(tmp_path / engine, plots=False)
    assert engine_in(tmp_path / "auto") == {"engine": "compiled", "why": "it covers the scenario"}
    assert engine_in(tmp_path / "simpy") == {"engine": "simpy", "why": "asked for"}
    assert files_in(tmp_path / "auto") == files_in(tmp_path / "simpy")
    assert len(files_in(tmp_path / "auto")) > 20


def test_what_the_engine_does_not_cover_goes_by_the_model_and_says_so(tmp_path: Path) -> None:
    late = {**PAIR, "assignment": {"strategy": "load_balanced", "view_delay": 10}}
    sim.run(late).write(tmp_path / "run", plots=False)
    assert engine_in(tmp_path / "run") == {
        "engine": "simpy",
        "why": "assignment.view_delay is not covered by the engine",
    }
    with pytest.raises(sim.ScenarioError, match=r"compiled, but assignment\.view_delay is not covered"):
        sim.run(late, engine="compiled")


def test_an_engine_that_does_not_exist_is_refused() -> None:
    with pytest.raises(sim.ScenarioError, match="'fast' is no engine; expected one of auto, simpy, compiled"):
        sim.run(PAIR, engine="fast")


def test_who_is_shown_the_model_gets_the_model(tmp_path: Path) -> None:
    seen: list[sim.Phase21Harness] = []
    sim.run(PAIR, watch=seen.append).write(tmp_path / "run", plots=False)
    assert len(seen[0].manager.agents) == 2
    assert engine_in(tmp_path / "run") == {"engine": "simpy", "why": "its model is watched"}


def test_where_the_engine_fails_the_model_runs_and_it_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise IndexError("off by one")

    expected = sim.run(PAIR, engine="simpy")
    monkeypatch.setattr(KernelRun, "run", broken)
    with pytest.warns(RuntimeWarning, match="the model runs 'pair' instead: IndexError: off by one"):
        found = sim.run(PAIR)
    assert list(map(repr, found.log)) == list(map(repr, expected.log))
    found.write(tmp_path / "run", plots=False)
    assert engine_in(tmp_path / "run") == {"engine": "simpy", "why": "the engine failed: IndexError: off by one"}


def engines_of(folder: Path) -> set[str]:
    points = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["points"]
    return {point["engine"]["engine"] for point in points}


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_studies_and_questions_take_an_engine_from_python(engine: str, tmp_path: Path) -> None:
    """Their manifests say so, and the numbers are the same."""
    common: dict[str, Any] = {"engine": engine}
    study = sim.compare(PAIR, ["round_robin", "load_balanced"], replications=3, metrics=["makespan"], **common)
    study.write(tmp_path / "compare", plots=False)
    swept = sim.sweep(PAIR, {"retry.max_retries": [0, 1]}, replications=3, metrics=["makespan"], **common)
    swept.write(tmp_path / "sweep", plots=False)
    fleet = sim.smallest_fleet(PAIR, "1..2", "makespan <= 1h", replications="5..5", **common)
    fleet.write(tmp_path / "fleet", plots=False)
    assert [engines_of(tmp_path / name) for name in ("compare", "sweep", "fleet")] == [{engine}] * 3
    plain = sim.compare(PAIR, ["round_robin", "load_balanced"], replications=3, metrics=["makespan"])
    assert study.runs["makespan"].tolist() == plain.runs["makespan"].tolist()
