"""Least load by hand."""

from sim.policies import NO_AGENT, make_view
from sim.policies.assignment.load_balanced import pick


def test_two_agents_five_tasks() -> None:
    # One task of 30 s, four of 10 s. Loads (0, 0): tie, agent 0 takes 30. Agent 1 then takes 10, 10, 10 and
    # stands at 30 as well: tie again, and the last task is agent 0's.
    load = [0.0, 0.0]
    chosen = []
    for seconds in [30.0, 10.0, 10.0, 10.0, 10.0]:
        agent, _ = pick(make_view([[seconds, seconds]], load_s=load), (), ())
        load[agent] += seconds
        chosen.append(agent)
    assert chosen == [0, 1, 1, 1, 0]
    assert load == [40.0, 30.0]


def test_a_tie_goes_to_who_was_given_a_task_longest_ago() -> None:
    assert pick(make_view([[30.0] * 3], load_s=[20.0, 5.0, 5.0]), (), ()) == (1, ())
    assert pick(make_view([[30.0] * 3], load_s=[20.0, 5.0, 5.0], last_given=[0, 2, 1]), (), ()) == (2, ())


def test_a_free_slot_is_worth_more_than_a_short_queue() -> None:
    view = make_view([[30.0] * 2], load_s=[1.0, 60.0], capacity=[8, 8], free_slots=[0, 1])
    assert pick(view, (), ()) == (1, ())
    assert pick(view._replace(queued=(0, 1)), (), ()) == (0, ())  # the slot is taken by the one that waits for it


def test_the_least_loaded_agent_does_not_count_while_it_is_down() -> None:
    view = make_view([[30.0] * 3], load_s=[0.0, 9.0, 8.0], usable=[False, True, True])
    assert pick(view, (), ()) == (2, ())


def test_what_counts_is_the_load_before_the_task_not_how_fast_the_agent_would_be() -> None:
    # Agent 1 would finish at 6 s, agent 0 at 100 s; but agent 0 is idle.
    assert pick(make_view([[100.0, 1.0]], load_s=[0.0, 5.0]), (), ()) == (0, ())


def test_nobody_usable() -> None:
    assert pick(make_view([[30.0]], usable=[False]), (), ()) == (NO_AGENT, ())
