"""Uniform numbers addressed by what they decide, so that nothing else can shift them.

A stream that is consumed in order couples everything: one retry more and every later draw of the run changes. Here a
draw is *looked up*: its address is (seed, replication, purpose, wave, k, position), and the counter-based generator
Philox turns the address into the number. Two strategies that run the same scenario therefore meet the same luck, task
by task and attempt by attempt, which is what the variance reduction method "common random numbers" needs.

Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011 (Philox4x64-10); Law,
"Simulation Modeling and Analysis", 5th ed., section 11.2 (common random numbers).
"""

from collections.abc import Iterable
from enum import IntEnum

import numpy as np
import numpy.typing as npt

BLOCK = 256  # positions drawn at once; a multiple of the four numbers that one Philox counter yields
MOST_BLOCKS = 1024  # kept of one replication, 8 MB: those of spent outages and attempts must not fill the memory
_NUMBERS_PER_COUNTER = 4
_ONE_WORD = 2**32
MEMBERS = 10_000  # of one entry of the fleet, at most
_ATTEMPTS_APART = 2**40


class Purpose(IntEnum):
    """What a draw decides; the number is part of its address and never changes meaning."""

    DURATION = 1
    OUTCOME = 2
    FAILURE_POINT = 3
    GATE = 4
    JITTER = 5
    TRUTH_NOISE = 6
    DIFFICULTY = 7
    UP_TIME = 8
    REPAIR = 9
    POLICY = 10
    PREDICTED_SUCCESS = 11
    SIZE = 12
    ARRIVAL = 13
    PRIORITY = 14
    RISK = 15
    CONFIDENCE = 16
    BOOTSTRAP = 17
    FAILURE_CLASS = 18
    INITIAL_STATE = 19
    DURATION_ERROR = 20
    EDGE = 21
    STAY = 22
    PAIR_DIFFICULTY = 23
    HAND_OFF = 24
    TOKENS = 25
    TYPE = 26
    GROUP_UP_TIME = 29
    GROUP_REPAIR = 30
    DEADLINE = 31
    GROUP_INITIAL_STATE = 32
    FIT = 40  # of resamples of a record, which no run draws
    RUN_DURATION = 41
    RUN_SUCCESS = 42
    INPUT = 43  # of inputs that are only estimated, which no run draws


def _key(seed: int, replication: int) -> npt.NDArray[np.uint64]:
    # A list of numbers is cut into words of 32 bits and joined: [2**32 + 5, 0] and [5, 1] would be one list.
    one_word = seed < _ONE_WORD
    entropy, spawn_key = ([seed, replication], ()) if one_word else (seed, (replication,))
    sequence = np.random.SeedSequence(entropy, spawn_key=spawn_key)
    return sequence.generate_state(2, np.uint64).astype(np.uint64)


def _to_unit_interval(raw: npt.NDArray[np.uint64]) -> npt.NDArray[np.float64]:
    # 52 bits and a half: exactly representable, symmetric, and never 0 or 1, so every inverse CDF is finite.
    return ((raw >> np.uint64(12)).astype(np.float64) + 0.5) / 2.0**52


def uniforms(seed: int, replication: int, purpose: int, wave: int, k: int, n: int) -> npt.NDArray[np.float64]:
    """Return the uniforms of positions 0 to n-1 of one purpose, wave and attempt.

    Args:
        seed: the scenario's seed, a non-negative integer.
        replication: number of the replication, from 0.
        purpose: what the draws decide, see `Purpose`.
        wave: wave of the tasks, from 1; for draws that belong to agents the index of their entry in the fleet.
        k: attempt of the task, or how many times the agent failed before, from 0.
        n: number of positions (tasks of the wave, or agents of the entry).

    Returns:
        Array of n floats strictly between 0 and 1.

    >>> uniforms(42, 0, Purpose.DURATION, wave=1, k=0, n=3).round(6).tolist()
    [0.109025, 0.21538, 0.132251]
    >>> longer = uniforms(42, 0, Purpose.DURATION, wave=1, k=0, n=5)
    >>> longer[:3].round(6).tolist()  # a task more shifts nothing
    [0.109025, 0.21538, 0.132251]
    """
    generator = np.random.Philox(key=_key(seed, replication), counter=[0, k, wave, purpose])
    return _to_unit_interval(generator.random_raw(n))


