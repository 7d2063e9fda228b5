"""Queues in steady state: waiting, response and number in system against formulas. Mean service time 1 s."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from sim.measures.theory.queueing import (
    erlang_c,
    mg1_mean_wait_s,
    mmc_mean_wait_s,
    priority_mean_waits_s,
    round_robin_mean_response_s,
)
from sim.model.world import World
from tests.theory.case import Case, Quantity, warm_up_tasks
from tests.theory.observe import (
    mean_in_system,
    mean_response,
    mean_wait,
    mean_wait_controlled,
    mean_wait_of_priority,
    share_waiting,
)
from tests.theory.replication import scenario_data

EXPONENTIAL = {"kind": "exponential", "mean": 1}
SHARES = (0.6, 0.2, 0.2)  # of the priorities 1, 2, 3
ARRIVALS = "arrivals"


def open_system(
    arrival_rate: float,
    tasks: float,
    factor: float,
    duration: Mapping[str, Any] = EXPONENTIAL,
    agent: Mapping[str, Any] | None = None,
    workload: Mapping[str, Any] | None = None,
    **sections: Any,
) -> dict[str, Any]:
    """A stream of tasks that never fail, unless told, into a fleet of one kind of agent."""
    stream = {
        "kind": "synthetic",
        "waves": 1,
        "tasks_per_wave": int(tasks),
        "arrivals": {"kind": "poisson", "rate": arrival_rate * factor},
        "duration": dict(duration),
        "predicted_success": 1.0,
        **(workload or {}),
    }
    return scenario_data(fleet={"agents": [{"name": "agent", **(agent or {})}]}, workload=stream, **sections)


def mmc(servers: int, load: float, length: float, in_system: bool = False) -> Case:
    """One agent with c slots and one queue."""
    rate = load * servers
    quantities = [
        Quantity("mean wait", lambda f: mmc_mean_wait_s(rate * f, 1.0, servers), mean_wait),
        Quantity("P(wait)", lambda f: erlang_c(servers, rate * f), share_waiting),
    ]
    if in_system:
        # Little: waiting tasks lambda W, running tasks lambda.
        number = Quantity(
            "mean number in system",
            lambda f: rate * f * (mmc_mean_wait_s(rate * f, 1.0, servers) + 1.0),
            mean_in_system,
        )
        quantities.append(number)
    return Case(
        key=f"mm{servers}",
        system=f"M/M/{servers}, load {load:g}: one agent, capacity {servers}",
        formula="P(wait) = rho, W = L = rho / (1 - rho)" if servers == 1 else "Erlang C",
        source="Kleinrock 1975, sections 3.2, 3.5",
        rate=ARRIVALS,
        unit="tasks",
        warm_up=warm_up_tasks(rate, servers),
        length=length,
        scenario=partial(open_system, rate, agent={"capacity": servers}),
        quantities=tuple(quantities),
    )


def mg1(
    key: str,
    system: str,
    duration: Mapping[str, Any],
    cv: float,
    load: float,
    length: float,
    observe: Callable[[World, float], float] = mean_wait,
) -> Case:
    """One agent with one slot, any service times."""
    return Case(
        key=key,
        system=f"{system}, load {load:g}: one agent",
        formula="W = lambda E[S^2] / (2 (1 - rho))",
        source="Pollaczek 1930, Khinchine 1932; Kleinrock 1975, section 5.5",
        rate=ARRIVALS,
        unit="tasks",
        warm_up=warm_up_tasks(load, 1.0, max(1.0, (1.0 + cv**2) / 2.0)),
        length=length,
        scenario=partial(open_system, load, duration=duration),
        quantities=(Quantity("mean wait", lambda f: mg1_mean_wait_s(load * f, 1.0, cv), observe),),
    )


def round_robin(load: float, length: float) -> Case:
    """Two agents with a queue each, served in turn."""
    return Case(
        key="round_robin",
        system=f"two agents, `round_robin`, load {load:g}",
        formula="R = 1 / (1 - x), x = (lambda / (lambda + 1 - x))^2",
        source="Kleinrock 1975, section 6.4 (G/M/1)",
        rate=ARRIVALS,
        unit="tasks",
        warm_up=warm_up_tasks(2.0 * load, 2.0, 2.0),
        length=length,
        scenario=partial(open_system, 2.0 * load, agent={"count": 2}, assignment={"strategy": "round_robin"}),
        quantities=(
            Quantity("mean response", lambda f: round_robin_mean_response_s(2.0 * load * f, 1.0, 2), mean_response),
        ),
    )


def shared_queue(load: float, length: float) -> Case:
    """Two agents that pull from one queue."""
    return Case(
        key="shared_queue",
        system=f"two agents, `shared_queue`, load {load:g}",
        formula="M/M/2: Erlang C, and 1 s of service",
        source="Kleinrock 1975, section 3.5",
        rate=ARRIVALS,
        unit="tasks",
        warm_up=warm_up_tasks(2.0 * load, 2.0),
        length=length,
        scenario=partial(open_system, 2.0 * load, agent={"count": 2}, assignment={"strategy": "shared_queue"}),
        quantities=(Quantity("mean response", lambda f: mmc_mean_wait_s(2.0 * load * f, 1.0, 2) + 1.0, mean_response),),
    )


def priorities(load: float, length: float) -> Case:
    """One agent that serves the higher priority first and lets running tasks end."""

    def waits(f: float) -> tuple[float, ...]:
        return priority_mean_waits_s([load * f * share for share in SHARES], 1.0, 1.0)

    return Case(
        key="priorities",
        system=f"M/M/1, load {load:g}, queue `priority`: 60 % high, 20 % medium, 20 % low",
        formula="W_k = lambda E[S^2] / (2 (1 - s_(k-1)) (1 - s_k))",
        source="Cobham 1954; Kleinrock 1976, section 3.3",
        rate=ARRIVALS,
        unit="tasks",
        warm_up=warm_up_tasks(load, 1.0, 2.0),
        length=length,
        scenario=partial(
            open_system,
            load,
            agent={"queue": "priority"},
            workload={"priority": dict(enumerate(SHARES, start=1))},
        ),
        quantities=(
            Quantity("mean wait, priority 1", lambda f: waits(f)[0], partial(mean_wait_of_priority, 1)),
            Quantity("mean wait, priority 3", lambda f: waits(f)[2], partial(mean_wait_of_priority, 3)),
        ),
    )


HALF = {"kind": "lognormal", "mean": 1, "cv": 0.5}
TWO = {"kind": "lognormal", "mean": 1, "cv": 2}
# E[S^2] with cv 2; the weight is d(mean wait) / d(E[S^2]) at load 0.7.
LONG_TAIL = partial(mean_wait_controlled, 5.0, 0.7 / (2.0 * (1.0 - 0.7)))

CASES = (
    mmc(1, 0.8, 3500, in_system=True),
    mmc(10, 0.8, 4000),
    mmc(2, 0.9, 6000),
    mg1("md1", "M/D/1", {"kind": "constant", "value": 1}, 0.0, 0.8, 2500),
    mg1("mg1_lognormal_half", "M/G/1, lognormal, cv 0.5", HALF, 0.5, 0.8, 3500),
    mg1("mg1_lognormal_two", "M/G/1, lognormal, cv 2", TWO, 2.0, 0.7, 14_000, LONG_TAIL),
    round_robin(0.8, 4000),
    shared_queue(0.8, 4000),
    priorities(0.7, 7500),
)
