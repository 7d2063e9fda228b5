"""What is told of each type of task, in the report and as metrics."""

import pytest

import sim
from sim.report.count_types import type_facts


@pytest.fixture(scope="module")
def run() -> sim.Run:
    scenario = sim.parse_scenario(
        {
            "name": "types",
            "seed": 5,
            "fleet": {
                "agents": [{"name": "coder", "accepts": ["code"]}, {"name": "writer", "accepts": ["docs", "nobody"]}]
            },
            "workload": {
                "kind": "synthetic", "tasks_per_wave": 30, "duration": 10, "predicted_success": 0.7,
                "types": {"docs": {"share": 2}, "code": {"share": 1, "duration": 40}, "nobody": {"share": 0}},
            },
            "gates": {"transient_refusal_rate": 0.1},
        }
    )  # fmt: skip
    return sim.run(scenario)


def test_the_facts_are_those_of_the_table(run):
    facts = type_facts(run.columns)
    assert [one.type for one in facts] == ["code", "docs"]
    for one in facts:
        tasks = run.tasks[run.tasks["type"] == one.type]
        completed = tasks[tasks["status"] == "completed"]
        assert (one.tasks, one.completed, one.agents) == (len(tasks), len(completed), 1)
        assert one.attempts == tasks["attempts"].sum()
        assert one.mean_wait_s == pytest.approx((tasks["started_at"] - tasks["released_at"]).mean())
        assert one.mean_response_s == pytest.approx((completed["ended_at"] - completed["released_at"]).mean())
        assert one.served_s == pytest.approx(tasks["served"].sum())
        assert one.first_succeeded == pytest.approx(tasks["first_attempt_success"].astype(float).mean())


def test_the_report_has_a_line_a_type(run):
    section = run.report().partition("## Types of tasks")[2].partition("\n## ")[0]
    assert [line.split("|")[1].strip() for line in section.splitlines() if line.startswith("| ")][1:] == [
        "code",
        "docs",
    ]


def test_a_report_without_types_does_not_speak_of_them(run):
    plain = sim.run(run.scenario.with_({"workload.types": None, "fleet.agents": [{"name": "agent"}]}))
    assert "Types of tasks" not in plain.report()
    assert plain.metrics_by_type == {}


def test_metrics_by_type_are_those_of_its_tasks(run):
    assert list(run.metrics_by_type) == ["code", "docs"]
    for name, metrics in run.metrics_by_type.items():
        tasks = run.tasks[run.tasks["type"] == name]
        assert metrics["success_rate"] == (tasks["status"] == "completed").mean()
        assert metrics["wasted_work"] == pytest.approx(tasks["wasted"].sum())
        assert metrics["mean_service"] == pytest.approx(tasks["served"].mean())
        assert "makespan" not in metrics
    of_all = sum(metrics["wasted_work"] for metrics in run.metrics_by_type.values())
    assert of_all == pytest.approx(run.metrics["wasted_work"])
