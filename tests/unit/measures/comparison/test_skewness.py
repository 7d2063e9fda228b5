"""The bound beyond a long tail: by hand, against scipy, and the same of numbers and of arrays."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.measures.comparison.skewed_t import reach, reach_of_one
from sim.measures.comparison.skewness import by_chance, skewness, wanted


@given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=40).filter(lambda values: np.ptp(values) > 1e-3))
def test_skewness_as_in_scipy(values):
    assert skewness(values) == pytest.approx(stats.skew(values, bias=False), abs=1e-6)


def test_values_without_a_shape_have_none():
    assert [skewness(values) for values in ([], [1.0], [1.0, 5.0], [3.0] * 9)] == [0.0] * 4


def test_chance_makes_this_much_skewness_of_normal_values():
    samples = np.random.Generator(np.random.Philox(3)).standard_normal((20_000, 30))
    # The standard error of a standard deviation is its 1 / sqrt(2 * 20,000), half a percent, for normal values.
    assert stats.skew(samples, axis=1, bias=False).std() == pytest.approx(float(by_chance(30)), rel=0.03)
    assert math.isinf(float(by_chance(2)))


def test_the_bound_inverts_halls_transformation():
    # Of the skewness g that counts, the bound at m errors beyond the mean solves
    # W + g/(3 sqrt n) W**2 + g**2/(27 n) W**3 + g/(6 n) sqrt(n) = -t for W = -m, with Hall's a = 1/3 and b = 1/6.
    t, n, tail = 2.045, 30, 0.8
    m = float(reach(t, tail, n))
    g = t * (tail - float(by_chance(n)))
    root = math.sqrt(n)
    w = -m
    left = w + g * w**2 / (3.0 * root) + g**2 * w**3 / (27.0 * n) + g / (6.0 * root)
    assert left == pytest.approx(-t)


def test_it_never_reaches_less_than_student_nor_beyond_all_measure():
    for n in (3, 5, 10, 30, 1000):
        for t in (1.7, 2.0, 3.0, 5.0):
            reaches = reach(t, np.linspace(-6.0, 30.0, 400), n)
            assert (np.diff(reaches) >= -1e-3 * t).all()
            assert reaches[0] == t
            assert t <= reaches[-1] <= 5.0 * t


@given(st.floats(0.0, 20.0), st.floats(-10.0, 40.0), st.integers(2, 5000))
def test_numbers_and_arrays_agree(t, tail, n):
    assert reach_of_one(t, tail, n) == pytest.approx(float(reach(t, tail, n)), rel=1e-9)


def test_cochrans_rule():
    assert [wanted(tail) for tail in (0.0, 1.0, -1.0, 5.0)] == [0, 25, 25, 625]