def policy_k(entry: int, number: int, attempt: int) -> int:
    """Return the k of a policy's draw for one agent and one attempt of a task.

    Args:
        entry: index of the agent's entry in `fleet.agents`, from 0.
        number: the agent's number within the entry, from 0.
        attempt: number of the attempt, from 0.

    >>> policy_k(2, 5, 0), policy_k(0, 0, 1) == 2**40
    (20005, True)
    """
    return MEMBERS * entry + number + _ATTEMPTS_APART * attempt


class Luck:
    """The uniforms of one replication, drawn in blocks when they are asked for; the latest blocks are kept.

    Args:
        seed: the scenario's seed.
        replication: number of the replication, from 0.

    >>> luck = Luck(seed=42, replication=0)
    >>> round(luck.uniform(Purpose.DURATION, wave=1, k=0, position=2), 6)  # the third of the numbers above
    0.132251
    """

    def __init__(self, seed: int, replication: int = 0) -> None:
        self.seed = seed
        self.replication = replication
        self._philox = np.random.Philox(key=_key(seed, replication))
        self._fresh = self._philox.state  # no number drawn yet; setting it is much cheaper than another generator
        self._counter = self._fresh["state"]["counter"]
        self._blocks: dict[tuple[int, int, int, int], list[float]] = {}

    def uniform(self, purpose: int, wave: int, k: int, position: int) -> float:
        """Return the one uniform at this address (see `uniforms` for the arguments)."""
        block, offset = divmod(position, BLOCK)
        address = (purpose, wave, k, block)
        numbers = self._blocks.get(address)
        if numbers is None:
            if len(self._blocks) == MOST_BLOCKS:
                del self._blocks[next(iter(self._blocks))]  # the oldest; it is drawn again if it is asked for again
            numbers = self._blocks[address] = self.block(*address).tolist()
        return numbers[offset]

    def block(self, purpose: int, wave: int, k: int, number: int) -> npt.NDArray[np.float64]:
        """Return the uniforms of positions number * BLOCK to (number + 1) * BLOCK - 1."""
        return _to_unit_interval(self._raw((number * BLOCK // _NUMBERS_PER_COUNTER, k, wave, purpose), BLOCK))

    def blocks(self, purpose: int, wave: int, ks: Iterable[int], number: int) -> npt.NDArray[np.float64]:
        """Return `block` for several k, one a column."""
        start = number * BLOCK // _NUMBERS_PER_COUNTER
        raw = [self._raw((start, k, wave, purpose), BLOCK) for k in ks]
        return np.ascontiguousarray(_to_unit_interval(np.stack(raw, axis=1)))

    def _raw(self, counter: tuple[int, int, int, int], n: int) -> npt.NDArray[np.uint64]:
        """Return the generator's numbers from a counter on."""
        self._counter[:] = counter
        self._philox.state = self._fresh
        raw: npt.NDArray[np.uint64] = self._philox.random_raw(n)
        return raw

    def uniforms(self, purpose: int, wave: int, k: int, n: int) -> npt.NDArray[np.float64]:
        """Return the uniforms of positions 0 to n-1 (see the function `uniforms`)."""
        return _to_unit_interval(self._raw((0, k, wave, purpose), n))

    def span(self, purpose: int, wave: int, k: int, low: int, high: int) -> npt.NDArray[np.float64]:
        """Return the uniforms of positions low to high-1; what lies before them costs nothing.

        >>> luck = Luck(seed=42)
        >>> luck.span(Purpose.DURATION, 1, 0, 2, 5).tolist() == luck.uniforms(Purpose.DURATION, 1, 0, 5)[2:].tolist()
        True
        """
        counter, before = divmod(low, _NUMBERS_PER_COUNTER)
        return _to_unit_interval(self._raw((counter, k, wave, purpose), before + high - low)[before:])

    def forget_wave(self, wave: int) -> None:
        """Drop the blocks of a finished wave; asking again would draw the same numbers again."""
        for address in [a for a in self._blocks if a[1] == wave]:
            del self._blocks[address]
