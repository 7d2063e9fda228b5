"""What is compared with theory: a system, the quantities that a formula gives for it, and how long it is simulated."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sim.model.world import World


@dataclass(frozen=True)
class Quantity:
    """One number of a system.

    Args:
        name: as the tables show it.
        formula: factor on the case's rate -> what theory says; factor 1 is the system as simulated.
        observe: world after its run, warm-up -> the same number in one replication.
    """

    name: str
    formula: Callable[[float], float]
    observe: Callable[[World, float], float]


@dataclass(frozen=True)
class Case:
    """One system.

    Args:
        key: name of its test.
        system: what it is, with its parameters.
        formula: as people write it.
        source: where it stands.
        rate: which rate the controls get wrong.
        unit: what warm-up and length are counted in: tasks, or seconds.
        warm_up: what is left out at the start of each replication.
        length: what counts in each replication, after the warm-up.
        scenario: (warm-up and length together, factor on the rate) -> scenario data.
        quantities: what is compared.
    """

    key: str
    system: str
    formula: str
    source: str
    rate: str
    unit: str
    warm_up: float
    length: float
    scenario: Callable[[float, float], Mapping[str, Any]]
    quantities: tuple[Quantity, ...]


def warm_up_tasks(arrival_rate: float, capacity: float, variability: float = 1.0) -> int:
    """Return six relaxation times of a queue that starts empty, in tasks, rounded up to hundreds.

    An M/M/c queue forgets its start like exp(-t/T), T = (sqrt(capacity) - sqrt(arrival rate))^-2: after six T a
    quarter of a percent of the difference is left. With service times of another cv, T grows like (1 + cv^2) / 2.

    Args:
        arrival_rate: tasks a second.
        capacity: tasks a second that all servers together can serve.
        variability: factor on T.

    Source: Odoni, Roth, "An empirical investigation of the transient behavior of stationary queueing systems",
        Operations Research 31, 1983 (their T is 2.8/2 times shorter).
    """
    relaxation_s = variability / (math.sqrt(capacity) - math.sqrt(arrival_rate)) ** 2
    return 100 * math.ceil(6.0 * relaxation_s * arrival_rate / 100.0)
