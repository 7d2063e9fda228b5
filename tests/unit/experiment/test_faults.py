"""What goes wrong inside a run: caught, logged with its traceback, told everywhere, and the run goes on."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

import sim
from sim.experiment.run import Run
from sim.observe.anomalies.threshold import DETECTOR
from sim.observe.feedback_loop import Phase21FeedbackLoop
from sim.policies.assignment import round_robin
from sim.policies.gate import Gate, Verdict
from sim.policies.strategy import Kind, Strategy
from sim.record.faults import RunAborted
from sim.record.rows import AnomalyOpened, Assigned, FaultCaught, GateDecided, WaveEnded


class Mishap(Exception):
    pass


def broken_pick(view, memory, u):
    raise Mishap("no <idea> where to go")


def broken_plan(view, memory, u):
    raise Mishap("no plan")


def broken_check(view):
    raise Mishap(f"cannot judge {view.task_id}")


def scenario(**sections):
    """Two agents, two waves of four certain tasks of 10 s: 20 s a wave when all is well."""
    return sim.parse_scenario(
        {
            "name": "faults",
            "fleet": {"agents": [{"name": "agent", "count": 2}]},
            "workload": {
                "kind": "synthetic",
                "waves": 2,
                "tasks_per_wave": 4,
                "duration": 10,
                "predicted_success": 1.0,
            },
            "monitor": {"detector": "threshold"},
            **sections,
        }
    )


def strategy(kind, **functions):
    return Strategy("mine", kind, "For this test.", **functions)


def a_policy(kind):
    if kind is Kind.IMMEDIATE:
        return strategy(kind, pick=broken_pick)
    return strategy(kind, plan=broken_plan) if kind is Kind.BATCH else strategy(kind, rank=broken_pick)


def break_policy(monkeypatch, kind=Kind.IMMEDIATE):
    return {"strategy": a_policy(kind)}


def break_gate(monkeypatch):
    # Judges retries only: the first attempt of every task is deferred, the second goes through.
    def check(view):
        return broken_check(view) if view.attempt == 0 else (Verdict.APPROVED, "")

    return {"gates": [Gate("mine", 1, check, "For this test.")]}


def break_forecast(monkeypatch):
    def check(view):
        return broken_check(view) if view.agent_id is None else (Verdict.APPROVED, "")

    return {"gates": [Gate("mine", 1, check, "For this test.", before_wave=True)]}


def break_learner(monkeypatch):
    def evaluate(self, wave):
        raise Mishap(f"cannot learn from wave {wave}")

    monkeypatch.setattr(Phase21FeedbackLoop, "generate_feedback_signals", evaluate)
    return {}


def break_detector(monkeypatch):
    def fold(state, row):
        if isinstance(row, WaveEnded):
            raise Mishap("cannot judge the wave")
        return DETECTOR.fold(state, row)

    broken = replace(DETECTOR, fold=fold)
    monkeypatch.setattr("sim.observe.monitor.detectors", lambda: {"threshold": broken})
    return {}


# What breaks -> (name of the place, how often, virtual second of the first, words of the fallback)
CASES = {
    break_policy: ("policy mine", 8, 0.0, "load_balanced decides"),
    break_gate: ("gate mine", 8, 0.0, "the attempt is deferred"),
    break_forecast: ("gate mine", 2, 0.0, "no forecast of refusals"),
    break_learner: ("learner", 2, 20.0, "no feedback from wave 1"),
    break_detector: ("detector threshold", 1, 20.0, "it is switched off"),
}
BREAKAGES = pytest.mark.parametrize("breakage", CASES, ids=lambda case: case.__name__)


@pytest.fixture
def run_broken(monkeypatch):
    def run(breakage, **options):
        harness = sim.Phase21Harness(scenario(), **breakage(monkeypatch), **options)
        harness.run_phase21()
        return Run(harness)

    return run


@BREAKAGES
def test_the_run_goes_on_and_counts_what_it_caught(run_broken, breakage):
    where, times, first_at, fallback = CASES[breakage]
    run = run_broken(breakage)
    faults = run.log.of(FaultCaught)
    assert [(row.where, row.error_type) for row in faults] == [(where, "Mishap")] * times
    assert faults[0].at == first_at
    assert fallback in faults[0].fallback
    assert run.result.faults == times
    assert run.result.completed_tasks == run.result.total_tasks == 8
    assert run.result.ended_early is None
    assert run.audit() == []


@BREAKAGES
def test_run_log_has_the_traceback_and_the_virtual_time(run_broken, breakage, tmp_path):
    where, times, first_at, _ = CASES[breakage]
    told: list[str] = []
    run = run_broken(breakage, tell=told.append)
    run.write(tmp_path / "out", plots=False)
    text = (tmp_path / "out" / "run.log").read_text(encoding="utf-8")
    assert f"[{first_at:.3f} s] {where}: Mishap: " in text
    assert text.count("raise Mishap(") == times  # the line that threw, from the traceback
    assert "test_faults.py:" in text
    assert str(Path(__file__).parent) not in text  # the same bytes wherever the package is installed
    assert len(told) == times
    assert all(line in text for line in told)


@BREAKAGES
def test_it_is_an_anomaly_in_every_output(run_broken, breakage, tmp_path):
    where, times, _, fallback = CASES[breakage]
    run = run_broken(breakage)
    run.write(tmp_path / "out", plots=False)
    out = tmp_path / "out"

    message = run.log.of(FaultCaught)[0].message
    anomalies = [row for row in run.log.of(AnomalyOpened) if json.loads(row.evidence).get("cause") == "exception"]
    assert {row.anomaly_type for row in anomalies} == {"coordination_issue"}
    first = json.loads(anomalies[0].evidence)
    assert (first["where"], first["error_type"], first["message"]) == (where, "Mishap", message)
    assert fallback in anomalies[0].recommendation

    table = run.anomalies[run.anomalies["evidence"].str.contains("Mishap")]
    assert len(table) == len(anomalies)
    health = json.loads((out / "phase21_system_health.json").read_text(encoding="utf-8"))
    listed = [anomaly for wave in health["trajectory"] for anomaly in wave["anomalies"]]
    assert "Mishap" in {anomaly["evidence"].get("error_type") for anomaly in listed}
    summary = json.loads((out / "phase21_execution_summary.json").read_text(encoding="utf-8"))
    assert summary["faults"] == times
    assert summary["system_health"] == {key: health[key] for key in summary["system_health"]}
    report = (out / "PHASE_21_AUTONOMOUS_EXECUTION.md").read_text(encoding="utf-8")
    assert "Mishap" in report
    assert message.split("<")[0].split()[0] in report


@BREAKAGES
def test_a_strict_run_is_aborted_with_the_cause(run_broken, breakage):
    where, _, _, _ = CASES[breakage]
    with pytest.raises(RunAborted, match=f"{where}: Mishap: ") as caught:
        run_broken(breakage, strict=True)
    error: BaseException | None = caught.value
    while error is not None and not isinstance(error, Mishap):
        error = error.__cause__
    assert isinstance(error, Mishap)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_policy_has_its_fallback(run_broken, kind):
    run = run_broken(lambda monkeypatch: break_policy(monkeypatch, kind))
    # Immediate and pull policies are asked for each task, a batch policy for each wave.
    assert run.result.faults == (2 if kind is Kind.BATCH else 8)
    assert run.result.completed_tasks == 8
    by = {row.strategy for row in run.log.of(Assigned)}
    assert by == ({"mine"} if kind is Kind.PULL else {"load_balanced"})
    # The fallback spreads four tasks of 10 s over two agents: 20 s a wave.
    assert run.metrics["makespan"] == 40.0


def test_a_gate_that_fails_defers_the_attempt(run_broken):
    run = run_broken(break_gate)
    decisions = run.log.of(GateDecided)
    assert [(row.verdict, row.gate) for row in decisions if row.attempt == 0] == [("deferred", "error")] * 8
    assert decisions[0].reason == "a gate failed: Mishap: cannot judge task_1_0"
    # Refused at 0, 1 s of back-off, two tasks one after the other on each agent: 21 s a wave.
    assert run.metrics["makespan"] == 42.0


def test_without_a_learner_all_other_files_are_whole(run_broken, tmp_path):
    run = run_broken(break_learner)
    run.write(tmp_path / "out", plots=False)
    assert (tmp_path / "out" / "phase21_learning_signals.jsonl").read_bytes() == b""
    assert run.learned == []
    assert len(run.healths) == 2
    assert json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["seed"] == 0


def test_learning_that_fails_leaves_the_next_wave_to_the_predictions(monkeypatch):
    def evaluate(self, wave):
        raise Mishap("nothing to learn")

    monkeypatch.setattr(Phase21FeedbackLoop, "generate_feedback_signals", evaluate)
    run = sim.run(scenario(feedback={"learning": True}))
    assert run.result.completed_tasks == 8
    assert (run.assignments["estimate"] == run.assignments["predicted_success"]).all()


def test_one_task_of_a_policy_that_fails_once_is_the_only_one_to_fall_back():
    calls = []

    def pick(view, memory, u):
        calls.append(view.task[0])
        if len(calls) == 3:
            raise Mishap("only now")
        return round_robin.pick(view, memory, u)

    harness = sim.Phase21Harness(scenario(), strategy=strategy(Kind.IMMEDIATE, pick=pick, initial_memory=(-1.0,)))
    harness.run_phase21()
    by = [row.strategy for row in harness.log.of(Assigned)]
    assert by == ["mine", "mine", "load_balanced", *["mine"] * 5]
    # What it remembered before it failed is still there: round robin goes on with agent 0.
    assert [row.agent for row in harness.log.of(Assigned)][3] == 0


def test_an_exception_that_does_not_come_back_is_closed_at_the_end_of_the_next_wave():
    # The policy fails in wave 1 alone; wave 2 ends at 40 s without it.
    def pick(view, memory, u):
        if view.task[0] < 4:
            raise Mishap("wave 1 is too much")
        return view.task[0] % 2, memory

    harness = sim.Phase21Harness(scenario(), strategy=strategy(Kind.IMMEDIATE, pick=pick))
    harness.run_phase21()
    (anomaly,) = [found for found in harness.monitor.anomalies if found.evidence.get("cause") == "exception"]
    assert anomaly.detected_at.endswith("00:00:00.000000+00:00")
    assert anomaly.closed_at is not None
    assert anomaly.closed_at.endswith("00:00:40.000000+00:00")


def test_a_run_without_faults_says_so():
    run = sim.run(scenario())
    assert (run.result.faults, run.faults) == (0, [])
    assert not any("Traceback" in line or "Error" in line for line in run.run_log)


def test_a_refusal_is_not_held_against_the_agent():
    # HIGH risk without approval: every task is rejected, none served; the agent has no success rate, rather than 0.
    import sim

    run = sim.run(
        sim.parse_scenario(
            {
                "name": "refused",
                "fleet": {"agents": [{"name": "agent"}]},
                "workload": {"kind": "synthetic", "tasks_per_wave": 3, "risk": {"HIGH": 1}, "confidence": 0.95},
            }
        )
    )
    performance = [signal.content for signal in run.learned if signal.signal_type == "agent_performance"]
    assert [(content["tasks"], content["success_rate"]) for content in performance] == [(3, None)]
    assert run.result.per_agent_metrics["agent_0"]["success_rate"] is None
