"""How much longer or shorter than expected each attempt takes, looked up by the attempt's address."""

from sim.luck import Luck, Purpose
from sim.luck.keyed import BLOCK
from sim.scenario import Scenario
from sim.workload.service_time import service_factors


class ServiceTimes:
    """The service time factors of a run, drawn in blocks of positions when they are first asked for.

    Always whole blocks, since an inverse CDF costs almost the same for one number as for many; and a factor must not
    depend on how many others are formed with it, as the arithmetic of vector units may.

    Args:
        scenario: its workload says how durations vary.
        luck: the run's keyed uniforms.
    """

    def __init__(self, scenario: Scenario, luck: Luck) -> None:
        self._duration = scenario.workload.duration
        self._luck = luck
        self._blocks: dict[tuple[int, int], list[float]] = {}
        self._wave = 0

    def begin_wave(self, wave: int) -> None:
        """Turn to the tasks of another wave."""
        self._wave = wave
        self._blocks.clear()

    def factor(self, attempt: int, position: int) -> float:
        """Return the factor of one attempt of the task at this position of the wave."""
        address = (attempt, position // BLOCK)
        factors = self._blocks.get(address)
        if factors is None:
            u = self._luck.block(Purpose.DURATION, self._wave, *address)
            factors = self._blocks[address] = service_factors(self._duration, u).tolist()
        return factors[position % BLOCK]
