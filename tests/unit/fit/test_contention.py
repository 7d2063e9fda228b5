"""How attempts that run at once slow each other down: found where it is, not where it is not."""

from collections.abc import Callable

import numpy as np
import pytest

from sim.fit.cleaning import make_record
from sim.fit.contention import Slowdown, under_way
from sim.fit.hindrances import find_hindrances
from sim.fit.levels import numbered
from sim.fit.record import Record


def crowd(luck: np.random.Generator, sigma: float, kappa: float, slots: int = 8, tasks: int = 400) -> Record:
    """Return a record of Poisson arrivals at one agent of so many slots, slowed down as the model has it."""
    arrivals = np.cumsum(luck.exponential(22.0, tasks))
    ends: list[float] = []
    rows = []
    for place, arrival in enumerate(arrivals):
        busy = [end for end in ends if end > arrival]
        start = float(arrival) if len(busy) < slots else sorted(busy)[len(busy) - slots]
        n = 1 + sum(end > start for end in ends)
        seconds = 60.0 * luck.lognormal(-0.08, 0.4) * (1.0 + sigma * (n - 1) + kappa * n * (n - 1))
        ends.append(start + seconds)
        rows.append((f"t{place}", start, start + seconds))
    names, starts, stops = zip(*rows, strict=True)
    return make_record({"task": names, "start": starts, "end": stops, "outcome": [True] * tasks})


def found_in(record: Record) -> Slowdown:
    runs, tasks, agents = (numbered(column)[1] for column in (record.run, record.task, record.agent))
    found = find_hindrances(record, runs, tasks, agents, None).slowdown
    assert found is not None
    return found


def counted(luck: Callable[[int], np.random.Generator], rounds: int) -> tuple[int, int]:
    """Return how many of two intervals a record held the truth, and in how many records without a law one was seen."""
    held = seen = 0
    for seed in range(rounds):
        found = found_in(crowd(luck(seed), 0.12, 0.0))
        held += found.sigma_interval.low <= 0.12 <= found.sigma_interval.high
        held += found.kappa_interval.low <= 0.0 <= found.kappa_interval.high
        assert found.is_shown
        seen += found_in(crowd(luck(100 + seed), 0.0, 0.0)).is_shown
    return held, seen


def test_the_law_is_found_where_it_is_and_only_there(luck) -> None:
    held, seen = counted(luck, 3)
    assert held >= 4  # of 6 at 95 %: fewer in one of 500 suites
    assert seen == 0  # at 1 %: one of 30 suites, with seeds that are fixed


@pytest.mark.nightly
def test_intervals_hold_the_law_as_often_as_they_say(luck) -> None:
    held, seen = counted(luck, 24)
    assert held >= 42  # of 48 at 95 %: fewer in one of 60 suites
    assert seen <= 2  # at 1 %: more in one of 500 suites


def test_the_scenario_has_the_law_and_times_of_attempts_alone(luck) -> None:
    from sim.fit.estimates import estimate
    from sim.fit.scenario_data import scenario_data

    data = scenario_data(estimate(crowd(luck(7), 0.12, 0.01, tasks=800), None), "crowd", 1)
    assert 0.0 < data["fleet"]["slowdown"]["sigma"] < 0.4
    assert 45.0 < data["workload"]["duration"]["mean"] < 75.0


def test_who_is_under_way_at_a_start() -> None:
    record = make_record({"start": [0.0, 1.0, 2.0, 5.0], "end": [5.0, 3.0, 9.0, 6.0]})
    assert under_way(record, np.zeros(4, dtype=np.int64)).tolist() == [1, 2, 3, 2]
    assert under_way(record, np.arange(4)).tolist() == [1, 1, 1, 1]
