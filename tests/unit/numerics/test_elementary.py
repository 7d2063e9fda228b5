"""Each elementary function lies within its bound of the true value, and arrays give the bits of numbers."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.luck import uniforms
from sim.numerics import arrays, elementary
from sim.numerics.normal import normal_quantile

mpmath = pytest.importorskip("mpmath", reason="the true values are mpmath's, of the development requirements")

POINTS = 10_000
LEAST, MOST = 2.0**-53, 1.0 - 2.0**-53  # the uniforms that can be drawn


def spread(low: float, high: float, wave: int) -> list[float]:
    return (low + (high - low) * uniforms(11, 0, 1, wave, 0, POINTS)).tolist()


def tiny(wave: int) -> list[float]:
    return [math.exp(x) for x in spread(-45.0, 0.0, wave)]


LOGS = [math.exp(x) for x in spread(-700.0, 700.0, 1)] + spread(0.5, 2.0, 2) + [5e-324, 2.0**-1022, LEAST, MOST, 1.0]
LOG1PS = [*tiny(3), *(-x for x in tiny(4)), *spread(-1.0, 3.0, 5), -LEAST, -MOST, -0.5, 1e300]
EXPS = [*spread(-708.0, 709.0, 6), *spread(-1.0, 1.0, 7), 709.78, -744.4, *(-x for x in tiny(8))]
EXPM1S = [*spread(-45.0, 45.0, 9), *tiny(10), *(-x for x in tiny(11)), 700.0]
SHARES = [*spread(0.0, 1.0, 12), *tiny(13), LEAST, MOST, 0.075, 0.925, math.exp(-25.0)]


def true_normal_quantile(p: Any) -> Any:
    return mpmath.sqrt(2) * mpmath.erfinv(2 * p - 1)


def error_ulp(got: float, true: Any) -> float:
    """The distance from the true value, in units of its last place."""
    return float(abs(mpmath.mpf(got) - true) / mpmath.mpf(math.ulp(float(true))))


CASES: list[tuple[Callable[[float], float], Callable[[Any], Any], list[float], float]] = [
    (elementary.log, mpmath.log, LOGS, 1.0),
    (elementary.log1p, mpmath.log1p, LOG1PS, 1.0),
    (elementary.exp, mpmath.exp, EXPS, 1.0),
    (elementary.expm1, mpmath.expm1, EXPM1S, 2.0),
    (normal_quantile, true_normal_quantile, SHARES[:2000] + SHARES[POINTS : POINTS + 1000] + SHARES[-5:], 4.0),
]


@pytest.mark.parametrize(("function", "true", "points", "most"), CASES, ids=lambda case: getattr(case, "__name__", ""))
def test_a_function_lies_within_its_bound(function, true, points, most):
    with mpmath.workprec(120):
        assert max(error_ulp(function(x), true(mpmath.mpf(x))) for x in points) < most


@pytest.mark.nightly
def test_the_normal_quantile_lies_within_its_bound_at_many_points():
    with mpmath.workprec(120):
        assert max(error_ulp(normal_quantile(x), true_normal_quantile(mpmath.mpf(x))) for x in SHARES) < 4.0


def test_the_bound_would_show_a_wrong_digit():
    # The negative control: a logarithm that is off by two units in the last place.
    with mpmath.workprec(120):
        off = max(error_ulp(elementary.log(x) * (1.0 + 2.0**-51), mpmath.log(mpmath.mpf(x))) for x in LOGS[:200])
    assert off > 1.0


def test_powers():
    bases, exponents = spread(0.0, 2.0, 14), spread(-300.0, 300.0, 15)
    with mpmath.workprec(160):
        errors = [
            error_ulp(elementary.power(x, y), mpmath.power(mpmath.mpf(x), mpmath.mpf(y)))
            for x, y in zip(bases, exponents, strict=True)
            if abs(y * math.log(x)) < 700.0
        ]
    assert len(errors) > 9000
    assert max(errors) < 1.0


def test_what_remains_of_a_small_logarithm():
    with mpmath.workprec(160):
        for x in [*tiny(16)[:2000], *(-0.99 * x for x in tiny(17)[:2000]), -0.45, 0.8]:
            true = mpmath.mpf(x) - mpmath.log1p(mpmath.mpf(x))
            assert float(abs(elementary.log1p_remainder(x) / true - 1)) < 1e-15


def test_powers_that_are_exact():
    assert [elementary.whole_power(2.0, n) for n in range(64)] == [float(2**n) for n in range(64)]
    assert elementary.whole_power(3.0, 20) == float(3**20)
    assert elementary.whole_power(2.0, -3) == 0.125
    assert elementary.power(4.0, 0.5) == 2.0
    assert elementary.power(10.0, 3.0) == 1000.0


@pytest.mark.parametrize(
    ("of_array", "of_number", "points"),
    [
        (arrays.log, elementary.log, [*LOGS, 0.0, math.inf, math.nan]),
        (arrays.log1p, elementary.log1p, [*LOG1PS, -1.0, math.inf, math.nan]),
        (arrays.exp, elementary.exp, [*EXPS, math.inf, -math.inf, math.nan, 710.0, -746.0, 0.0]),
        (arrays.expm1, elementary.expm1, [*EXPM1S, math.inf, -math.inf, math.nan, 800.0, -50.0, 0.0]),
        (arrays.normal_quantile, normal_quantile, SHARES),
    ],
    ids=["log", "log1p", "exp", "expm1", "normal_quantile"],
)
def test_an_array_gives_the_bits_of_its_numbers(of_array, of_number, points):
    assert list(map(repr, of_array(np.array(points)).tolist())) == [repr(of_number(x)) for x in points]


@pytest.mark.parametrize("function", [elementary.log, elementary.log1p, lambda x: elementary.power(x, 0.5)])
def test_what_is_not_defined_is_an_error(function):
    with pytest.raises(ValueError, match="below 0"):
        function(-2.0)


@pytest.mark.parametrize("function", [arrays.log, arrays.log1p])
def test_what_is_not_defined_is_an_error_in_an_array_too(function):
    with pytest.raises(ValueError, match="below 0"):
        function(np.array([0.5, -2.0]))


def test_logistic_and_logit_are_inverse():
    p = np.array(spread(0.001, 0.999, 18))
    assert arrays.logistic(arrays.logit(p)) == pytest.approx(p, rel=1e-14)
    assert arrays.logistic(np.array([-800.0, 800.0])).tolist() == [0.0, 1.0]
