"""Forecasts of recorded fleets (terminal-bench): each run from its agent's other runs, with intervals that hold.

Given the tasks of a run, their order and its slots. Data: ../shared/data/terminal_bench.
"""

import csv
from pathlib import Path

import pytest

from sim.fit.session import read_record
from sim.study.forecasting.holding_out import hold_out
from sim.study.forecasting.parts import parts_of
from sim.study.forecasting.recorded import what_happened
from sim.study.replaying.what_if import LONGEST_FIRST, WhatIf, change_over, replay_runs

DATA = Path(__file__).parents[3] / "shared" / "data" / "terminal_bench"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the recorded fleets are not at hand")
STALLED = {("openhands", "4"), ("openhands", "5")}


@pytest.fixture(scope="module")
def record():
    return read_record([DATA / "trials.csv"])


@pytest.fixture(scope="module")
def published():
    with (DATA / "expected_makespans.csv").open() as lines:
        return {(row["agent"], row["run"]): row for row in csv.DictReader(lines)}


def test_the_two_stalls_are_named_and_no_others(record, published):
    found = {}
    for agent, run in published:
        happened = what_happened(record.chosen((record.agent == agent) & (record.run == run)))
        assert happened.metrics["makespan"] == pytest.approx(
            float(published[agent, run]["recorded_makespan_s"]), rel=1e-4
        )
        if happened.stalls:
            found[agent, run] = happened.stalls[0]
    assert found.keys() == STALLED
    for key, stall in found.items():
        assert stall.length_s == pytest.approx(float(published[key]["longest_idle_s"]), abs=0.01)
        assert stall.began_at == pytest.approx(float(published[key]["idle_from_s"]), abs=0.01)


def test_intervals_hold_the_runs_of_an_agent(record):
    one = record.chosen((record.agent == "droid") & (record.run != "5"))
    makespan = hold_out(one, 42, replications=39).trust.metrics["makespan"]
    assert (makespan.held, makespan.parts) == (4, 4)
    assert makespan.error is not None
    assert makespan.error <= 0.08


def test_each_part_sees_nothing_of_what_it_forecasts(record):
    for part in parts_of(record.chosen(record.agent == "goose"), "run"):
        assert not set(part.seen.run) & set(part.held.run)
        assert len(part.seen) + len(part.held) == 400


@pytest.mark.nightly
def test_forecasts_of_all_fleets_hold_what_came(record):
    trust = hold_out(record, 42, replications=199, apart=True).trust
    makespan = trust.metrics["makespan"]
    assert trust.stalled == len(STALLED)
    assert makespan.parts == 18
    assert makespan.held >= 16
    assert makespan.width is not None
    assert makespan.width <= 0.30
    assert makespan.error is not None
    assert makespan.error <= 0.05
    for name in ("success_rate", "p95_response"):
        assert trust.metrics[name].held >= 16
    for k in (2, 3):
        solved = trust.metrics[f"solved_within_{k}"]
        assert (solved.held, solved.parts) == (4, 4)


def test_longest_first_by_what_tasks_took_before_gains_what_is_published(record, published):
    runs = replay_runs(record, WhatIf(order=LONGEST_FIRST), apart=True)
    gained, known = change_over(runs, "makespan"), []
    for one in runs:
        agent, _, run = one.name.partition(" run ")
        row = published[agent, run]
        assert one.as_it_was["makespan"] == pytest.approx(float(row["replay_makespan_s"]), abs=1e-3)
        assert one.is_explained == ((agent, run) not in STALLED)
        assert not one.hindsight
        if one.is_explained:
            known.append(float(row["longest_first_s"]) / float(row["recorded_makespan_s"]) - 1.0)
    assert gained is not None
    assert gained.interval is not None
    # With the recorded times known beforehand runs end 2.2 % sooner; with those of the other runs nearly as much.
    best = sum(known) / len(known)
    assert best == pytest.approx(-0.0216, abs=5e-4)
    assert best <= gained.mean <= 0.6 * best
    assert gained.interval.high < 0.0
