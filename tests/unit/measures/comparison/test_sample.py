import math

import numpy as np
import pytest

from sim.measures.comparison.sample import Sample, complete_rows, known, sample


def test_by_hand():
    # 2, 4, 9: mean 5, distances -3, -1, 4; (9 + 1 + 16) / 2 = 13.
    assert sample([2.0, 4.0, 9.0]) == Sample(3, 5.0, 13.0)
    assert sample([7.0]) == Sample(1, 7.0, None)
    assert sample([]) == Sample(0, None, None)


def test_missing_values_count_for_nothing():
    assert sample([2.0, math.nan, 4.0, math.nan, 9.0]) == Sample(3, 5.0, 13.0)
    assert known(np.array([None, 1], dtype=object)).tolist() == [1.0]
    assert complete_rows([[1.0, math.nan], [2.0, 3.0]]).tolist() == [[2.0, 3.0]]


def test_equal_values_have_no_variance_and_large_ones_keep_theirs():
    assert sample([0.1] * 7) == Sample(7, 0.1, 0.0)
    # 1e9 and a bit: the distances from the mean are -1, 0, 1, so the variance is 1.
    assert sample([1e9 - 1.0, 1e9, 1e9 + 1.0]) == Sample(3, 1e9, 1.0)


@pytest.mark.parametrize("values", [[1.0, math.inf], [[1.0, 2.0]], 3.0])
def test_what_is_no_column_of_numbers_is_refused(values):
    with pytest.raises(ValueError, match="values"):
        known(np.array(values))
