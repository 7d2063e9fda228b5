"""How long it would take to tell what is undecided, from how long the runs so far took."""

import numpy as np

from sim.cli.time_to_tell import time_to_tell
from sim.measures.comparison.alternatives import compare_values
from sim.report.comparison.undecided import rounded_up


def compared(*by: float):
    luck = np.random.Generator(np.random.Philox(4))
    table = 100.0 + luck.standard_normal((20, 1 + len(by))) + np.array([[0.0, *by]])
    names = [f"a{place}" for place in range(1 + len(by))]
    return compare_values("made", names, {"makespan": table}, "a0", seed=1, deltas={"makespan": 0.01})


def test_at_the_pace_of_the_runs_so_far():
    found = compared(0.4)
    needed = found.metric("makespan").differences["a1"].needed
    assert needed is not None
    told = time_to_tell(found, runs=40, seconds=20.0)  # half a second a run, one a replication
    more = rounded_up(needed) - 20
    assert told is not None
    assert told.startswith(f"about {rounded_up(needed)} replications would tell what is undecided: ")
    assert 60 < more < 600
    assert f"{more / 60.0:.3g} min more at this pace" in told


def test_the_first_and_all_of_it():
    told = time_to_tell(compared(-0.3, 0.1), runs=60, seconds=6.0)
    assert told is not None
    assert told == (
        "about 57 replications would tell the first of what is undecided, 670 replications all of it: 11.1 s and "
        "3.25 min more at this pace"
    )


def test_nothing_to_tell():
    assert time_to_tell(compared(9.0), 40, 20.0) is None
    assert time_to_tell(compared(0.4), 0, 0.0) is None
