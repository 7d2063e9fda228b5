"""The draws that an attempt needs, looked up by its address: does it succeed, how long does it take.

First attempts are four in five, and their draws are formed for a whole wave at once; those of later attempts in blocks,
when they are first asked for.
"""

import numpy as np

from sim.luck import Luck, Purpose
from sim.luck.keyed import BLOCK, MOST_BLOCKS
from sim.scenario import Scenario
from sim.workload.service_time import service_factors


class AttemptDraws:
    """The draws of the attempts of one wave after another.

    Args:
        scenario: its workload says how durations vary.
        luck: the run's keyed uniforms.
    """

    def __init__(self, scenario: Scenario, luck: Luck) -> None:
        self._duration = scenario.workload.duration
        self._luck = luck
        self._wave = 0
        self._first_uniforms: dict[Purpose, list[float]] = {}
        self._first_factors: list[float] = []
        self._later_factors: dict[tuple[int, int], list[float]] = {}

    def begin_wave(self, wave: int, positions: int) -> None:
        """Turn to the tasks of another wave.

        Args:
            wave: its number.
            positions: one more than the greatest position of a task in it.
        """
        self._wave = wave
        self._first_uniforms = {
            purpose: self._luck.uniforms(purpose, wave, 0, positions).tolist()
            for purpose in (Purpose.OUTCOME, Purpose.GATE)
        }
        blocks = -(-positions // BLOCK)
        self._first_factors = [factor for number in range(blocks) for factor in self._factors(0, number)]
        self._later_factors.clear()

    def uniform(self, purpose: Purpose, attempt: int, position: int) -> float:
        """Return the uniform that decides the outcome, or the gates' refusal, of one attempt.

        Args:
            purpose: OUTCOME or GATE.
            attempt: number of the attempt, from 0.
            position: of its task in the wave.
        """
        if attempt == 0:
            return self._first_uniforms[purpose][position]
        return self._luck.uniform(purpose, self._wave, attempt, position)

    def service_factor(self, attempt: int, position: int) -> float:
        """Return how many times the true mean of its task one attempt takes."""
        if attempt == 0:
            return self._first_factors[position]
        block, offset = divmod(position, BLOCK)
        factors = self._later_factors.get((attempt, block))
        if factors is None:
            if len(self._later_factors) == MOST_BLOCKS:
                del self._later_factors[next(iter(self._later_factors))]  # formed again if it is asked for again
            factors = self._later_factors[attempt, block] = self._factors(attempt, block)
        return factors[offset]

    def _factors(self, attempt: int, block: int) -> list[float]:
        # Always whole blocks: a factor must not depend on how many others are formed with it, as the arithmetic of
        # vector units may.
        u = self._luck.block(Purpose.DURATION, self._wave, attempt, block)
        factors: list[float] = np.asarray(service_factors(self._duration, u)).tolist()
        return factors
