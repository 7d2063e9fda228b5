"""Races by hand: who is refuted, who is beaten, who stays, and when it is over."""

import numpy as np
import pytest
from scipy import stats

from sim.measures.comparison.verdict import Verdict
from sim.measures.questions.cheapest import Race, advance, begin
from sim.measures.questions.evidence import Evidence, Meets
from sim.measures.questions.requirement import Requirement

REQUIREMENT = Requirement("success_rate", False, 0.9)
LUCK = np.array([0.0, 3.0, -2.0, 1.0, 5.0, -1.0, 2.0, 0.5, -3.0, 4.0])
WIGGLE = np.array([0.1, -0.1, 0.2, -0.2, 0.1, 0.0, -0.1, 0.1, -0.2, 0.1])
YES, NO, OPEN = 1e-6, 1.0 - 1e-6, 0.5


def said(*p_meets: float) -> list[list[Evidence]]:
    return [[Evidence(REQUIREMENT, 10, 0.9, 0.01, p, 1.0 - p)] for p in p_meets]


def costs(*means: float, own: float = 1.0):
    return np.stack([100.0 + mean + LUCK + own * (place + 1) * WIGGLE for place, mean in enumerate(means)], axis=1)


def look(race: Race, *p_meets: float, table, delta: float = 1.0, alpha: float = 0.05) -> Race:
    return advance(race, said(*p_meets), table, "wasted_work", alpha, delta)


def test_the_cheapest_that_meets_is_chosen_and_dearer_ones_are_out():
    race = look(begin(3), NO, YES, YES, table=costs(0.0, 5.0, 9.0))
    assert race.verdicts == (Meets.NO, Meets.YES, Meets.YES)
    assert (race.chosen, race.beaten_by, race.running) == (1, (None, None, 1), (1,))
    assert race.settled


def test_an_undecided_one_that_may_be_cheaper_keeps_it_open():
    race = look(begin(3), OPEN, YES, YES, table=costs(0.0, 5.0, 9.0))
    assert (race.chosen, race.running, race.settled) == (1, (0, 1), False)
    after = advance(race, said(YES, YES), costs(0.0, 5.0), "wasted_work", 0.05, 1.0)
    assert (after.chosen, after.running, after.settled) == (0, (0,), True)
    assert after.beaten_by == (None, 0, 1)


def test_an_undecided_one_that_is_dearer_is_out_all_the_same():
    race = look(begin(2), YES, OPEN, table=costs(0.0, 9.0))
    assert (race.chosen, race.running, race.settled) == (0, (0,), True)
    assert race.verdicts[1] is Meets.UNDECIDED


def test_no_practical_difference_settles_it_with_both_in():
    race = look(begin(2), YES, YES, table=costs(0.0, 0.1), delta=3.0)
    assert (race.chosen, race.running, race.settled) == (0, (0, 1), True)
    assert race.against[0][1].verdict is Verdict.NO_PRACTICAL_DIFFERENCE


def test_costs_that_cannot_be_told_apart_do_not_settle_it():
    race = look(begin(2), YES, YES, table=costs(0.0, 0.05, own=20.0), delta=0.01)
    assert (race.running, race.settled) == ((0, 1), False)


def test_a_rival_that_is_surely_cheaper_does_not_settle_it():
    # The first is cheaper on average, since the second has no costs where both are cheap; side by side it is dearer.
    table = costs(5.0, 0.0)
    cheap = np.column_stack([np.full(10, 50.0), np.full(10, np.nan)])
    race = look(begin(2), YES, YES, table=np.concatenate([table, cheap]))
    assert race.chosen == 0
    # Where the second has no costs they may have been anything.
    assert race.against[0][1].verdict is Verdict.UNDECIDED
    assert not race.settled


def test_where_none_meets_none_is_chosen():
    race = look(begin(2), NO, NO, table=costs(0.0, 1.0))
    assert (race.chosen, race.against, race.running, race.settled) == (None, (), (), True)
    race = look(begin(2), NO, OPEN, table=costs(0.0, 1.0))
    assert (race.chosen, race.running, race.settled) == (None, (1,), False)


