"""Phase 20's schedule, by hand."""

from math import isnan, nan

from sim.policies import NO_AGENT, make_view
from sim.policies.assignment.predicted_schedule import STRATEGY, plan


def test_two_agents_five_tasks_that_the_schedule_names_on_both() -> None:
    # All chances are equal, so each task goes to the agent with fewer tasks so far, at equal counts to agent
    # 0.
    starts = [[0.0, 0.0], [27.5, 27.5], [55.0, 55.0], [82.5, 82.5], [110.0, 110.0]]
    view = make_view([[27.5, 27.5]] * 5, estimate=[[0.725, 0.725]] * 5, planned_start_s=starts)
    assert plan(view, (), ()) == ([0, 1, 0, 1, 0], [0.0, 27.5, 55.0, 82.5, 110.0], ())


def test_the_line_with_the_highest_chance_wins_whatever_the_load() -> None:
    view = make_view(
        [[30.0, 30.0]] * 2, estimate=[[0.7, 0.8]] * 2, planned_start_s=[[0.0, 5.0]] * 2, load_s=[0.0, 999.0]
    )
    assert plan(view, (), ()) == ([1, 1], [5.0, 5.0], ())


def test_a_line_is_obeyed_where_it_is_the_only_one() -> None:
    view = make_view([[30.0, 30.0]], estimate=[[0.9, 0.1]], planned_start_s=[[nan, 12.0]])
    assert plan(view, (), ()) == ([1], [12.0], ())


def test_a_line_of_an_agent_that_is_down_counts_as_none() -> None:
    # Task 0 has a line on agent 0 too; task 1 has not, and goes by load without a rank: agent 0 stands at 30
    # s and agent 2, idle, takes it.
    view = make_view(
        [[30.0, 30.0, 30.0]] * 2,
        estimate=[[0.7, 0.9, 0.7]] * 2,
        planned_start_s=[[1.0, 2.0, nan], [nan, 3.0, nan]],
        usable=[True, False, True],
    )
    agents, ranks, _ = plan(view, (), ())
    assert agents == [0, 2]
    assert ranks[0] == 1.0
    assert isnan(ranks[1])


def test_tasks_without_a_line_are_spread_by_the_load_that_the_plan_itself_adds() -> None:
    # Loads: agent 0 gets task 0 by schedule (30 s). Task 1 (20 s) -> agent 1 (20 s); task 2 (20 s) -> agent 1
    # (40 s); task 3 -> agent 0 (30 s).
    view = make_view(
        [[30.0, 30.0], [20.0, 20.0], [20.0, 20.0], [5.0, 5.0]],
        planned_start_s=[[0.0, nan], [nan, nan], [nan, nan], [nan, nan]],
    )
    agents, ranks, _ = plan(view, (), ())
    assert agents == [0, 1, 1, 0]
    assert [isnan(rank) for rank in ranks] == [False, True, True, True]


def test_tasks_given_by_load_count_among_the_tasks_so_far() -> None:
    # Task 0, without a line, goes to agent 0; task 1 is on both with equal chances, and agent 1 has fewer
    # tasks.
    view = make_view([[30.0, 30.0]] * 2, planned_start_s=[[nan, nan], [4.0, 6.0]])
    agents, ranks, _ = plan(view, (), ())
    assert agents == [0, 1]
    assert ranks[1] == 6.0


def test_without_a_schedule_all_goes_by_load() -> None:
    agents, ranks, _ = plan(make_view([[30.0, 30.0]] * 3), (), ())
    assert agents == [0, 1, 0]
    assert all(isnan(rank) for rank in ranks)


def test_tasks_of_the_plan_count_as_queued_and_given() -> None:
    # Agent 0 has two slots, one free; agent 1 one, free. Tasks 0 and 1 have lines on agent 0, so that its free slot is
    # taken by the plan. Task 2 can start on agent 1 alone, though that has more load; task 3 nowhere: least load, agent
    # 0 with 0.5 s + 2 * 1 s / 2 slots against 9 s + 1 s; task 4 likewise with 2 s.
    view = make_view(
        [[1.0, 1.0]] * 5,
        planned_start_s=[[0.0, nan], [1.0, nan], *[[nan, nan]] * 3],
        capacity=[2, 1],
        free_slots=[1, 1],
        load_s=[0.5, 9.0],
    )
    assert plan(view, (), ())[0] == [0, 0, 1, 0, 0]


def test_equal_agents_take_turns_in_the_order_of_the_plan() -> None:
    # No times at all, so all loads are equal: agent 2 was never given a task, agent 1 longest ago, then agent 0.
    view = make_view([[0.0] * 3] * 6, capacity=[9, 9, 9], last_given=[8, 4, -1])
    assert plan(view, (), ())[0] == [2, 1, 0, 2, 1, 0]


def test_a_slot_more_halves_the_load_that_a_task_adds() -> None:
    # Agent 0 has two slots: 5 s after the first task, against 10 s of agent 1 after the second.
    assert plan(make_view([[10.0, 10.0]] * 3, capacity=[2, 1]), (), ())[0] == [0, 1, 0]


def test_nobody_usable() -> None:
    view = make_view([[30.0, 30.0]], planned_start_s=[[0.0, 0.0]], usable=[False, False])
    agents, ranks, _ = plan(view, (), ())
    assert agents == [NO_AGENT]
    assert isnan(ranks[0])


def test_it_declares_that_it_reads_the_schedule() -> None:
    assert STRATEGY.reads_schedule
