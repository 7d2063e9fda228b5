"""About how long: counted and calculated here with a clock of our own, since real seconds belong to the machine."""

import pytest

from sim.study.plan_input import parse_axes, plan_points
from sim.work.forecast import forecast
from sim.work.measure import RunRow, metric_names
from sim.work.pace import Stopwatch
from sim.work.store import RunStore


class Clock(Stopwatch):
    """Says that everything takes so long."""

    seconds_each = 0.2

    def seconds(self) -> float:
        return self.seconds_each


class SlowClock(Clock):
    seconds_each = 10.0


@pytest.fixture
def timed():
    return []


@pytest.fixture
def stand_in(timed):
    def measure(scenario, seed, replication, inputs=None):
        timed.append(scenario.retry.max_retries)
        return RunRow(replication, "ok", metrics=(0.0,) * len(metric_names()))

    return measure


@pytest.fixture
def plan(tmp_path):
    (tmp_path / "s.yaml").write_text(
        "name: s\nfleet: {agents: [{name: a}]}\nworkload: {kind: synthetic, tasks_per_wave: 2}\n"
    )
    return plan_points(tmp_path / "s.yaml", *parse_axes(["retry.max_retries=0..9"]))


def test_runs_times_seconds_over_processes(plan, stand_in, timed) -> None:
    found = forecast(plan, 20, jobs=2, measure=stand_in, watch=Clock)
    assert (found.runs, found.stored, found.run_s, found.seconds) == (200, 0, pytest.approx(0.2), pytest.approx(20.0))
    assert timed == [0, 1, 3, 5, 7, 9]  # the first one waits for the libraries, and does not count


def test_of_slow_runs_one_is_timed(plan, stand_in, timed) -> None:
    found = forecast(plan, 20, jobs=1, measure=stand_in, watch=SlowClock)
    assert (timed, found.seconds) == ([0], 2000.0)


def test_what_is_stored_is_not_counted(plan, stand_in, timed, tmp_path) -> None:
    store = RunStore(tmp_path / "runs")
    store.add([(plan.keys[0], stand_in(plan.points[0].scenario, 1, replication)) for replication in range(15)])
    found = forecast(plan, 20, 1, store, stand_in, Clock)
    assert (found.runs, found.stored) == (185, 15)
    timed.clear()
    store.add([(key, stand_in(plan.points[0].scenario, 1, n)) for key in plan.keys for n in range(20)])
    timed.clear()
    assert forecast(plan, 20, 1, store, stand_in, Clock).seconds == 0.0
    assert timed == []


def test_points_that_say_the_same_are_run_once(tmp_path, stand_in) -> None:
    (tmp_path / "s.yaml").write_text(
        "name: s\nfleet: {agents: [{name: a}]}\nworkload: {kind: synthetic, tasks_per_wave: 2}\n"
    )
    same = plan_points(tmp_path / "s.yaml", *parse_axes(["retry.base=60s,1min"]))
    assert forecast(same, 5, 1, None, stand_in, Clock).runs == 5
