"""What HEFT plans: ranks by hand, gaps, and plans that could be carried out."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.policies import NO_AGENT, make_view
from sim.policies.acceptable import usable_for
from sim.policies.assignment import heft, min_min

seconds = st.integers(0, 12).map(lambda n: n / 4.0)


def test_a_short_task_fills_the_gap_that_a_hand_off_leaves() -> None:
    # Task 0 on agent 0 (only it can), its child 1 on agent 1 after 10 s of hand-off: agent 1 idles from 0 s to 14 s.
    # Task 2, planned last as its rank is least, runs there meanwhile.
    view = make_view(
        [[4.0, 4.0], [6.0, 6.0], [3.0, 3.0]],
        parents=[[], [(0, 10.0)], []],
        accepts=[[True, False], [False, True], [False, True]],
    )
    assert heft.plan(view, (), ()) == ([0, 1, 1], [0.0, 14.0, 0.0], ())


def test_each_slot_is_a_processor() -> None:
    view = make_view([[4.0]] * 3, capacity=[2], slot_free_s=[[1.0, 2.0]])
    assert heft.plan(view, (), ()) == ([0, 0, 0], [1.0, 2.0, 5.0], ())


def test_a_hand_off_counts_between_agents_only() -> None:
    # On agent 0 the child could start at 4 s and end at 11 s, on agent 1 after the hand-off at 4 + 2 + 4 = 10 s.
    times = [[4.0, 9.0], [7.0, 4.0]]
    assert heft.plan(make_view(times, parents=[[], [(0, 2.0)]]), (), ())[:2] == ([0, 1], [0.0, 6.0])
    assert heft.plan(make_view(times, parents=[[], [(0, 4.0)]]), (), ())[:2] == ([0, 0], [0.0, 4.0])


def test_parents_of_earlier_waves_are_no_rows_of_the_view() -> None:
    view = make_view([[4.0]] * 2, task=[7, 9], parents=[[(2, 50.0)], [(7, 1.0)]])
    assert heft.plan(view, (), ()) == ([0, 0], [0.0, 4.0], ())


@st.composite
def views(draw):
    n, m = draw(st.integers(1, 8)), draw(st.integers(1, 3))
    slots = draw(st.lists(st.lists(seconds, min_size=1, max_size=2).map(sorted), min_size=m, max_size=m))
    matrix = st.lists(st.lists(seconds, min_size=m, max_size=m), min_size=n, max_size=n)
    accepts = st.lists(st.lists(st.booleans(), min_size=m, max_size=m), min_size=n, max_size=n)
    order = draw(st.permutations(range(n)))  # a parent may have a higher index than its child
    parents: list[list[tuple[int, float]]] = [[] for _ in range(n)]
    for place, child in enumerate(order):
        parents[child] = [(t, draw(seconds)) for t in order[:place] if draw(st.booleans())]
    return make_view(
        draw(matrix), slot_free_s=slots, capacity=[len(times) for times in slots], parents=parents,
        usable=draw(st.lists(st.booleans(), min_size=m, max_size=m)), accepts=draw(st.just(()) | accepts),
    )  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(view=views())
def test_a_plan_could_be_carried_out(view) -> None:
    chosen, starts, _ = heft.plan(view, (), ())
    ends = [
        s + view.expected_s[t][a] if a != NO_AGENT else 0.0 for t, (a, s) in enumerate(zip(chosen, starts, strict=True))
    ]
    for t, agent in enumerate(chosen):
        assert (agent != NO_AGENT) == any(usable_for(view, t))
        if agent == NO_AGENT:
            continue
        for parent, hand_off in view.parents[t]:
            if chosen[parent] != NO_AGENT:
                assert starts[t] >= ends[parent] + (hand_off if chosen[parent] != agent else 0.0)
    for agent, free in enumerate(view.slot_free_s):
        mine = [t for t, a in enumerate(chosen) if a == agent]
        assert all(starts[t] >= free[0] for t in mine)
        for at in {starts[t] for t in mine}:  # at no time more tasks than slots that are free
            running = sum(starts[t] <= at < ends[t] for t in mine)
            assert running <= sum(free_from <= at for free_from in free)


def test_without_edges_it_is_another_rule_than_min_min() -> None:
    view = make_view([[2.0, 3.0], [9.0, 9.0], [3.0, 2.0]])
    assert heft.plan(view, (), ())[1] != min_min.plan(view, (), ())[1]
