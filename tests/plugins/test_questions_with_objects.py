"""Questions, sweeps and sensitivity take strategies, gates and detectors as objects, and say so; or say why not."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.policies.gate import Gate, Verdict
from tests.plugins.test_objects import always

DATA: dict[str, Any] = {
    "name": "twelve",
    "fleet": {"agents": [{"name": "agent", "count": 2}]},
    "workload": {"kind": "synthetic", "tasks_per_wave": 12, "duration": "1min", "predicted_success": 1.0},
}
FLAKY = {**DATA, "workload": {**DATA["workload"], "predicted_success": 0.6}}
CLOSED = Gate("closed", 1, lambda view: (Verdict.REJECTED, "closed"), "Nothing passes.")
CALLS: dict[str, Callable[..., Any]] = {
    "smallest_fleet": lambda **own: sim.smallest_fleet(DATA, "2..4", "makespan <= 6min", replications="5..10", **own),
    "knee": lambda **own: sim.knee(DATA, "2..6", replications=3, **own),
    "retry_setting": lambda **own: sim.retry_setting(
        FLAKY, "success_rate >= 10%", {"retry.max_retries": [0, 1]}, replications="5..10", **own
    ),
    "sensitivity": lambda **own: sim.sensitivity(
        FLAKY,
        {"retry.max_retries": [0, 1], "workload.predicted_success": [0.5, 0.9]},
        design={"trajectories": 2},
        replications=2,
        metrics="makespan",
        **own,
    ),
    "sweep": lambda **own: sim.sweep(FLAKY, {"retry.max_retries": [0, 1]}, replications=2, metrics="makespan", **own),
}


@pytest.mark.parametrize("name", CALLS)
def test_objects_decide(name: str, tmp_path: Path) -> None:
    # All tasks go to the first agent, whatever the size: twelve minutes, and no further agent helps.
    study = CALLS[name](strategy=always(0))
    study.write(tmp_path / "out", plots=False)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    assert [(one["kind"], one["name"], one["found"]) for one in manifest["plugins"]] == [
        ("strategy", "always_0", "object")
    ]
    if name == "smallest_fleet":
        assert (study.answer.meeting, study.answer.examined[-1].evidence[0].mean) == (None, 720.0)
        assert CALLS[name]().answer.meeting == 2
        assert any("The strategy always_0 is an object" in note for note in study.notes)
    if name == "knee":
        assert study.answer.at == 2
        assert CALLS[name]().answer.at == 6 or CALLS[name]().answer.at is None


def test_gates_are_asked() -> None:
    asked = "success_rate >= 50%"
    assert sim.smallest_fleet(DATA, "2..3", asked, replications="5..10").answer.meeting == 2
    assert sim.smallest_fleet(DATA, "2..3", asked, replications="5..10", gates=[CLOSED]).answer.not_meeting == 3


def test_the_answer_is_the_same_in_other_processes() -> None:
    one, two = (CALLS["smallest_fleet"](strategy=always(1), jobs=jobs) for jobs in (1, 2))
    assert one.content == two.content


def test_a_study_file_takes_no_objects(tmp_path: Path) -> None:
    (tmp_path / "day.yaml").write_text(json.dumps(DATA), encoding="utf-8")
    study = tmp_path / "study.yaml"
    study.write_text(
        json.dumps({"scenario": "day.yaml", "vary": {"retry.max_retries": "0,1"}, "replications": 2}), encoding="utf-8"
    )
    for ask in (sim.sweep, sim.sensitivity):
        with pytest.raises(sim.ScenarioError, match="takes no strategy, gates; expected its scenario itself"):
            ask(study, strategy=always(0), gates=[CLOSED])
    assert sim.sweep(study).comparison.replications == 2


def test_what_is_wrong_is_told_in_python_words() -> None:
    with pytest.raises(sim.ScenarioError, match="design: trajectories"):
        sim.sensitivity(FLAKY, {"retry.max_retries": [0, 1]}, design={"trajectories": 1})
    with pytest.raises(ValueError, match="did you mean"):
        sim.smallest_fleet(DATA, "1..2", "makespan <= 6min", confidence=95)
    with pytest.raises(sim.ScenarioError, match="requirements: 'makespam'"):
        sim.smallest_fleet(DATA, "1..2", "makespam <= 6min")