def test_half_of_the_error_is_shared_by_the_settings():
    # 0.05 / 2 / 5 = 0.005 for each of five.
    for p, expected in ((0.00501, Meets.UNDECIDED), (0.00499, Meets.YES)):
        race = look(begin(5), *[p] * 5, table=costs(*[0.0] * 5))
        assert set(race.verdicts) == {expected}


def test_a_verdict_once_given_stays():
    race = look(begin(2), YES, YES, table=costs(0.0, 0.05, own=20.0), delta=0.01)
    after = look(race, OPEN, NO, table=costs(0.0, 0.05, own=20.0), delta=0.01)
    assert after.verdicts == (Meets.YES, Meets.YES)


def test_a_setting_without_costs_is_not_chosen():
    table = costs(0.0, 9.0)
    table[:, 0] = np.nan
    assert look(begin(2), YES, YES, table=table).chosen == 1


def test_the_lowest_mean_is_chosen_wherever_it_stands():
    race = look(begin(3), YES, YES, YES, table=costs(5.0, 0.0, 9.0))
    assert (race.chosen, race.beaten_by, race.settled) == (1, (1, None, 1), True)
    assert look(begin(3), NO, YES, YES, table=np.stack([LUCK, LUCK, LUCK], axis=1)).chosen == 1  # the first of equals


def test_one_setting_has_no_rival():
    race = look(begin(1), YES, table=costs(0.0))
    assert (race.chosen, race.against, race.running, race.settled) == (0, (), (0,), True)


@pytest.mark.parametrize(("k", "pairs"), [(2, 1), (3, 3), (5, 10)])
def test_half_of_the_error_is_shared_by_all_pairs_that_might_be_compared(k, pairs):
    # The first is the cheapest, the second is compared with it, the others do not meet the requirements.
    table = costs(*[float(place) for place in range(k)])
    ((place, found),) = look(begin(k), YES, YES, *[NO] * (k - 2), table=table, alpha=0.06).against
    away = table[:, 1] - table[:, 0]
    expected = stats.t.interval(1.0 - 0.03 / pairs, 9, away.mean(), stats.sem(away))
    assert place == 1
    assert (found.low, found.high) == pytest.approx(expected)


def test_unless_told_what_matters_is_a_share_of_the_mean_cost_of_the_cheapest():
    # 5 % of wasted work: 5.05 of the 101 or so that the first one costs where a cost is known.
    def verdict_at(away: float, delta: float | None = None) -> Verdict:
        table = costs(0.0, away)
        table[0] = np.nan
        ((_, found),) = advance(begin(2), said(YES, YES), table, "wasted_work", 0.05, delta).against
        return found.verdict

    assert verdict_at(4.5) is Verdict.NO_PRACTICAL_DIFFERENCE
    assert verdict_at(5.5) is Verdict.WORSE
    assert verdict_at(4.5, delta=0.0) is Verdict.WORSE


def test_evidence_that_leaves_a_setting_out_is_refused():
    with pytest.raises(ValueError, match="shorter"):
        look(begin(3), YES, YES, table=costs(0.0, 5.0, 9.0))


def test_costs_in_half_precision_have_means_in_double():
    # Means of 1000 and 999.95; half precision knows only 999.5 and 1000.
    table = np.full((10, 2), 1000.0, dtype=np.float16)
    table[0, 1] = 999.5
    assert look(begin(2), YES, YES, table=table).chosen == 1


def test_equal_costs_are_settled_only_where_chance_decides_nothing():
    # Thirty equal runs may miss an outage that only one of two settings meets.
    costs = np.full((30, 2), 7.0)
    found = [[Evidence(Requirement("makespan", True, 9.0), 30, 8.0, 0.1, 0.0, 1.0)]] * 2
    assert not advance(begin(2), found, costs, "wasted_work", 0.05, delta=0.5).settled
    sure = advance(begin(2), found, costs, "wasted_work", 0.05, delta=0.5, is_certain=True)
    assert (sure.settled, sure.chosen, sure.running) == (True, 0, (0, 1))
