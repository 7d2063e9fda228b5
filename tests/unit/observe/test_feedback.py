"""What a wave teaches: outcomes, heuristics, validation of predictions, the signals' files, and patterns."""

import pytest

from sim.observe.outcomes import outcome_frame, task_outcomes
from sim.observe.wave_index import WaveIndex

FILES = {
    "phase16/heuristic_feedback.jsonl",
    "phase18/agent_performance_feedback.jsonl",
    "phase18/coordination_feedback.jsonl",
    "phase20/prediction_validation_feedback.jsonl",
}


def test_outcomes(loop_on, small_wave):
    loop = loop_on(small_wave())
    frame = loop.evaluate_agent_outcomes(1)
    assert frame["predicted_success"].tolist() == [0.9, 0.8, 0.6, 0.8]
    assert frame["observed_success"].isna().tolist() == [False, False, False, True]
    assert frame["observed_success"].tolist()[:3] == [True, False, False]
    assert frame["completed"].tolist() == [True, True, False, False]
    assert frame["actual_s"].tolist() == [10.0, 20.0, 10.0, 0.0]
    assert frame["retries"].tolist() == [0, 1, 0, 0]
    outcome = loop.execution_outcomes(1)[1]
    assert (outcome.task_id, outcome.agent_id, outcome.observed_success, outcome.completed) == (
        "task_1",
        "agent_0",
        False,
        True,
    )


def test_what_a_wave_taught_is_what_its_table_comes_to(loop_on, small_wave):
    loop = loop_on(small_wave())
    table, learned = loop.evaluate_agent_outcomes(1), loop.aggregate_wave_learning(1)
    errors = (table["predicted_success"] - table["observed_success"].astype("float64")).dropna()
    assert (learned["outcomes"], learned["validated"]) == (len(table), len(errors))
    assert learned["completed"] == table["completed"].sum()
    assert learned["mean_error"] == pytest.approx(errors.mean())
    assert learned["mean_absolute_error"] == pytest.approx(errors.abs().mean())


def test_final_outcomes_where_predictions_mean_tasks(loop_on, small_wave):
    frame = loop_on(small_wave(), meaning="task").evaluate_agent_outcomes(1)
    assert frame["observed_success"].tolist()[:3] == [True, True, False]


def test_heuristics(loop_on, small_wave, signals_of):
    told = small_wave()
    told.next().task(0, True, predicted=0.7, risk="LOW", priority=2)
    told.end()
    loop = loop_on(told)
    scores = {own["heuristic_id"]: own for own in signals_of(loop, 1, "heuristic_feedback")}
    # H1 speaks of 0.9, 0.8 and the refused 0.8: one completes at its first attempt.
    assert scores["H1"]["accuracy"] == pytest.approx(1 / 3)
    assert scores["H1"]["error_rate"] == pytest.approx(2 / 3)
    assert scores["H1"]["improvement"] is None
    # H2: both LOW tasks complete.
    assert scores["H2"]["accuracy"] == 1.0
    # H3: task_0 starts at 0, task_1 at 10, the refused one never; median start of 0, 10, 0 is 0: one of three.
    assert scores["H3"]["accuracy"] == pytest.approx(1 / 3)
    # H4: ends are 10, 30, 10, 10: the only urgent task ends at the median, not before it.
    assert scores["H4"]["accuracy"] == 0.0
    later = {own["heuristic_id"]: own for own in signals_of(loop, 2, "heuristic_feedback")}
    assert later["H1"]["improvement"] == pytest.approx(2 / 3)
    assert later["H2"]["improvement"] == 0.0
    assert "H4" not in later  # no urgent task in the second wave


def test_the_threshold_of_the_first_heuristic(loop_on, small_wave, signals_of):
    loop = loop_on(small_wave(), threshold=0.85)
    assert signals_of(loop, 1, "heuristic_feedback")[0]["accuracy"] == 1.0


