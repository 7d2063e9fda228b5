"""Questions drawn at random, the same on every machine: whole numbers, shares, choices."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from sim.luck.keyed import Purpose, uniforms

T = TypeVar("T")
_AT_ONCE = 256


class Draws:
    """One question's random numbers.

    Args:
        seed: of the suite.
        question: its number, from 0.

    >>> draws = Draws(seed=0, question=3)
    >>> 1 <= draws.whole(1, 4) <= 4, 0.0 <= draws.share() <= 1.0, draws.one_of("a")
    (True, True, 'a')
    """

    def __init__(self, seed: int, question: int) -> None:
        self._uniforms = self._stream(seed, question)

    @staticmethod
    def _stream(seed: int, question: int) -> Iterator[float]:
        block = 0
        while True:
            yield from uniforms(seed, question, Purpose.POLICY, 0, block, _AT_ONCE).tolist()
            block += 1

    def whole(self, low: int, high: int) -> int:
        """Return a whole number, ends included."""
        return low + int(next(self._uniforms) * (high - low + 1))

    def share(self) -> float:
        """Return one of few numbers in 0..1: binary fractions, which are exact, and often alike."""
        return self.whole(0, 8) / 8.0

    def number(self, low: float, high: float) -> float:
        """Return any number in a range; its ends are common."""
        return self.one_of((low, high, low + next(self._uniforms) * (high - low)))

    def flag(self) -> bool:
        """Return True or False."""
        return self.whole(0, 1) == 1

    def one_of(self, choices: Sequence[T]) -> T:
        """Return one of several."""
        return choices[self.whole(0, len(choices) - 1)]

    def row(self, draw: Callable[[], T], n: int) -> tuple[T, ...]:
        """Return that many draws of a kind."""
        return tuple(draw() for _ in range(n))
