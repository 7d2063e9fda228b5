"""Each learning signal lands in the file of the phase that it is for, and in no other."""

import json
from collections import Counter

import pytest

import sim

ROUTES = {
    "agent_performance": (18, {"phase18/coordination_feedback.jsonl", "phase18/agent_performance_feedback.jsonl"}),
    "multi_agent_coordination": (18, {"phase18/coordination_feedback.jsonl"}),
    "heuristic_feedback": (16, {"phase16/heuristic_feedback.jsonl"}),
    "prediction_validation": (20, {"phase20/prediction_validation_feedback.jsonl"}),
}
FILES = sorted(set().union(*(files for _, files in ROUTES.values())))


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """A run with failures, refusals and anomalies, so that every kind of signal has something to say."""
    scenario = sim.parse_scenario(
        {
            "name": "signals",
            "seed": 1,
            "fleet": {"agents": [{"name": "agent", "count": 2}, {"name": "shaky", "reliability": 0.3}]},
            "workload": {
                "kind": "synthetic",
                "waves": 3,
                "tasks_per_wave": 12,
                "predicted_success": {"kind": "uniform", "low": 0.6, "high": 0.95},
                "confidence": {"kind": "uniform", "low": 0.4, "high": 1.0},
                "priority": {1: 1, 2: 1, 3: 1},
            },
            "monitor": {"detector": "threshold", "min_samples": 2},
        }
    )
    folder = tmp_path_factory.mktemp("signals") / "out"
    sim.run(scenario).write(folder, plots=False)
    return folder


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def signals(out):
    return lines(out / "phase21_learning_signals.jsonl")


def of_type(signals, *types):
    return [signal for signal in signals if signal["signal_type"] in types]


def test_there_are_the_four_types_and_no_other_in_every_wave(signals):
    for wave in (1, 2, 3):
        mine = [signal for signal in signals if signal["wave"] == wave]
        counts = Counter(signal["signal_type"] for signal in mine)
        assert counts.keys() == ROUTES.keys()
        # One of the fleet, one an agent, one a heuristic.
        assert counts["multi_agent_coordination"] == 1
        assert counts["agent_performance"] == 3
        assert counts["heuristic_feedback"] == 4


def test_each_type_is_meant_for_its_phase(signals):
    assert {signal["signal_type"]: signal["target_phase"] for signal in signals} == {
        name: phase for name, (phase, _) in ROUTES.items()
    }


def test_the_phases_have_these_files_and_no_other(out):
    folders = [folder for folder in out.iterdir() if folder.name.startswith("phase") and folder.is_dir()]
    found = sorted(path.relative_to(out).as_posix() for folder in folders for path in folder.iterdir())
    assert found == FILES


def test_heuristic_feedback_holds_the_heuristics(out, signals):
    sent = of_type(signals, "heuristic_feedback")
    assert [(row["heuristic_id"], row["accuracy"], row["wave"]) for row in lines(out / FILES[0])] == [
        (signal["content"]["heuristic_id"], signal["content"]["accuracy"], signal["wave"]) for signal in sent
    ]
    assert {row["heuristic_id"] for row in lines(out / FILES[0])} == {"H1", "H2", "H3", "H4"}


def test_coordination_feedback_holds_both_types_of_phase_18(out, signals):
    sent = of_type(signals, "agent_performance", "multi_agent_coordination")
    rows = lines(out / "phase18/coordination_feedback.jsonl")
    assert [(row["signal_type"], row["agent_id"], row["wave"]) for row in rows] == [
        (signal["signal_type"], signal["content"].get("agent_id"), signal["wave"]) for signal in sent
    ]
    # The fleet has no agent id; every agent has a line of its own in every wave.
    for wave in (1, 2, 3):
        ids = [row["agent_id"] for row in rows if row["wave"] == wave]
        assert Counter(ids) == Counter([None, "agent_0", "agent_1", "shaky_0"])


def test_agent_performance_feedback_is_a_view_of_the_first_type(out, signals):
    sent = of_type(signals, "agent_performance")
    rows = lines(out / "phase18/agent_performance_feedback.jsonl")
    assert [(row["agent_id"], row["success_rate"], row["wave"]) for row in rows] == [
        (signal["content"]["agent_id"], signal["content"]["success_rate"], signal["wave"]) for signal in sent
    ]


def test_prediction_validation_holds_one_line_a_task_past_the_gates(out, signals):
    rows = lines(out / "phase20/prediction_validation_feedback.jsonl")
    sent = [s for s in of_type(signals, "prediction_validation") if s["content"]["scope"] == "task"]
    assert [row["prediction_id"] for row in rows] == [signal["content"]["prediction_id"] for signal in sent]
    executed = [row for path in out.rglob("executed_tasks.jsonl") for row in lines(path)]
    served = {row["task_id"] for row in executed if row["start_time"] is not None}
    assert {row["prediction_id"].split("@")[0] for row in rows} == served
    assert len(served) < 36  # some were refused, and validate nothing


def test_the_ids_of_one_file_are_in_no_other(out):
    """A heuristic, an agent and a prediction are named in their own files only."""
    text = {name: (out / name).read_text(encoding="utf-8") for name in FILES}
    marks = {
        '"heuristic_id"': {"phase16/heuristic_feedback.jsonl"},
        '"coordination_issues"': {"phase18/coordination_feedback.jsonl"},
        '"avg_latency"': {"phase18/agent_performance_feedback.jsonl"},
        '"prediction_id"': {"phase20/prediction_validation_feedback.jsonl"},
    }
    for mark, files in marks.items():
        assert {name for name, content in text.items() if mark in content} == files