def test_prediction_validation(loop_on, small_wave, signals_of):
    wave, *tasks = signals_of(loop_on(small_wave()), 1, "prediction_validation")
    assert wave["scope"] == "wave"
    # Predicted 0.9, 0.8, 0.6; observed 1, 0, 0.
    assert wave["prediction_error"] == pytest.approx(2.3 / 3 - 1 / 3)
    assert wave["brier"] == pytest.approx((0.01 + 0.64 + 0.36) / 3)
    assert [task["prediction_id"] for task in tasks] == ["task_0@agent_0", "task_1@agent_0", "task_2@agent_1"]
    assert [task["actual_success"] for task in tasks] == [1, 0, 0]
    assert [task["confidence_delta"] for task in tasks] == pytest.approx([0.1, -0.8, -0.6])
    assert tasks[1]["error_analysis"] == {
        "predicted": 0.8,
        "actual": 0,
        "abs_error": 0.8,
        "bin": "0.8-0.9",
        "cause": "transient failure",
    }
    assert [task["error_analysis"]["cause"] for task in tasks] == ["calibrated", "transient failure", "agent_down"]


@pytest.mark.parametrize(
    ("outcome", "predicted", "cause"),
    [
        (True, 0.3, "success despite low prediction"),
        (False, 0.3, "calibrated"),
        (True, 0.5, "calibrated"),
    ],
)
def test_causes(story, outcome, predicted, cause, loop_on, signals_of):
    told = story(agents=1)
    told.task(0, outcome, predicted=predicted)
    told.end()
    assert signals_of(loop_on(told), 1, "prediction_validation")[1]["error_analysis"]["cause"] == cause


def test_confidence_of_signals(loop_on, small_wave):
    signals = loop_on(small_wave()).generate_feedback_signals(1)
    by_type: dict[str, list] = {}
    for signal in signals:
        by_type.setdefault(signal.signal_type, []).append(signal)
    # agent_0: 2 of 2, Beta(3, 1) above 0.9: 1 - 0.9 ** 3. One outcome of one task: 1 - 0.9 ** 2.
    assert by_type["agent_performance"][0].confidence == pytest.approx(1 - 0.9**3)
    assert by_type["prediction_validation"][1].confidence == pytest.approx(1 - 0.9**2)
    assert all(0.0 <= signal.confidence <= 1.0 for signal in signals)
    assert {signal.generated_at for signal in signals} == {"2025-01-01T00:00:30.000000+00:00"}
    assert {(s.signal_type, s.target_phase) for s in signals} == {
        ("agent_performance", 18),
        ("multi_agent_coordination", 18),
        ("heuristic_feedback", 16),
        ("prediction_validation", 20),
    }


def test_signals_are_the_same_when_made_again(loop_on, small_wave):
    first, second = (loop_on(small_wave()).generate_feedback_signals(1) for _ in range(2))
    assert first == second
    loop = loop_on(small_wave())
    assert loop.generate_feedback_signals(1) is loop.generate_feedback_signals(1)


@pytest.mark.parametrize(
    ("signal_type", "files"),
    [
        ("heuristic_feedback", {"phase16/heuristic_feedback.jsonl"}),
        ("multi_agent_coordination", {"phase18/coordination_feedback.jsonl"}),
        (
            "agent_performance",
            {"phase18/coordination_feedback.jsonl", "phase18/agent_performance_feedback.jsonl"},
        ),
        ("prediction_validation", {"phase20/prediction_validation_feedback.jsonl"}),
    ],
)
def test_each_type_lands_in_its_file_and_no_other(tmp_path, signal_type, files, loop_on, small_wave, read_lines):
    loop = loop_on(small_wave())
    loop._signals[1] = [s for s in loop.generate_feedback_signals(1) if s.signal_type == signal_type]
    loop.write_feedback_outputs(tmp_path)
    filled = {path for path in FILES if (tmp_path / path).read_text()}
    assert filled == files
    assert {line["signal_type"] for line in read_lines(tmp_path / "phase21_learning_signals.jsonl")} == {signal_type}


