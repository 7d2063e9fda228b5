"""Rules for giving and serving tasks whose mean response time in steady state has been published, and their worlds.

Mean service time 1 s, Poisson arrivals. Each replication leaves out six relaxation times at its start, as
tests/theory does. Lengths and weights come from a pilot with another seed (2026).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import numpy as np

from sim.measures.theory.queueing import mmc_mean_wait_s, round_robin_mean_response_s
from sim.model.world import World
from tests.published.dispatch_formulas import (
    random_response,
    shortest_first_response,
    shortest_of_two_response,
    shortest_predicted_first_response,
    two_choices_limit_response,
)
from tests.theory.case import warm_up_tasks
from tests.theory.estimate import Estimate, estimate
from tests.theory.observe import mean_response, stream
from tests.theory.queue_cases import open_system
from tests.theory.replication import replicate

SEED = 2025  # chosen once, before the first run
FAMILY_ERROR = 0.01  # chance of even one wrong alarm in one effort
TOO_HIGH = 1.05  # the control: the load wrong by 5 %
_APART = 10_000
_FIRST = 1_000_000  # no other suite uses replications from here on


@dataclass(frozen=True)
class Published:
    """One published number.

    Args:
        key: name of its test.
        system: what is simulated.
        source: where the number stands.
        value: as published, seconds.
        formula: load -> the mean response time in seconds; of another load it is the control.
        load: of each server.
        tolerance: by which the published number may be off.
        scenario: number of tasks -> scenario data.
        warm_up, length: tasks.
        observe: world, warm-up -> mean response of one replication.
        short: whether it is simulated by `make test` too.
    """

    key: str
    system: str
    source: str
    value: float
    formula: Callable[[float], float]
    load: float
    scenario: Callable[[float], Mapping[str, Any]]
    warm_up: int
    length: int
    observe: Callable[[World, float], float] = mean_response
    tolerance: float = 0.0
    short: bool = True

    @property
    def wrong_value(self) -> float:
        """What the formula says where the load is too high."""
        return self.formula(TOO_HIGH * self.load)


def servers(
    strategy: str,
    count: int,
    value: float,
    formula: Callable[[float], float],
    source: str,
    *,
    load: float = 0.8,
    warm_up: int = 500,
    length: int = 4000,
    tolerance: float = 0.0,
    short: bool = True,
) -> Published:
    """Equal servers with a queue each, to which a rule gives tasks."""
    rule = {"strategy": strategy, **({"d": 2} if strategy == "power_of_d" else {})}
    slope = (formula(1.02 * load) - formula(0.98 * load)) / 0.04
    return Published(
        key=f"{strategy}_{load:g}",
        system=f"{count} servers, load {load:g}, `{strategy}`" + (", d = 2" if "d" in rule else ""),
        source=source,
        value=value,
        formula=formula,
        load=load,
        scenario=partial(_fleet, rule, count, load),
        warm_up=warm_up,
        length=length,
        observe=partial(_of_mean_load, load * count, slope),
        tolerance=tolerance,
        short=short,
    )


def _of_mean_load(rate: float, slope: float, world: World, warm_up: float) -> float:
    """The mean response, less what more or less work than expected has added to it.

    Two control variates whose expectations are known: the mean service time, 1 s, and the mean time between releases,
    1 / rate. The weight is what the formula says of the load; the expectation stays, whatever the weight.
    """
    tasks, first = stream(world), int(warm_up)
    more_work = float(tasks.served[first:].mean()) - 1.0
    fewer_tasks = rate * float(np.diff(tasks.released[first - 1 :]).mean()) - 1.0
    return mean_response(world, warm_up) - slope * (more_work - fewer_tasks)


def _fleet(rule: Mapping[str, Any], count: int, load: float, tasks: float) -> dict[str, Any]:
    return open_system(load * count, tasks, 1.0, agent={"count": count}, assignment=dict(rule))


def shortest(load: float, value: float, predicted: bool, length: int, weight: float, short: bool) -> Published:
    """One server whose queue is ordered by length, known or predicted."""
    by = "predicted" if predicted else "true"
    return Published(
        key=f"shortest_{by}_{load:g}",
        system=f"M/M/1, load {load:g}, queue `shortest` by {by} time",
        source="Mitzenmacher, ITCS 2020",
        value=value,
        formula=shortest_predicted_first_response if predicted else shortest_first_response,
        load=load,
        scenario=partial(_one_server, load, predicted),
        warm_up=warm_up_tasks(load, 1.0),
        length=length,
        observe=partial(_controlled, load, weight),
        short=short,
    )


def _one_server(load: float, predicted: bool, tasks: float) -> dict[str, Any]:
    error = {"kind": "exponential", "mean": 1} if predicted else 1
    return open_system(
        load,
        tasks,
        1.0,
        duration={"kind": "constant"},
        workload={"size": {"kind": "exponential", "mean": 1}},
        agent={"queue": "shortest"},
        predictions={"duration_error": error},
    )


def _controlled(load: float, weight: float, world: World, warm_up: float) -> float:
    """The mean response, less what the luck of arrivals and lengths has added to it.

    The control variate is what the same tasks would have responded in first come, first served, by Lindley's recursion;
    its expectation 1 / (1 - load) is known, so that the expectation stays, whatever the weight (Law, "Simulation
    Modeling and Analysis", 5th ed., section 11.4).
    """
    tasks = stream(world)
    response, left, before = np.empty(len(tasks.released)), 0.0, 0.0
    for i, (released, served) in enumerate(zip(tasks.released.tolist(), tasks.served.tolist(), strict=True)):
        left = max(0.0, left - (released - before)) + served
        before = released
        response[i] = left
    return mean_response(world, warm_up) - weight * (float(response[int(warm_up) :].mean()) - 1.0 / (1.0 - load))


def _round_robin(load: float) -> float:
    return round_robin_mean_response_s(2.0 * load, 1.0, 2)


def _shared_queue(load: float) -> float:
    return mmc_mean_wait_s(2.0 * load, 1.0, 2) + 1.0


_shorter_of_two = cache(partial(shortest_of_two_response, most=60))
_supermarket = partial(
    servers, "power_of_d", 100, formula=two_choices_limit_response, source="Mitzenmacher, IEEE TPDS 12, 2001",
    tolerance=0.005,
)  # fmt: skip

CASES = (
    servers("random", 2, 5.0, random_response, "Kleinrock 1975, section 3.2"),
    servers("round_robin", 2, 3.8440, _round_robin, "Kleinrock 1975, section 6.4", warm_up=900, short=False),
    servers("join_shortest_queue", 2, 2.9557, _shorter_of_two, "Kingman, Annals of Mathematical Statistics 32, 1961"),
    servers("shared_queue", 2, 2.7778, _shared_queue, "Kleinrock 1975, section 3.5", short=False),
    _supermarket(value=1.2676, load=0.5, warm_up=1000, length=12_000, short=False),
    _supermarket(value=1.9590, load=0.8, warm_up=2000),
    _supermarket(value=2.6457, load=0.9, warm_up=4000, short=False),
    shortest(0.5, 1.7127, False, 4000, 0.62, True),
    shortest(0.8, 2.8822, False, 6000, 0.30, False),
    shortest(0.9, 4.1969, False, 8000, 0.24, False),
    shortest(0.95, 6.2640, False, 12_000, 0.20, False),
    shortest(0.5, 1.7948, True, 4000, 0.67, True),
    shortest(0.8, 3.3758, True, 6000, 0.47, True),
    shortest(0.9, 5.3610, True, 8000, 0.39, False),
    shortest(0.95, 8.6537, True, 12_000, 0.33, False),
)  # fmt: skip
SHORT, FULL = 12, 24  # replications of `make test`, and of `make nightly`


def simulate(case: Published, replications: int) -> Estimate:
    """Return the mean response of so many replications, with its interval at a share of the family's error."""
    start = _FIRST + CASES.index(case) * _APART
    data = case.scenario(case.warm_up + case.length)
    numbers = range(start, start + replications)
    values = replicate(data, SEED, numbers, lambda world: case.observe(world, case.warm_up))
    return estimate(values, FAMILY_ERROR / len(CASES))


def holds(case: Published, found: Estimate, value: float) -> bool:
    """Return whether a value passes the test: it lies in the interval, or no further from it than the tolerance."""
    return found.low - case.tolerance <= value <= found.high + case.tolerance
