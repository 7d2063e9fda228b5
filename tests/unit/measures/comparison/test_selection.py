import math

import numpy as np
import pytest

from sim.measures.comparison.selection import (
    SelectionPlan,
    advance,
    begin,
    is_held,
    is_tied,
    most_replications,
    selected,
)

TOO_LITTLE = "is not above 0; it is the least difference worth detecting"
TOO_FEW = "selection needs 1 alternative or more, and a first stage of 2 replications or more"
# Two alternatives, alpha 1/8, three in the first stage: 2 alpha / (k - 1) = 1/4, eta = (4 - 1) / 2 = 1.5,
# h ** 2 = 2 * 1.5 * 2 = 6.
PLAN = SelectionPlan(alternatives=2, delta=1.0, alpha=0.125, first_stage=3)


def run(plan, rows):
    state, history = begin(plan), []
    for row in rows:
        state, dropped = advance(plan, state, np.asarray(row)[list(state.remaining)])
        history.append(dropped)
        if selected(state) is not None:
            break
    return state, history


def test_constants():
    assert (PLAN.eta(), PLAN.h_squared()) == (1.5, 6.0)
    # Five alternatives, alpha 0.05, n0 = 10: 0.025 ** (-2/9) = 2.269935; eta = 0.634967, h ** 2 = 18 eta.
    plan = SelectionPlan(alternatives=5, delta=1.0)
    assert plan.eta() == pytest.approx(0.634967, abs=1e-6)
    assert plan.h_squared() == pytest.approx(11.42941, abs=1e-5)


def test_by_hand():
    # Differences 1, 0, -1: mean 0, variance 1, so the triangle ends at 6 * 1 / 1 = 6. W(r) = (6 - r) / 2.
    # After 3: 0 apart, 1.5 allowed. Then +1: 1 apart after 4, W = 1: not more than allowed. +0.6: 1.6 after 5, W = 0.5.
    rows = [[5.0, 4.0], [4.0, 4.0], [3.0, 4.0], [5.0, 4.0], [4.6, 4.0]]
    state, history = run(PLAN, rows)
    assert history == [(), (), (), (), (1,)]
    assert (state.replications, selected(state), most_replications(state)) == (5, 0, 5)
    assert state.totals.tolist() == pytest.approx([21.6, 20.0])


def test_lower_is_better_is_the_mirror():
    rows = [[5.0, 4.0], [4.0, 4.0], [3.0, 4.0], [5.0, 4.0], [4.6, 4.0]]
    plan = SelectionPlan(alternatives=2, delta=1.0, alpha=0.125, first_stage=3, higher_is_better=False)
    assert selected(run(plan, rows)[0]) == 1
    assert selected(run(plan, [[-x for x in row] for row in rows])[0]) == 0


def test_at_the_end_of_the_triangle_whoever_is_ahead_wins():
    # W(6) = 0: 0.001 ahead is enough.
    rows = [[5.0, 4.0], [4.0, 4.0], [3.0, 4.0], [4.0, 4.0], [4.0, 4.0], [4.0, 4.001]]
    state, history = run(PLAN, rows)
    assert (history[-1], selected(state)) == ((0,), 1)


def test_equals_end_with_the_first():
    # Differences 1, 0, -1 and then nothing: equal at the end of the triangle, after 6.
    state, _ = run(PLAN, [[5.0, 4.0], [4.0, 4.0], [3.0, 4.0]] + [[4.0, 4.0]] * 10)
    assert (state.replications, selected(state)) == (6, 0)


def test_what_never_differs_is_not_decided_by_its_name():
    # 0.99 ** 207 = 0.1249: so many runs show what comes once in a hundred, at alpha = 0.125.
    assert PLAN.equal_runs() == 207
    state, _ = run(PLAN, [[1.0, 1.0]] * 206)
    assert (state.remaining, is_tied(PLAN, state)) == ((0, 1), False)
    state, _ = run(PLAN, [[1.0, 1.0]] * 400)
    assert (state.replications, selected(state), is_tied(PLAN, state)) == (400, None, True)
    # The same difference each time is believed then, and not before.
    state, history = run(PLAN, [[1.0, 1.5]] * 400)
    assert (state.replications, selected(state), len(history)) == (207, 1, 207)
    # Equal but for the last digits is equal.
    state, _ = run(PLAN, [[0.1 + 0.2, 0.3]] * 300)
    assert is_tied(PLAN, state)


def test_one_that_is_worse_does_not_break_a_tie():
    plan = SelectionPlan(alternatives=3, delta=1.0, alpha=0.125)
    state, _ = run(plan, [[4.0, 1.0 + math.sin(r), 4.0] for r in range(400)])
    assert (state.remaining, is_tied(plan, state)) == ((0, 2), True)


def test_shares_of_tasks_vary_at_least_as_tasks_must():
    # delta (1 - delta) / tasks = 0.09 / 5 = 0.018, h ** 2 = 6: the end is at 6 * 0.018 / 0.01 = 10.8.
    plan = SelectionPlan(alternatives=2, delta=0.1, alpha=0.125, first_stage=3, tasks=5.0)
    state, _ = run(plan, [[1.0, 1.0]] * 20)
    assert (state.replications, selected(state)) == (11, 0)  # closer than a tenth, in 55 tasks: the first may be taken
    # One task of five more in each run: at 3 W is 0.05 * (10.8 - 3) = 0.39, at 4 it is 0.34.
    state, _ = run(plan, [[0.8, 1.0]] * 20)
    assert (state.replications, selected(state)) == (3, 1)


