"""Round robin by hand: turns go round, skip whoever is not usable, and go on over waves."""

import pytest

from sim.policies import NO_AGENT, make_view
from sim.policies.assignment.round_robin import STRATEGY, pick


def turns(usable_at_each_task, memory=STRATEGY.initial_memory):
    chosen = []
    for usable in usable_at_each_task:
        agent, memory = pick(make_view([[30.0] * len(usable)], usable=usable), memory, ())
        chosen.append(agent)
    return chosen, memory


def test_two_agents_five_tasks_take_turns_from_agent_0() -> None:
    chosen, memory = turns([[True, True]] * 5)
    assert chosen == [0, 1, 0, 1, 0]
    assert memory == (0.0,)


def test_the_next_wave_goes_on_after_the_last_agent_chosen() -> None:
    # Five tasks end on agent 0, so the sixth task, of the next wave, is agent 1's.
    _, memory = turns([[True, True]] * 5)
    assert turns([[True, True]], memory)[0] == [1]


def test_an_agent_that_is_down_loses_its_turn_and_gets_none_back() -> None:
    # Agent 1 is down for the second and third task: 0, (1 down) 2, 0, and then it is 1's turn again.
    up, down = [True, True, True], [True, False, True]
    assert turns([up, down, down, up])[0] == [0, 2, 0, 1]


def test_load_and_skill_do_not_matter() -> None:
    view = make_view([[30.0, 30.0]], load_s=[1000.0, 0.0], estimate=[[0.1, 0.9]])
    assert pick(view, (-1.0,), ()) == (0, (0.0,))


@pytest.mark.parametrize("last", [-1.0, 0.0, 1.0])
def test_nobody_usable_leaves_the_turn_where_it_was(last: float) -> None:
    view = make_view([[30.0, 30.0]], usable=[False, False])
    assert pick(view, (last,), ()) == (NO_AGENT, (last,))


def test_the_only_usable_agent_gets_everything() -> None:
    assert turns([[False, True]] * 3)[0] == [1, 1, 1]
