"""The draws that an attempt needs, looked up by its address: does it succeed, how long does it take.

First attempts are four in five, and their draws are formed for a whole wave at once; those of later attempts in blocks,
when they are first asked for.
"""

from collections.abc import Sequence

import numpy as np

from sim.luck import Luck, Purpose
from sim.luck.keyed import BLOCK, MOST_BLOCKS
from sim.scenario import Distribution, Scenario, SyntheticWorkload
from sim.workload.service_time import Shape, service_factors

_OUTCOME, _GATE = int(Purpose.OUTCOME), int(Purpose.GATE)  # plain: an enumeration's member takes long to hash


class AttemptDraws:
    """The draws of the attempts of one wave after another.

    Args:
        scenario: its workload says how durations vary.
        luck: the run's keyed uniforms.
    """

    def __init__(self, scenario: Scenario, luck: Luck) -> None:
        self._scenario = scenario
        self._shapes: list[Distribution | Shape | None] = [scenario.workload.duration]
        self._shape_at: list[int] | None = None  # by position, which of the shapes; None: all have the first
        self._luck = luck
        self.wave = 0
        self._positions = 0
        self._first_outcomes: list[float] = []
        self._first_refusals: list[float] | None = None  # formed when they are first asked for: no gate may
        self._first_factors: list[float] = []
        self._later_factors: dict[tuple[int, int, int], list[float]] = {}
        self._begun: dict[int, tuple[int, Sequence[str | None] | None]] = {}  # positions and types, by wave
        self._earlier: dict[int, AttemptDraws] = {}  # of waves that orphans come from

    def begin_wave(self, wave: int, positions: int, types: Sequence[str | None] | None = None) -> None:
        """Turn to the tasks of another wave.

        Args:
            wave: its number.
            positions: one more than the greatest position of a task in it.
            types: of the task at each position; None: tasks have no types.
        """
        self._find_shapes(types)
        self.wave = wave
        self._begun[wave] = positions, types
        self._positions = positions
        self._first_outcomes = self._luck.uniforms(_OUTCOME, wave, 0, positions).tolist()
        self._first_refusals = None
        by_shape = [
            [
                factor
                for number, first in enumerate(range(0, positions, BLOCK))
                for factor in self._factors(shape, 0, number, positions - first)
            ]
            for shape in range(len(self._shapes))
        ]
        self._first_factors = by_shape[0]
        if self._shape_at is not None:
            self._first_factors = [by_shape[shape][position] for position, shape in enumerate(self._shape_at)]
        self._later_factors.clear()

    def of_wave(self, wave: int) -> "AttemptDraws":
        """Return the draws of a wave that has begun: that of now, or an earlier one from which an orphan is left."""
        if wave == self.wave:
            return self
        if wave not in self._earlier:
            self._earlier[wave] = AttemptDraws(self._scenario, self._luck)
            self._earlier[wave].begin_wave(wave, *self._begun[wave])
        return self._earlier[wave]

    def outcome(self, attempt: int, position: int) -> float:
        """Return the uniform that decides how one attempt ends.

        Args:
            attempt: number of the attempt, from 0.
            position: of its task in the wave.
        """
        if attempt == 0:
            return self._first_outcomes[position]
        return self._luck.uniform(_OUTCOME, self.wave, attempt, position)

    def refusal(self, attempt: int, position: int) -> float:
        """Return the uniform by which gates may refuse one attempt (see `outcome` for the arguments)."""
        if attempt > 0:
            return self._luck.uniform(_GATE, self.wave, attempt, position)
        if self._first_refusals is None:
            self._first_refusals = self._luck.uniforms(_GATE, self.wave, 0, self._positions).tolist()
        return self._first_refusals[position]

    def service_factor(self, attempt: int, position: int) -> float:
        """Return how many times the true mean of its task one attempt takes."""
        if attempt == 0:
            return self._first_factors[position]
        block, offset = divmod(position, BLOCK)
        shape = 0 if self._shape_at is None else self._shape_at[position]
        factors = self._later_factors.get((shape, attempt, block))
        if factors is None:
            if len(self._later_factors) == MOST_BLOCKS:
                del self._later_factors[next(iter(self._later_factors))]  # formed again if it is asked for again
            factors = self._later_factors[shape, attempt, block] = self._factors(shape, attempt, block)
        return factors[offset]

    def _find_shapes(self, types: Sequence[str | None] | None) -> None:
        """Find out which durations the tasks of a wave have, where types may have their own."""
        workload = self._scenario.workload
        if types is None or not isinstance(workload, SyntheticWorkload):
            return
        durations = {name: workload.times(name).duration for name in dict.fromkeys(types)}
        self._shapes = list(dict.fromkeys(durations.values()))
        shape_of = {name: self._shapes.index(duration) for name, duration in durations.items()}
        self._shape_at = [shape_of[name] for name in types] if len(self._shapes) > 1 else None

    def _factors(self, shape: int, attempt: int, block: int, most: int = BLOCK) -> list[float]:
        u = self._luck.block(Purpose.DURATION, self.wave, attempt, block)[:most]
        factors: list[float] = np.asarray(service_factors(self._shapes[shape], u)).tolist()
        return factors
