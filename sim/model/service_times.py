"""How much longer or shorter than expected each attempt takes, looked up by the attempt's address."""

from sim.luck import Luck, Purpose
from sim.scenario import Scenario
from sim.workload.service_time import service_factor, service_factors


class ServiceTimes:
    """The service time factors of a run: first attempts in bulk when a wave begins, the few later ones one by one.

    Args:
        scenario: its workload says how durations vary.
        luck: the run's keyed uniforms.
    """

    def __init__(self, scenario: Scenario, luck: Luck) -> None:
        self._duration = scenario.workload.duration
        self._luck = luck
        self._later = service_factor(self._duration)
        self._first: list[float] = []

    def begin_wave(self, wave: int, size: int) -> None:
        """Draw the factors of a wave's first attempts."""
        u = self._luck.uniforms(Purpose.DURATION, wave, 0, size)
        self._first = service_factors(self._duration, u).tolist()

    def factor(self, wave: int, attempt: int, position: int) -> float:
        """Return the factor of one attempt of the task at this position of the wave."""
        if attempt == 0:
            return self._first[position]
        return self._later(self._luck.uniform(Purpose.DURATION, wave, attempt, position))