def test_rare_losses_hold_the_choice():
    # The second is a little worse in nine runs of ten, and much better in the tenth; dropping it waits until enough of
    # these were seen, and they bring it in front.
    plan = SelectionPlan(alternatives=2, delta=0.5)
    state, _ = run(plan, [[1.0, 0.9 + 0.01 * (r % 3) + (5.0 if r % 10 == 9 else 0.0)] for r in range(11)])
    assert (state.held[0, 1], state.held[1, 0]) == (False, True)
    state, _ = run(plan, [[1.0, 0.9 + 0.01 * (r % 3) + (5.0 if r % 13 == 12 else 0.0)] for r in range(12)])
    assert is_held(state) is False  # nothing of the kind was seen
    # Exponential gaps: the second is ahead by a half on average, and its lead has a long tail of losses.
    gaps = [-math.log((r * 0.618034) % 1.0 + 1e-3) for r in range(1, 60)]
    assert selected(run(plan, [[1.0, 1.5 - (gap - 1.0)] for gap in gaps][:10])[0]) is None


def test_a_certain_world_needs_no_more_than_the_first_stage():
    plan = SelectionPlan(alternatives=2, delta=1.0, is_certain=True)
    assert selected(run(plan, [[1.0, 1.5]] * 20)[0]) == 1
    state, _ = run(plan, [[1.0, 1.0]] * 10)
    assert is_tied(plan, state)


def test_common_luck_cancels():
    plan = SelectionPlan(alternatives=3, delta=0.5)
    rows = np.array([[math.sin(7 * r), math.sin(11 * r) + 0.2, math.sin(13 * r) - 0.3] for r in range(3000)])
    luck = 100.0 * np.cos(np.arange(3000.0))[:, None]
    plain, paired = run(plan, rows), run(plan, rows + luck)
    assert plain[1] == paired[1]
    assert selected(plain[0]) == selected(paired[0])


def test_who_was_dropped_is_not_asked_again():
    # The third is far behind and goes after the first stage; the first two are told apart later.
    plan = SelectionPlan(alternatives=3, delta=0.5, alpha=0.05, first_stage=10)
    rows = [[math.sin(7 * r), math.sin(11 * r) + 0.2, -9.0] for r in range(3000)]
    state, history = run(plan, rows)
    assert history[9] == (2,)
    assert history[-1] in {(0,), (1,)}
    assert len(history) > 20
    assert state.totals[2] == -90.0
    with pytest.raises(ValueError, match="still in"):
        advance(plan, begin(plan), [1.0, 2.0])
    with pytest.raises(ValueError, match="still in"):
        advance(plan, begin(plan), [1.0, 2.0, math.nan])


def test_one_alternative_needs_no_run():
    plan = SelectionPlan(alternatives=1, delta=1.0)
    assert selected(begin(plan)) == 0
    assert most_replications(begin(plan)) is None


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"alternatives": 0, "delta": 1.0}, TOO_FEW),
        ({"alternatives": 2, "delta": 1.0, "first_stage": 1}, TOO_FEW),
        ({"alternatives": 3, "delta": 0.0}, f"delta: 0.0 {TOO_LITTLE}"),
        (
            {"alternatives": 3, "delta": math.nan},
            f"delta: nan {TOO_LITTLE}",
        ),
        (
            {"alternatives": 3, "delta": math.inf},
            f"delta: inf {TOO_LITTLE}",
        ),
        ({"alternatives": 2, "delta": 1.0, "alpha": 0.5}, "alpha: 0.5 is not between 0 and 0.5, pure chance"),
        ({"alternatives": 4, "delta": 1.0, "alpha": 0.0}, "alpha: 0.0 is not between 0 and 0.75, pure chance"),
    ],
)
def test_plans_that_make_no_sense(settings, message):
    with pytest.raises(ValueError) as caught:
        SelectionPlan(**settings)
    assert str(caught.value) == message


def test_a_first_stage_of_two_is_enough_to_see_a_variance():
    # h ** 2 = 2 eta = 4 ** 2 - 1 = 15, differences 1 and 3: variance 2, end at 30, W(2) = 14: nobody is out.
    plan = SelectionPlan(alternatives=2, delta=1.0, alpha=0.125, first_stage=2)
    state, history = run(plan, [[5.0, 4.0], [7.0, 4.0]])
    assert (history, most_replications(state)) == ([(), ()], 30)


def test_a_difference_worth_detecting_of_two():
    # Differences 2, 0, -2: variance 4, end at 6 * 4 / 2 ** 2 = 6. W(r) = 6 - r: at 4 it is 2, as much as the lead of 2;
    # at 5 it is 1, and the lead 3.1.
    plan = SelectionPlan(alternatives=2, delta=2.0, alpha=0.125, first_stage=3)
    state, history = run(plan, [[6.0, 4.0], [4.0, 4.0], [2.0, 4.0], [6.0, 4.0], [5.1, 4.0]])
    assert history == [(), (), (), (), (1,)]
    # A lead of 2.1 at 4 is enough.
    state, history = run(plan, [[6.0, 4.0], [4.0, 4.0], [2.0, 4.0], [6.1, 4.0]])
    assert (history[-1], state.replications) == ((1,), 4)
