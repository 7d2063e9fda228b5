"""The story of a task tells its copies: one that lost, whose work went on, and one that was first."""

import pytest

import sim
from sim.document.markdown import markdown
from sim.document.text import plain_text
from sim.record.tables import lines
from sim.report.story.copies import copies_told
from sim.report.story.task_page import story

LEASE: dict = {
    "name": "lease",
    "seed": 4,
    "fleet": {"agents": [{"name": "worker", "count": 4}]},
    "workload": {
        "kind": "synthetic",
        "tasks_per_wave": 8,
        "predicted_success": 1,
        "duration": {"kind": "exponential", "mean": 60},
        "arrivals": {"kind": "poisson", "rate": 0.02},
    },
    "copies": {"after": "30s"},
}


@pytest.fixture(scope="module")
def result():
    return sim.run(LEASE)._result


def texts(result, task_id):
    return markdown(story(result, task_id))


def test_every_copy_is_told_where_it_went_and_what_became_of_it(result):
    copies = [row for row in lines(result.tables["attempts"]) if row["copy"]]
    assert any(row["succeeded"] for row in copies)
    assert not all(row["succeeded"] for row in copies)
    for row in copies:
        told = texts(result, row["task_id"])
        assert f"copy {row['copy']} of attempt {row['attempt'] + 1} went to {row['agent_id']}" in told
        assert (f"copy {row['copy']} of attempt 1 succeeded" in told) is row["succeeded"]


def test_a_task_without_copies_tells_of_none(result):
    copied = {row["task_id"] for row in lines(result.tables["attempts"]) if row["copy"]}
    alone = next(row["task_id"] for row in lines(result.tables["tasks"]) if row["task_id"] not in copied)
    assert "copy" not in texts(result, alone)


ROW = {"copy": 1, "attempt": 0, "agent_id": "a", "queued_at": 5.0, "ended_at": 9.0, "freed_at": None, "served": 4.0,
       "succeeded": False, "error_class": "cancelled"}  # fmt: skip


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "ended without success: cancelled."),
        ({"freed_at": 12.0}, "ended without success: cancelled; its agent served it on for nobody until 12 s."),
        ({"served": 0.0}, "ended before its service began: cancelled."),
        ({"succeeded": True, "error_class": None}, "succeeded: it was the first."),
        ({"error_class": "task_failure"}, "ended without success: task failure."),
    ],
)
def test_what_became_of_a_copy_by_hand(more, words):
    began, ended = ((at, plain_text(text)) for at, _, text in copies_told([{**ROW, **more}]))
    assert began == (5.0, "5 s: copy 1 of attempt 1 went to a.")
    assert ended[1] == f"9 s: copy 1 of attempt 1 {words}"
