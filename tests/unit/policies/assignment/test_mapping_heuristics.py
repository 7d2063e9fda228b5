"""min_min, max_min and sufferage against the loops of the textbook, which look at every pair at every step."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.policies import NO_AGENT, make_view
from sim.policies.acceptable import usable_for
from sim.policies.assignment import max_min, min_min, sufferage

seconds = st.integers(0, 12).map(lambda n: n / 4.0)  # few values: ties are common, and sums exact


@st.composite
def views(draw):
    n, m = draw(st.integers(1, 7)), draw(st.integers(1, 4))
    slots = draw(st.lists(st.lists(seconds, min_size=1, max_size=3).map(sorted), min_size=m, max_size=m))
    matrix = st.lists(st.lists(seconds, min_size=m, max_size=m), min_size=n, max_size=n)
    accepts = st.lists(st.lists(st.booleans(), min_size=m, max_size=m), min_size=n, max_size=n)
    return make_view(
        draw(matrix),
        task=draw(st.permutations(range(5, 5 + n))),
        usable=draw(st.lists(st.booleans(), min_size=m, max_size=m)),
        slot_free_s=slots,
        capacity=[len(times) for times in slots],
        accepts=draw(st.just(()) | accepts),
    )


def textbook(view, urgency):
    """The definition: at every step the task with the greatest urgency, where it ends first."""
    free = [list(times) for times in view.slot_free_s]
    left = sorted(range(len(view.task)), key=lambda t: view.task[t])
    chosen, ranks = [NO_AGENT] * len(left), [float(len(left))] * len(left)
    place = 0
    while True:
        best = None
        for t in left:
            agents = [a for a, usable in enumerate(usable_for(view, t)) if usable]
            ends = sorted((min(free[a]) + view.expected_s[t][a], a) for a in agents)
            if ends and (best is None or urgency(ends) > best[0]):  # ties: the lowest task, then the lowest agent
                best = urgency(ends), t, ends[0][1]
        if best is None:
            return chosen, ranks
        _, t, a = best
        slot = free[a].index(min(free[a]))
        free[a][slot] += view.expected_s[t][a]
        chosen[t], ranks[t] = a, float(place)
        left.remove(t)
        place += 1


URGENCY = {
    min_min: lambda ends: -ends[0][0],
    max_min: lambda ends: ends[0][0],
    sufferage: lambda ends: ends[1][0] - ends[0][0] if len(ends) > 1 else math.inf,
}
each = pytest.mark.parametrize("rule", URGENCY, ids=lambda module: module.STRATEGY.name)


@each
@settings(max_examples=150, deadline=None)
@given(view=views())
def test_it_plans_what_the_textbook_plans(rule, view) -> None:
    chosen, ranks, memory = rule.plan(view, (), ())
    assert (chosen, ranks) == textbook(view, URGENCY[rule])
    assert memory == ()


def test_they_are_three_rules() -> None:
    # The control: on one small instance each plans something else.
    view = make_view([[4.0, 9.0], [2.0, 3.0], [3.0, 8.0], [9.0, 9.5]])
    assert len({repr(rule.plan(view, (), ())) for rule in URGENCY}) == 3


@each
def test_nobody_is_usable(rule) -> None:
    assert rule.plan(make_view([[4.0, 9.0]], usable=[False, False]), (), ()) == ([NO_AGENT], [1.0], ())
