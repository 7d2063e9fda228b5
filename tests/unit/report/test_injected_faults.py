"""The report on faults that were put in on purpose: what it counts, and what it says."""

from typing import Any

import pytest

import sim
from sim.report.gather import report_facts

DATA: dict[str, Any] = {
    "name": "faulty",
    "seed": 1,
    "fleet": {
        "agents": [{"name": "a", "count": 4}],
        "outages": [{"agents": ["a_[01]"], "at": "1000s", "for": "200s"}],
        "changes": [{"agents": ["a_2"], "at": "1500s", "reliability": 0.0}],
    },
    "monitor": {"window": "100s"},
    "workload": {
        "kind": "synthetic", "arrivals": {"rate": 0.1, "until": "3000s"}, "predicted_success": 0.95,
        "duration": {"kind": "exponential", "mean": 20},
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def run() -> sim.Run:
    return sim.run(DATA)


def test_each_fault_has_its_line_with_delay_and_recovery(run):
    injected = report_facts(run._result).injected
    assert injected is not None
    outage, unreliable = injected.labels
    assert (outage.kind, outage.agents, outage.from_s, outage.to_s) == ("outage", ("a_0", "a_1"), 1000.0, 1200.0)
    assert (unreliable.kind, unreliable.agents, unreliable.to_s) == ("reliability", ("a_2",), None)
    agent_2 = [row for row in run.found if "a_2" in row.agents and row.anomaly_type == "agent_failure"]
    assert agent_2  # the detector saw it, live
    assert unreliable.delay_s is not None
    assert 0 < unreliable.delay_s < 1000


def test_metrics_and_report_say_the_same(run):
    injected = report_facts(run._result).injected
    assert injected is not None
    assert run.metrics["recovered"] == injected.recovered
    times = [label.recovery_s for label in injected.labels if label.recovery_s is not None]
    assert run.metrics["recovery_time"] == max(times) or not injected.recovered


def test_the_report_tells_them(run):
    text = run.report()
    section = text[text.index("## Faults put in on purpose") : text.index("## Anomalies")]
    assert "| outage | 16.7 min | 20 min | a_0, a_1 |" in section
    assert "| reliability | 25 min | to the end | a_2 | after" in section
    assert "Of 2 faults the detector found" in section


def test_a_run_without_faults_says_nothing_of_them():
    calm = {**DATA, "fleet": {"agents": [{"name": "a", "count": 4}]}}
    run = sim.run(calm)
    assert "Faults put in on purpose" not in run.report()
    assert run.metrics["recovered"] is None
    assert run.metrics["recovery_time"] is None


def test_read_back_it_says_the_same(run, tmp_path):
    run.write(tmp_path / "out", plots=False)
    assert sim.read_run(tmp_path / "out").report() == run.report()


def test_who_fails_by_outages_is_told_to_let_them_cost_less():
    from sim.report.remedies import against_breakdowns

    facts = report_facts(sim.run(DATA)._result)
    advice = against_breakdowns(facts)
    assert advice.changes == (("fleet.outages.0.on_breakdown", "resume"),)
    resumed = {
        **DATA,
        "fleet": {**DATA["fleet"], "outages": [{**DATA["fleet"]["outages"][0], "on_breakdown": "resume"}]},
    }
    advice = against_breakdowns(report_facts(sim.run(resumed)._result))
    assert "have agents that they do not take down" in advice.words
