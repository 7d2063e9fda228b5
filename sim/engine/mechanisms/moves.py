"""Work stealing: queued work goes to slots that idle."""

from sim.engine.mechanism import Mechanism
from sim.policies.assignment.work_stealing import STRATEGY
from sim.scenario import Scenario


def _used(scenario: Scenario) -> bool:
    return scenario.assignment.strategy == STRATEGY.name


MOVES = Mechanism(
    name="moves",
    used=_used,
    off={"steals": False},
    numbers=lambda _: {"steals": True},
    of_rows={"ahead": 0},
)
