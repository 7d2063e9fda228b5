import numpy as np
import pytest

from sim.measures.questions.knee import knee, knees

SIZES = [1, 2, 4, 8]
U = (np.arange(200 * 6).reshape(200, 6) * 0.6180339887498949) % 1.0


def at(curve, sizes=SIZES, worth=0.5):
    return int(knees(sizes, [curve], worth)[0])


@pytest.mark.parametrize(
    ("curve", "expected"),
    [
        ([1.0, 2.0, 4.0, 8.0], 4),  # a straight line
        ([1.0, 2.0, 4.0, 4.0], 2),  # its corner
        ([1.0, 1.2, 1.3, 1.4], 0),
        ([1.0, 2.0, 3.0, 4.9], 2),  # from 4 on: 1.9 / 4 = 0.475
        ([1.0, 2.0, 3.0, 5.0], 4),  # exactly a half is worth it
        ([1.0, 1.0, 1.0, 7.0], 4),  # 6 / 7 from the first on: steps are looked over
        ([1.0, 2.0, 1.0, 1.0], 1),  # more agents do harm
    ],
)
def test_by_hand(curve, expected):
    assert at(curve) == expected


def test_what_is_worth_it_is_counted_in_agents_of_the_smallest_fleet():
    # Two agents do 4 an hour, 2 each: another is worth it from 1 an hour on.
    assert at([4.0, 5.1, 6.2, 6.3], sizes=[2, 3, 4, 5]) == 2
    assert at([4.0, 5.1, 6.2, 6.3], sizes=[2, 3, 4, 5], worth=0.04) == 4
    assert at([4.0, 5.1, 6.2, 6.3], sizes=[2, 3, 4, 5], worth=0.6) == 0


def test_on_a_line_that_turns_flat_the_threshold_does_not_matter():
    curve = np.minimum(np.arange(1.0, 9.0), 5.0)
    assert {at(curve, list(range(1, 9)), worth) for worth in (0.1, 0.3, 0.5, 0.9)} == {4}


def test_a_longer_range_moves_no_knee_that_is_one():
    # What Kneedle does: its knee depends on where the range ends.
    curve = np.minimum(np.arange(1.0, 40.0), 5.0)
    assert {at(curve[:end], list(range(1, end + 1))) for end in (7, 12, 39)} == {4}


def test_replications_without_luck_have_one_knee():
    found = knee(SIZES, [[1.0, 2.0, 4.0, 4.0]] * 6, U)
    assert (found.at, found.low, found.high, found.shares) == (2, 2, 2, (0.0, 0.0, 1.0, 0.0, 0.0))


def test_no_knee_within_the_range_is_a_number_beyond_it():
    found = knee(SIZES, [[1.0, 2.0, 4.0, 8.0]] * 6, U)
    assert (found.at, found.low, found.high) == (None, 4, 4)
    assert found.shares[-1] == 1.0


def test_luck_that_all_sizes_share_does_not_move_the_knee():
    luck = np.linspace(0.5, 1.5, 6)[:, None]
    found = knee(SIZES, luck * [1.0, 2.0, 3.9, 4.1], U)
    assert (found.low, found.high) == (2, 2)


def test_a_replication_in_which_a_size_failed_counts_for_none():
    table = np.array([[1.0, 2.0, 4.0, 4.0]] * 5 + [[9.0, np.nan, 1.0, 1.0]])
    found = knee(SIZES, table, U)
    assert (found.at, found.replications) == (2, 5)


def test_what_has_no_knee_at_all():
    with pytest.raises(ValueError, match=r"^no replication has a value at every size$"):
        knee(SIZES, [[1.0, np.nan, 1.0, 1.0]], U)
    with pytest.raises(ValueError, match=r"^the smallest size completes no task; begin with a larger one$"):
        knee(SIZES, [[0.0, 1.0, 1.0, 1.0]] * 6, U)


def test_the_share_that_is_worth_it_counts_in_the_resamples_too():
    # Each agent of the second adds 0.4, of the third 0.3.
    for worth, expected in ((0.5, 0), (0.35, 1), (0.25, 2)):
        found = knee([1, 2, 3, 4], [[1.0, 1.4, 1.7, 1.8]] * 6, U, worth=worth)
        assert (found.at, found.low, found.high) == (expected, expected, expected)


@pytest.mark.parametrize(
    ("confidence", "low", "high"),
    [
        (0.9, 0, 2),  # the knees that 5 % and 95 % come up to
        (0.89, 1, 2),
        (0.91, 0, 3),
        (0.05, 1, 2),
    ],
)
def test_the_interval_holds_the_middle_of_the_knees(confidence, low, high):
    # A resample is one of these replications, drawn four times; the knees are those of 20 resamples.
    rows = [[1.0, 1.0, 1.0, 1.0, 1.0], [1.0, 2.0, 2.0, 2.0, 2.0], [1.0, 2.0, 3.0, 3.0, 3.0], [1.0, 2.0, 3.0, 4.0, 4.0]]
    drawn = [0] + [1] * 9 + [2] * 9 + [3]
    u = [[(row + 0.5) / 4] * 4 for row in drawn]
    found = knee([1, 2, 3, 4, 5], rows, u, confidence=confidence)
    assert found.shares == (0.05, 0.45, 0.45, 0.05, 0.0, 0.0)
    assert (found.low, found.high) == (low, high)
