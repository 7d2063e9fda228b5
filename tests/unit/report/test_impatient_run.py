"""A run whose clients lose patience: its report, tables, pictures and traces tell of it, in one voice."""

import pytest

import sim
from sim.report.figures.kinds import Kind, kinds_of
from sim.report.figures.source import source_of
from sim.report.figures.time_shares import orphaned
from sim.report.figures.timeline import timeline_picture
from sim.report.traces.chrome import chrome_trace
from tests.properties.test_patience import BUSY


@pytest.fixture(scope="module", params=["load_balanced", "shared_queue"])
def run(request: pytest.FixtureRequest) -> sim.Run:
    return sim.run({**BUSY, "assignment": {"strategy": request.param}})


def test_the_tables_hold_every_second_that_slots_worked(run: sim.Run) -> None:
    attempts = run.attempts
    slots = 4
    busy_s = attempts["served"].sum()
    assert run.metrics["utilisation"] == pytest.approx(busy_s / (slots * (run.metrics["makespan"] or 0.0)))
    assert run.metrics["wasted_work"] == pytest.approx(attempts["wasted"].sum())
    per_agent = run.result.per_agent_metrics.values()
    assert sum(agent["busy_s"] or 0.0 for agent in per_agent) == pytest.approx(busy_s)


def test_time_outs_and_misses_are_counted(run: sim.Run) -> None:
    assert run.metrics["timeouts"] == (run.attempts["error_class"] == "timeout").sum() > 10
    tasks = run.tasks
    missed = (tasks["status"] != "completed") | (tasks["ended_at"] - tasks["ready_at"] > tasks["deadline"] + 1e-9)
    assert run.metrics["deadline_misses"] == missed.sum() == tasks["missed_deadline"].sum() > 10


def test_columns_say_when_slots_were_taken_and_freed(run: sim.Run) -> None:
    a = run.attempts
    withdrawn = a[a["slot"].isna()]
    assert len(withdrawn) > 0
    assert withdrawn[["slot_at", "freed_at"]].isna().all(axis=None)
    assert (withdrawn["started_at"] == withdrawn["ended_at"]).all()
    assert set(withdrawn["error_class"]) <= {"timeout", "deadline"}
    had_slot = a[a["slot"].notna()]
    assert (had_slot["freed_at"] >= had_slot["slot_at"]).all()
    assert ((had_slot["freed_at"] > had_slot["ended_at"]) <= (had_slot["error_class"] == "timeout")).all()


def test_the_report_says_why_tasks_failed(run: sim.Run) -> None:
    text = run.report()
    assert "its time was up at the last attempt" in text or "withdrawn when its task was due" in text
    assert "ran out of time" in text


def test_the_timeline_shows_what_was_served_for_nobody(run: sim.Run) -> None:
    source = source_of(run._result.scenario, run._result.tables)
    since, until = orphaned(source)
    assert (until > since).sum() > 5
    assert Kind.WITHDRAWN in kinds_of(source)
    assert timeline_picture(source) is not None


def test_a_trace_can_be_written(run: sim.Run) -> None:
    assert len(chrome_trace(run._result)["traceEvents"]) > 100
