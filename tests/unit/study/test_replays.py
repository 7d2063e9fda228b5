"""Recorded runs played again, as they were and as they might have been."""

import pytest

from sim.fit.cleaning import make_record
from sim.scenario import ScenarioError
from sim.study.replaying.page import finding
from sim.study.replaying.what_if import LONGEST_FIRST, WhatIf, change_over, replay_runs

SECONDS = {"a": 2.0, "b": 3.0, "c": 4.0, "d": 9.0}


def record(runs=2, late=0.0):
    """Four tasks on two slots, in the order a, b, c, d: 2 + 4 on one, 3 + 9 on the other, 12 in all."""
    rows = []
    for run in range(runs):
        for task, start in (("a", 0.0), ("b", 0.0), ("c", 2.0), ("d", 3.0 + late)):
            rows.append((run, task, "fleet", start, SECONDS[task] * (1.0 + run), 1))
    if runs > 1:  # in the second run everything takes twice as long
        rows = [(r, t, g, s * (1.0 + r), x, o) for r, t, g, s, x, o in rows]
    columns = zip(*rows, strict=True)
    return make_record(dict(zip(("run", "task", "agent", "start", "seconds", "outcome"), columns, strict=True)))


def test_what_was_comes_out_as_it_was():
    first, second = replay_runs(record(), WhatIf())
    assert (first.as_it_was["makespan"], second.as_it_was["makespan"]) == (12.0, 24.0)
    assert first.is_explained
    assert first.change("makespan") == 0.0


def test_longest_first_by_the_other_run_packs_better():
    # d, c, b, a on two slots: 9 on one, 4 + 3 + 2 on the other.
    runs = replay_runs(record(), WhatIf(order=LONGEST_FIRST))
    assert [one.what_if["makespan"] for one in runs] == [9.0, 18.0]
    assert not any(one.hindsight for one in runs)
    change = change_over(runs, "makespan")
    assert change is not None
    assert (change.mean, change.runs) == (pytest.approx(-0.25), 2)


def test_a_single_run_gives_no_interval_and_says_that_its_order_is_hindsight():
    runs = replay_runs(record(runs=1), WhatIf(order=LONGEST_FIRST))
    change = change_over(runs, "makespan")
    assert change is not None
    assert change.interval is None
    assert any("knows the recorded times beforehand" in line for line in finding(runs, WhatIf(order=LONGEST_FIRST)))


def test_more_slots_and_other_strategies_are_asked():
    (run,) = replay_runs(record(runs=1), WhatIf(agents=4))
    assert run.what_if["makespan"] == 9.0
    (run,) = replay_runs(record(runs=1), WhatIf(slots={"fleet": 1}))
    assert run.what_if["makespan"] == 18.0
    (run,) = replay_runs(record(runs=1), WhatIf(strategy="load_balanced"))
    assert run.what_if["makespan"] == 12.0


def test_a_stall_is_named_and_counts_in_no_number():
    runs = replay_runs(record(runs=1, late=40.0), WhatIf(agents=4))
    assert not runs[0].is_explained
    assert change_over(runs, "makespan") is None
    assert any("nothing ran for 37 s from second 6 on" in line for line in finding(runs, WhatIf(agents=4)))


def test_what_cannot_be_asked_is_told():
    with pytest.raises(ScenarioError, match="load_balanced"):
        replay_runs(record(runs=1), WhatIf(strategy="load_blanced"))
    with pytest.raises(ValueError, match="there are fleet"):
        replay_runs(record(runs=1), WhatIf(slots={"flet": 1}))
