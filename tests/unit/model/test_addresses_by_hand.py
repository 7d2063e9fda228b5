"""Which uniform decides what, looked up by hand: agents by entry and number, policies by agent and attempt."""

import math

import numpy as np
import pytest

from sim.luck import Purpose, uniforms
from sim.policies.strategy import Kind, Strategy
from sim.record.rows import OutageBegan, OutageEnded


def u(purpose, wave, k, position):
    return float(uniforms(3, 0, purpose, wave, k, position + 1)[position])


def exponential(mean, uniform):
    return -mean * math.log1p(-uniform)


def test_an_agents_outages_are_drawn_by_its_entry_and_its_number_in_it(simulate):
    agents = [{"name": "one", "count": 2}, {"name": "two", "count": 3}, {"name": "three"}]
    breakdowns = {"mtbf": 100, "mttr": 20}
    world = simulate({"seed": 3, "horizon": 1000, "fleet": {"agents": agents, "breakdowns": breakdowns},
                      "workload": {"tasks_per_wave": 1, "duration": 900}})  # fmt: skip
    places = [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (2, 0)]
    for agent, (entry, number) in enumerate(places):
        began = [row.at for row in world.log.of(OutageBegan) if row.agent == agent]
        ended = [row.at for row in world.log.of(OutageEnded) if row.agent == agent]
        up, repair = (u(purpose, entry, 0, number) for purpose in (Purpose.UP_TIME, Purpose.REPAIR))
        assert began[0] == pytest.approx(exponential(100, up))
        assert ended[0] == pytest.approx(exponential(100, up) + exponential(20, repair))
        second = exponential(100, u(Purpose.UP_TIME, entry, 1, number))
        assert began[1] == pytest.approx(exponential(100, up) + exponential(20, repair) + second)


def test_one_agent_more_in_an_entry_shifts_nobodys_outages(simulate):
    def outages(count):
        agents = [{"name": "one", "count": count}, {"name": "two"}]
        world = simulate({"seed": 3, "horizon": 500, "fleet": {"agents": agents, "breakdowns": {"mtbf": 50, "mttr": 9}},
                          "workload": {"tasks_per_wave": 1, "duration": 490}})  # fmt: skip
        return {(row.agent_id, row.at) for row in world.log.of(OutageBegan) if row.at < 400}

    assert outages(1) < outages(2)


def test_the_state_at_the_start_is_drawn_in_the_same_way(simulate):
    # Mostly down: mtbf 1, mttr 999. An agent is up where its number is below 0.001; the residual repair is its second.
    agents = [{"name": "one"}, {"name": "two", "count": 2}]
    breakdowns = {"mtbf": 1, "mttr": 999, "initial": "stationary"}
    world = simulate({"seed": 3, "fleet": {"agents": agents, "breakdowns": breakdowns}})
    first: dict[int, float] = {}
    for row in world.log.of(OutageEnded):
        first.setdefault(row.agent, row.at)
    for agent, (entry, number) in enumerate([(0, 0), (1, 0), (1, 1)]):
        assert u(Purpose.INITIAL_STATE, entry, 0, number) >= 0.001
        if agent in first:
            assert first[agent] == pytest.approx(exponential(999, u(Purpose.INITIAL_STATE, entry, 1, number)))
    assert first


def test_a_policy_draws_by_agent_and_attempt(simulate):
    seen = []

    def pick(view, memory, numbers):
        seen.append((view.task[0], tuple(numbers)))
        return 1, memory

    # The agents go down at 5 and hand the tasks back: attempt 1 of both is given out anew.
    constant = {"mtbf": {"kind": "constant", "value": 5}, "mttr": {"kind": "constant", "value": 1}}
    world = simulate(
        {
            "seed": 3,
            "horizon": 8,
            "fleet": {"agents": [{"name": "one"}, {"name": "two", "count": 2, "capacity": 2}],
                      "breakdowns": {**constant, "failover": "reassign"}},
            "workload": {"tasks_per_wave": 2},
        },
        strategy=Strategy("mine", Kind.IMMEDIATE, "For this test.", pick=pick, draws=True),
    )  # fmt: skip
    assert not [line for line in world.faults.lines if "policy" in line]
    k = [0, 10_000, 10_001]
    assert seen == [
        (task, tuple(u(Purpose.POLICY, 1, k_agent + 2**40 * attempt, task) for k_agent in k))
        for attempt in (0, 1)
        for task in (0, 1)
    ]


@pytest.mark.parametrize("seed", [2**32, 2**32 + 5, 2**63 - 1])
def test_large_seeds_have_a_key_of_their_own(seed):
    # As a list of words [2**32 + 5, 0] would be [5, 1, 0], which is no other than [5, 1] of seed 5.
    key = np.random.SeedSequence(seed, spawn_key=(4,)).generate_state(2, np.uint64)
    raw = np.random.Philox(key=key, counter=[0, 0, 1, 2]).random_raw(3)
    assert uniforms(seed, 4, 2, wave=1, k=0, n=3).tolist() == [((int(x) >> 12) + 0.5) / 2**52 for x in raw]


def test_no_large_seed_repeats_a_replication_of_a_small_one():
    for replication in range(3):
        large = uniforms(2**32 * (replication + 1) + 5, 0, 1, 1, 0, 4).tolist()
        assert all(uniforms(5, other, 1, 1, 0, 4).tolist() != large for other in range(5))
