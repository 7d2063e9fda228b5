"""Morris trajectories: walks through the levels of several factors that change each factor once."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

GRID = 4
"""Levels at which a continuum is looked at: 0, 1/3, 2/3 and 1 of its range."""


class Trajectories(NamedTuple):
    """Walks of one step a factor.

    Args:
        levels: (trajectories, factors + 1, factors), the level of each factor at each point, from 0.
        at: (trajectories, factors), number of the step that changes the factor, from 0.
        length: (trajectories, factors), how far it is changed, as a share of the way from its first to its last level,
            below 0 on the way back; between levels without order 1, or -1 where the first of the two comes later.
    """

    levels: Whole
    at: Whole
    length: Array


def trajectories(levels: Sequence[int], ordered: Sequence[bool], u: Array) -> Trajectories:
    """Return trajectories on which every level of a factor is equally likely, before its step and after it.

    A factor with an even number of levels is moved by half of them, forwards or backwards; with an odd number by half
    of one less, around the end if need be. A factor whose levels have no order is moved to any other one.

    Args:
        levels: how many each factor has, at least 2.
        ordered: whether they have an order.
        u: (trajectories, 3 * factors), uniforms in 0..1: where each factor begins, where it goes, when.

    >>> walks = trajectories([4, 2], [True, True], np.array([[0.3, 0.9, 0.5, 0.5, 0.8, 0.1]]))
    >>> walks.levels[0].tolist()  # the second factor first: 1 to 0; then the first by half of its levels: 1 to 3
    [[1, 1], [1, 0], [3, 0]]
    >>> walks.at.tolist(), walks.length.round(3).tolist()
    ([[1, 0]], [[0.667, -1.0]])

    Source: Morris, "Factorial sampling plans for preliminary computational experiments", Technometrics 33, 1991,
        section 3 (an even number of levels, a step of half of them).
    """
    factors = len(levels)
    n = np.asarray(levels, dtype=np.int64)
    begin, to, when = u[:, :factors], u[:, factors : 2 * factors], u[:, 2 * factors :]
    start = _level(begin, n)
    end = np.where(np.asarray(ordered), _half_way(start, n, to), _another(start, n, to))
    order = np.argsort(when, axis=1, kind="stable")
    at = np.argsort(order, axis=1, kind="stable")
    moved = at[:, None, :] < np.arange(factors + 1)[None, :, None]
    walked = np.where(moved, end[:, None, :], start[:, None, :])
    length = np.where(np.asarray(ordered), (end - start) / (n - 1), np.sign(end - start))
    return Trajectories(walked, at, length)


def elementary_effects(values: Array, walks: Trajectories) -> Array:
    """Return the change of an output by each step, divided by the step's length.

    Args:
        values: (.., trajectories, factors + 1), the output at each point.
        walks: the design.

    Returns:
        (.., trajectories, factors), in units of the output a whole range of the factor.

    >>> walks = trajectories([4, 2], [True, True], np.array([[0.3, 0.9, 0.5, 0.5, 0.8, 0.1]]))
    >>> elementary_effects(np.array([[10.0, 7.0, 11.0]]), walks)  # (11 - 7) / (2/3), (7 - 10) / -1
    array([[6., 3.]])

    Source: Morris, 1991, equation (1).
    """
    changes = np.diff(values, axis=-1)
    places = np.broadcast_to(walks.at, changes.shape)
    return np.asarray(np.take_along_axis(changes, places, axis=-1) / walks.length)


def _level(u: Array, n: Whole) -> Whole:
    return np.asarray(np.minimum((u * n).astype(np.int64), n - 1))


def _half_way(start: Whole, n: Whole, u: Array) -> Whole:
    return np.asarray((start + np.where(u < 0.5, 1, -1) * (n // 2)) % n)


def _another(start: Whole, n: Whole, u: Array) -> Whole:
    other = _level(u, n - 1)
    return np.asarray(other + (other >= start))
