"""Columns of synthetic tasks: a value a task, each from the uniform of its column, by the distribution of its type."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from sim.luck.inverse_cdf import quantile
from sim.luck.keyed import Luck, Purpose
from sim.scenario import Constant, Distribution

Array = npt.NDArray[np.float64]
K = TypeVar("K")
V = TypeVar("V")
OfType = Callable[[str | None], V]
"""Name of a type -> what holds for its tasks; None: for tasks of no type."""


class ColumnDraws:
    """The uniforms of all tasks, wave by wave, for one purpose at a time.

    Args:
        luck: uniforms of the replication.
        waves: number and size of each.
        types: of each task; absent: they have none.

    >>> draw = ColumnDraws(Luck(seed=1), [(1, 2)], ["short", "long"])
    >>> draw.values(lambda name: Constant(value=300 if name == "long" else 30), Purpose.SIZE).tolist()
    [30.0, 300.0]
    """

    def __init__(self, luck: Luck, waves: Sequence[tuple[int, int]], types: Sequence[str | None] | None = None) -> None:
        self._luck = luck
        self._waves = waves
        self.total = sum(size for _, size in waves)
        self._members: dict[str | None, list[int]] = {}
        for index, name in enumerate(types or ()):
            self._members.setdefault(name, []).append(index)

    def values(self, of_type: OfType[Distribution | None], purpose: Purpose, k: int = 0) -> Array:
        """One value a task from the distribution of its type; NaN where that has none."""
        return self._by_type(of_type, _values, purpose, np.nan, k)

    def choices(self, of_type: OfType[Mapping[K, float]], purpose: Purpose) -> tuple[K, ...]:
        """One key a task, by the cumulated weights of its type in the order written."""
        weights = {name: of_type(name) for name in self._names()}
        keys = list(dict.fromkeys(key for rule in weights.values() for key in rule))
        chosen = self._by_type(weights.__getitem__, lambda rule, u: _places(rule, keys, u), purpose, 0.0)
        return tuple([keys[place] for place in chosen.astype(np.intp).tolist()])

    def _names(self) -> list[str | None]:
        return list(self._members) or [None]

    def _by_type(
        self, of_type: OfType[V], values: Callable[[V, "_U"], Array], purpose: Purpose, absent: float, k: int = 0
    ) -> Array:
        u = _U(lambda: np.concatenate([np.empty(0), *self._by_wave(purpose, k)]), self.total)
        rules = {name: of_type(name) for name in self._names()}
        first, *others = rules.values()
        if all(rule == first for rule in others):
            return values(first, u)
        column = np.full(self.total, absent)
        for name, members in self._members.items():
            column[members] = values(rules[name], u.of(members))
        return column

    def _by_wave(self, purpose: Purpose, k: int) -> list[Array]:
        return [self._luck.uniforms(purpose, wave, k, size) for wave, size in self._waves]


class _U:
    """Uniforms that are drawn only when somebody looks at them."""

    def __init__(self, draw: Callable[[], Array], number: int) -> None:
        self._draw = draw
        self._drawn: Array | None = None
        self.number = number

    def all(self) -> Array:
        if self._drawn is None:
            self._drawn = self._draw()
        return self._drawn

    def of(self, members: list[int]) -> "_U":
        return _U(lambda: self.all()[members], len(members))


def _values(distribution: Distribution | None, u: _U) -> Array:
    if distribution is None:
        return np.full(u.number, np.nan)
    if isinstance(distribution, Constant):
        return np.full(u.number, distribution.value)
    return quantile(distribution, u.all())


def _places(weights: Mapping[K, float], keys: list[K], u: _U) -> Array:
    """Return the place among all keys of the one that each task draws."""
    possible = [key for key, weight in weights.items() if weight > 0.0]
    places = np.array([keys.index(key) for key in possible], dtype=np.float64)
    if len(possible) == 1:
        return np.full(u.number, places[0])
    cumulated = np.cumsum([weights[key] for key in possible])
    # Rounding may lift u to the total itself, where the search runs past the last key.
    chosen = np.searchsorted(cumulated, u.all() * cumulated[-1], side="right")
    return np.asarray(places[np.minimum(chosen, len(possible) - 1)], dtype=np.float64)
