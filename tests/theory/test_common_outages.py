"""Availability and joint availability of groups that go down together, against theory.

Sources of down-time are independent alternating renewal processes: one is up with chance A = mtbf / (mtbf + mttr), and
an agent is up when all its sources are. Two agents of one group are both up with chance A, not A^2.

Ten replications; the means lie within Student's interval at 1 in 10,000, two-sided, and the control lies far outside.

Source: Barlow, Proschan, "Mathematical Theory of Reliability", 1965, chapter 3; Marshall, Olkin, JASA 62, 1967.
"""

from math import fsum, sqrt
from statistics import fmean, stdev

import pytest

import sim
from sim.fit.outages import merged
from sim.measures.statistics.intervals import t_quantile

HORIZON_S, RUNS = 40_000.0, 10
A, B = 90.0 / 100.0, 40.0 / 50.0


def up_times(outages, breakdowns=None):
    """Replication by replication, the share of time that agents 0, 1 and both are up."""
    data = {
        "name": "groups", "seed": 4, "horizon": HORIZON_S, "monitor": {"interval": HORIZON_S},
        "fleet": {"agents": [{"name": "a", "count": 2}], "outages": outages,
                  **({"breakdowns": breakdowns} if breakdowns else {})},
        "workload": {"kind": "synthetic", "tasks_per_wave": 1, "duration": 10 * HORIZON_S},
    }  # fmt: skip
    found = []
    for replication in range(RUNS):
        harness = sim.Phase21Harness(data, replication=replication, feedback=False, watched=False)
        harness.run_phase21()
        down: list[list[tuple[float, float]]] = [[], []]
        table = sim.Run(harness).columns["outages"]
        for agent_id, start, end in zip(table["agent_id"], table["started_at"], table["ended_at"], strict=True):
            down[int(agent_id[-1])].append((start, HORIZON_S if end is None else min(end, HORIZON_S)))
        either = merged(down[0] + down[1])
        found.append([1.0 - fsum(end - start for start, end in spans) / HORIZON_S for spans in (*down, either)])
    return list(zip(*found, strict=True))


def agrees(values, expected):
    half = t_quantile(1.0 - 0.5e-4, RUNS - 1) * stdev(values) / sqrt(RUNS)
    return abs(fmean(values) - expected) <= half and half < 0.02


def group(mtbf, mttr, *agents):
    return {"agents": list(agents), "mtbf": mtbf, "mttr": mttr, "initial": "stationary", "on_breakdown": "resume"}


def test_a_group_is_up_together():
    first, second, both = up_times([group(90, 10, "a_*")])
    assert first == second == both
    assert agrees(first, A)
    assert not agrees(both, A * A)  # as independent breakdowns would have it


def test_agents_with_a_source_in_common_and_one_of_their_own():
    first, second, both = up_times([group(90, 10, "a_*"), group(40, 10, "a_1")])
    assert agrees(first, A)
    assert agrees(second, A * B)
    assert agrees(both, A * B)
    assert not agrees(both, A * A * B)


def test_breakdowns_beside_a_group_are_one_more_source_of_each():
    own = {"mtbf": 40, "mttr": 10, "initial": "stationary", "on_breakdown": "resume"}
    first, second, both = up_times([group(90, 10, "a_*")], own)
    for values in (first, second):
        assert agrees(values, A * B)
    assert agrees(both, A * B * B)
    assert not agrees(both, A * A * B * B)


@pytest.mark.parametrize("every", [50.0, 100.0])
def test_a_planned_outage_takes_its_share_exactly(every):
    planned = {"agents": ["a_*"], "at": 5, "for": 20, "every": every, "on_breakdown": "resume"}
    first, _, both = up_times([planned])
    assert set(first) == set(both)
    assert first[0] == pytest.approx(1.0 - 20.0 / every, abs=1e-9)
