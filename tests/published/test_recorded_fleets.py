"""Recorded fleets (terminal-bench): replayed in the recorded order, 18 of 20 makespans come out within half a percent.

The other two runs hold stalls, in which nothing ran; the report names when and how long. Data and numbers:
../shared/data/terminal_bench, of laude-institute/terminal-bench-leaderboard.
"""

import csv
from pathlib import Path

import pytest

import sim

DATA = Path(__file__).parents[3] / "shared" / "data" / "terminal_bench"
CLOSE = 0.005
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the recorded fleets are not at hand")


def recorded() -> list[dict[str, str]]:
    if not DATA.is_dir():
        return []
    with (DATA / "expected_makespans.csv").open() as lines:
        return list(csv.DictReader(lines))


RUNS = recorded()
STALLED = {("openhands", "4"), ("openhands", "5")}


def replay(of: dict[str, str], workers: int, **assignment):
    columns = {"task": "task", "start_s": "start", "trial_s": "seconds", "resolved": "outcome", "failure_mode": "error"}
    return sim.run(
        {
            "name": "recorded-fleet",
            "fleet": {"agents": [{"name": of["agent"], "capacity": workers}]},
            "workload": {
                "kind": "replay",
                "path": str(DATA / "trials.csv"),
                "map": columns,
                "where": {"agent": of["agent"], "run": int(of["run"])},
            },
            "assignment": assignment,
        }
    )


@pytest.mark.parametrize("of", RUNS, ids=lambda of: f"{of['agent']}-{of['run']}")
def test_the_recorded_order_gives_the_recorded_makespan_or_the_stall_is_named(of):
    run = replay(of, int(of["workers"]), strategy="shared_queue", order="list")
    assert run.audit() == []
    makespan = run.metrics["makespan"]
    assert makespan == pytest.approx(float(of["replay_makespan_s"]), abs=1e-3)
    away = abs(makespan / float(of["recorded_makespan_s"]) - 1.0)
    told = [line for line in run.report().splitlines() if "the record stalls" in line]
    if (of["agent"], of["run"]) in STALLED:
        assert away > CLOSE
        length, since = float(of["longest_idle_s"]), float(of["idle_from_s"])
        assert f"nothing ran for {length:,.0f} s from second {since:,.0f} on" in told[0]
    else:
        assert away <= CLOSE
        assert told == []


def test_in_another_order_the_same_attempts_take_another_time():
    # The negative control: what comes out depends on the order, by more than the half percent above.
    of = next(of for of in RUNS if (of["agent"], of["run"]) == ("goose", "2"))
    run = replay(of, 16, strategy="longest_first")
    assert run.metrics["makespan"] == pytest.approx(float(of["longest_first_s"]), rel=0.001)
    assert run.metrics["makespan"] < float(of["recorded_makespan_s"]) * (1 - 2 * CLOSE)
