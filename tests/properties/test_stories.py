"""The story of every task of random worlds: no gap, nothing that the log does not say, nothing of it left out."""

import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings

import sim
from sim.document.markdown import markdown
from sim.policies.catalogue import strategies
from sim.record.rows import Assigned, AttemptEnded, TaskEnded
from sim.report.story.instant import instant_page, moment
from sim.report.story.stretches import Where, rows_of, stretches
from sim.report.story.task_page import story

NAMES = list(strategies())
MOST_TASKS = 40


def looked_at(world: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world.write_files(Path(folder))
        run = sim.run(sim.parse_scenario(world.data, origin=Path(folder)))
    ends = run.log.of(TaskEnded)
    attempts: dict[str, list[AttemptEnded]] = {}
    for row in run.log.of(AttemptEnded):
        attempts.setdefault(row.task_id, []).append(row)
    result = run._result
    for end in ends[:MOST_TASKS]:
        pieces = stretches(rows_of(result, end.task_id))
        if end.ready_at is None:
            assert pieces == []
            continue
        # Without a gap from being ready to the end.
        edges = [(piece.start_s, piece.end_s) for piece in pieces]
        if end.ended_at > end.ready_at:
            assert (edges[0][0], edges[-1][1]) == (end.ready_at, end.ended_at)
        assert all(one[1] == other[0] for one, other in pairwise(edges))
        # What was served, where, and when, is what the log says; and so is the back-off.
        own = sorted(attempts.get(end.task_id, ()), key=lambda row: row.attempt)
        served = [(p.agent, p.start_s, p.end_s) for p in pieces if p.where is Where.SERVICE]
        assert served == [(row.agent_id, row.started_at, row.ended_at) for row in own if row.ended_at > row.started_at]
        waits = [(p.start_s, p.end_s) for p in pieces if p.where is Where.BACKOFF]
        assert waits == [(row.ended_at, min(end.ended_at, row.ended_at + row.backoff)) for row in own
                         if row.backoff and end.ended_at > row.ended_at]  # fmt: skip
        text = markdown(story(result, end.task_id))
        given_to = [row.agent_id for row in run.log.of(Assigned) if row.task_id == end.task_id]
        assert text.count(": given to ") == len(given_to)
        assert text.count(": attempt ") == len(own)
    at_instants(result, ends)


def at_instants(result: Any, ends: Any) -> None:
    """Every task is somewhere at every instant, and in just one place."""
    last = max((row.ended_at for row in ends), default=0.0)
    for share in (0.0, 0.37, 0.8, 1.0):
        now = moment(result, share * last)
        placed = len({task for task, _ in now.here})
        assert placed == len(now.here)
        assert placed + now.not_released + now.not_ready + now.over == len(ends)
        assert markdown(instant_page(result, share * last))


def stories(worlds: Any, strategy: str, examples: int) -> None:
    @seed(16)
    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(worlds(strategy))
    def check(world: Any) -> None:
        looked_at(world)

    check()


@pytest.mark.parametrize("strategy", ["load_balanced", "shared_queue", "heft", "work_stealing"])
def test_a_story_has_no_gap_and_says_what_the_log_says(worlds, strategy):
    stories(worlds, strategy, examples=5)


@pytest.mark.nightly
@pytest.mark.parametrize("strategy", NAMES)
def test_two_hundred_stories_have_no_gap_and_say_what_the_log_says(worlds, strategy):
    stories(worlds, strategy, examples=-(-220 // len(NAMES)))
