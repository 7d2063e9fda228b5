"""Quantiles by table: a short polynomial for each of many narrow cells of the probability.

A quantile is a smooth function of its tail probability but for the tail 0. So each power of two of either tail is cut
into 32 cells; in each, nine coefficients of the quantile's power series about the middle reach the last digit. A draw
then costs a look-up and eight multiplications, whatever the distribution: less than a logarithm costs in numpy, where
each step takes a pass over the array; where there is a compiled library, one pass does it all (`sim.luck.library`).
Cells are made when a draw first falls into their power of two, each from the room of special functions alone; what they
hold does not depend on which were asked for before. Where a series does not reach the last digit (a shape that is
extreme), the draws of the cell are calculated one by one.
"""

from collections.abc import Sequence
from math import frexp, inf, ldexp, nan
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.luck.families import Family, Scale
from sim.luck.library import compiled
from sim.luck.series import Series
from sim.numerics.elementary import whole_power

Array = npt.NDArray[np.float64]

_BITS = 5  # of a tail's mantissa that tell the cells of one power of two
_CELLS = 2**_BITS
_LEAST_POWER = -53  # tails below 2**-53 cannot be drawn
_POWERS = 53  # and that of 1/2, of which only 1/2 itself is a tail
_SIDE = _POWERS * _CELLS + 1
_FIRST = (1023 + _LEAST_POWER) << _BITS
_SHIFT = 52 - _BITS
_TERMS = 9
_LAST_DIGIT = 2.0**-53
_LEAST = ldexp(1.0, _LEAST_POWER)
_FEW = 16  # up to here one by one is faster; with the same bits


class Cells:
    """The quantiles of one family.

    Args:
        family: its quantile and series at any tail.

    >>> from sim.luck.families import Exponential
    >>> cells = Cells(Exponential())
    >>> cells.values(np.array([0.5, 0.975])).round(6).tolist(), round(cells.value(0.975), 6)
    ([0.693147, 3.688879], 3.688879)
    """

    def __init__(self, family: Family) -> None:
        self._family = family
        self._coefficients = np.full((2 * _SIDE, _TERMS), nan)
        self._middles = np.zeros(2 * _SIDE)
        self._rows: dict[int, tuple[float, Sequence[float]] | None] = {}

    def values(self, u: Array) -> Array:
        """Return the quantiles of an array of probabilities, one dimension."""
        if u.size <= _FEW:
            return np.array([self.value(each) for each in u.tolist()])
        tails = np.minimum(u, 1.0 - u)
        library = compiled()
        found, missing = self._by_columns(u, tails) if library is None else self._compiled(library, u, tails)
        if missing:  # in cells that are not made yet, or whose draws are calculated one by one
            places = np.flatnonzero(np.isnan(found))
            found[places] = [self._tabulated(each) for each in u[places].tolist()]
        return self._family.scale.all_back(found)

    def _compiled(self, library: Any, u: Array, tails: Array) -> tuple[Array, bool]:
        found = np.empty(u.size)
        bits, coefficients = tails.view(np.int64), self._coefficients.ravel()
        missing = library.fill(u, tails, bits, self._middles, coefficients, _FIRST, _SHIFT, nan, found)
        return found, missing > 0

    def _by_columns(self, u: Array, tails: Array) -> tuple[Array, bool]:
        if tails.min() < _LEAST:
            return np.full(u.size, nan), True
        cells = tails.view(np.int64) >> _SHIFT
        cells += (u > 0.5) * _SIDE - _FIRST
        # Every cell is one of the table: to clip asks for no copy that could be undone.
        away = tails - self._middles.take(cells, mode="clip")
        coefficients = self._coefficients.take(cells, axis=0, mode="clip").T
        found = coefficients[-1].copy()
        for coefficient in coefficients[-2::-1]:
            found *= away
            found += coefficient
        return found, bool(np.isnan(found).any())

    def value(self, u: float) -> float:
        """Return the quantile of one probability: the bits of `values`."""
        return self._family.scale.back(self._tabulated(u))

    def _tabulated(self, u: float) -> float:
        upper = u > 0.5
        tail = 1.0 - u if upper else u
        m, power = frexp(tail)
        place = power - 1 - _LEAST_POWER
        row = self._row(place * _CELLS + int((m - 0.5) * (2 * _CELLS)) + upper * _SIDE) if place >= 0 else None
        if row is None:
            return self._family.quantile(tail, upper, None)
        away, (found, *others) = tail - row[0], row[1]
        for coefficient in others:
            found = found * away + coefficient
        return found

    def _row(self, cell: int) -> tuple[float, Sequence[float]] | None:
        # Middle and coefficients, last one first; None where draws are calculated one by one.
        if cell not in self._rows:
            self._make(cell)
        return self._rows[cell]

    def _make(self, cell: int) -> None:
        """Make all cells of one power of two, from its least tail on."""
        upper, place = divmod(cell, _SIDE)
        first = place // _CELLS
        width = ldexp(1.0, first + _LEAST_POWER - _BITS)
        near: float | None = None
        for number in range(_CELLS if first < _POWERS else 1):
            middle = (_CELLS + number + 0.5) * width
            value = self._family.quantile(middle, bool(upper), near)
            series = self._family.series(middle, bool(upper), value, _TERMS + 2)
            enough = _reaches(series, width / 2.0, 0.0 if self._family.scale is Scale.PLAIN else 1.0)
            self._keep(upper * _SIDE + first * _CELLS + number, middle, series[:_TERMS], enough)
            near = _at(series, width) if enough else None

    def _keep(self, cell: int, middle: float, series: Series, enough: bool) -> None:
        self._rows[cell] = (middle, series[::-1]) if enough else None
        if enough:
            self._middles[cell] = middle
            self._coefficients[cell] = series


def _reaches(series: Series, half: float, least: float) -> bool:
    """Whether what is left out of a series is below its last digit, or that of `least`, anywhere in the cell."""
    left_out, step = 0.0, whole_power(half, _TERMS)
    for coefficient in series[_TERMS:]:
        left_out += abs(coefficient) * step
        step *= half
    # Nor does one of numbers that are too large: False for inf and nan.
    return left_out < inf and left_out <= _LAST_DIGIT * max(least, abs(series[0])) / 2.0


def _at(series: Series, away: float) -> float:
    total = 0.0
    for coefficient in reversed(series):
        total = total * away + coefficient
    return total