def test_fields_of_the_feedback_files(tmp_path, loop_on, small_wave, read_lines):
    loop = loop_on(small_wave())
    loop.generate_feedback_signals(1)
    loop.write_feedback_outputs(tmp_path)
    fields = {path: [set(line) for line in read_lines(tmp_path / path)] for path in FILES}
    assert (
        fields["phase16/heuristic_feedback.jsonl"]
        == [{"heuristic_id", "accuracy", "error_rate", "improvement", "wave"}] * 4
    )
    assert (
        fields["phase18/agent_performance_feedback.jsonl"]
        == [{"agent_id", "success_rate", "avg_latency", "retries", "wave"}] * 2
    )
    assert (
        fields["phase18/coordination_feedback.jsonl"]
        == [{"signal_type", "agent_id", "performance_score", "coordination_issues", "wave"}] * 3
    )
    # A line a task that got past the gates; the wave's own calibration is no line here.
    assert (
        fields["phase20/prediction_validation_feedback.jsonl"]
        == [{"prediction_id", "actual_success", "confidence_delta", "error_analysis", "wave"}] * 3
    )
    assert set(read_lines(tmp_path / "phase21_learning_signals.jsonl")[0]) == {
        "signal_type", "target_phase", "content", "confidence", "generated_at", "wave",
    }  # fmt: skip


def test_a_wave_of_refusals_teaches_little_but_breaks_nothing(story, tmp_path, loop_on, signals_of, read_lines):
    told = story(agents=2)
    told.refuse(0)
    told.end()
    loop = loop_on(told)
    assert signals_of(loop, 1, "prediction_validation") == []
    learning = loop.aggregate_wave_learning(1)
    assert (learning["outcomes"], learning["validated"], learning["mean_error"]) == (1, 0, None)
    loop.write_feedback_outputs(tmp_path)
    assert read_lines(tmp_path / "phase20/prediction_validation_feedback.jsonl") == []


def test_wave_learning(loop_on, small_wave):
    learning = loop_on(small_wave()).aggregate_wave_learning(1)
    assert (learning["wave"], learning["outcomes"], learning["completed"], learning["validated"]) == (1, 4, 2, 3)
    # (0.9 - 1), (0.8 - 0), (0.6 - 0)
    assert learning["mean_error"] == pytest.approx(1.3 / 3)
    assert learning["mean_absolute_error"] == pytest.approx(0.5)
    assert learning["signals"] == {
        "agent_performance": 2,
        "multi_agent_coordination": 1,
        "heuristic_feedback": 4,
        "prediction_validation": 4,
    }
    assert learning["patterns"] == []


def test_a_pattern_is_a_group_that_chance_does_not_explain(story, loop_on):
    told = story(agents=2)
    # agent_0 does as predicted, agent_1 never succeeds: 10 tasks at 0.5, (1/2) ** 10 on either side: p = 1/512.
    # Tested: two agents, one risk, one priority, one bin. 5 of 20 overall: p = 0.041, times 4 not below 0.05.
    for n in range(10):
        told.task(0, n % 2 == 0, predicted=0.5)
        told.task(1, False, predicted=0.5)
    (pattern,) = loop_on(told.end()).aggregate_wave_learning(1)["patterns"]
    assert pattern == {
        "group_by": "agent",
        "group": "agent_1",
        "tasks": 10,
        "mean_predicted": 0.5,
        "observed_rate": 0.0,
        "p_value": pytest.approx(5 / 512),
        "finding": "worse than predicted",
    }


def test_four_tasks_are_no_pattern(story, loop_on):
    told = story(agents=1)
    for _ in range(4):
        told.task(0, False, predicted=0.99)
    assert loop_on(told.end()).aggregate_wave_learning(1)["patterns"] == []


def test_outcomes_of_a_wave_that_goes_on_are_not_kept(story, loop_on):
    told = story(agents=1)
    told.task(0, True)
    loop = loop_on(told)
    assert len(loop.evaluate_agent_outcomes(1)) == 1
    told.task(0, True)
    told.end()
    assert len(loop.evaluate_agent_outcomes(1)) == 2


def test_a_table_of_nothing_has_its_columns(story):
    assert list(outcome_frame(task_outcomes(WaveIndex(story().log).wave(1), "attempt")))[:2] == ["task_id", "agent_id"]
