"""Attempts that are served at once slow each other down: on their agent, and in the fleet."""

from sim.engine.kernel.failure_classes import FailureClasses


class Contention(FailureClasses):
    """What attempts at once cost each other in one run; the factor is fixed when an attempt starts."""

    contends: bool
    sigma: list[float]  # by agent
    kappa: list[float]
    fleet_contends: bool
    fleet_sigma: float
    fleet_kappa: float

    def contention(self, agent: int) -> float:
        """Return the factor on the length of an attempt that is about to be served."""
        factor = slowdown(self.sigma[agent], self.kappa[agent], self.at_work(agent) + 1)
        if self.fleet_contends:
            served = 1
            for other in range(self.agents):
                served = served + self.at_work(other)
            factor = factor * slowdown(self.fleet_sigma, self.fleet_kappa, served)
        return factor

    def at_work(self, agent: int) -> int:
        """Return how many attempts an agent works on now."""
        served = 0
        if self.taken[agent] > 0:
            begin = self.slot_from[agent]
            for slot in range(begin, begin + self.slots_of[agent]):
                if self.serving[slot] >= 0 and self.since[self.serving[slot]] >= 0.0:
                    served = served + 1
        return served


def slowdown(sigma: float, kappa: float, served: int) -> float:
    """Return the factor of Gunther's law, see `SlowdownSpec.factor`."""
    return 1.0 + sigma * (served - 1) + kappa * served * (served - 1)
