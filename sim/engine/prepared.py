"""What a scenario gives every one of its runs: the fleet, the rules, and tables of what depends on nothing drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.engine.kernel.fleet import GONE
from sim.engine.kernel.lines import NOBODY
from sim.engine.mechanism import Mechanism
from sim.model.changes import most_slots
from sim.numerics import exp, whole_power
from sim.plugins.plugin import Found
from sim.policies.catalogue import gates_of, resolve_settings, strategy_of
from sim.policies.gate import Gate
from sim.policies.retry_rules import retry_rules
from sim.policies.strategy import Kind, Strategy
from sim.scenario import AgentSpec, QueueDiscipline, Scenario
from sim.scenario.spec.outcome_spec import failed_factor

Array = npt.NDArray[np.float64]

DISCIPLINES = {
    QueueDiscipline.FIFO: 0,
    QueueDiscipline.PRIORITY: 1,
    QueueDiscipline.SHORTEST: 2,
    QueueDiscipline.DEADLINE: 3,
}
_FIRST_ATTEMPTS = 3
_ASKED, _PLANNED = 4, 5
STRATEGIES = {
    "round_robin": 1,
    "load_balanced": 2,
    "work_stealing": 2,  # where slots idle it moves queued work besides
    "shared_queue": 3,
    **dict.fromkeys(("join_shortest_queue", "mct", "met", "olb", "power_of_d", "random", "thompson", "ucb"), _ASKED),
    **dict.fromkeys(
        (
            "confidence_based",
            "heft",
            "longest_first",
            "max_min",
            "min_min",
            "predicted_schedule",
            "priority_based",
            "sufferage",
        ),
        _PLANNED,
    ),
}
"""Those that are covered, with their numbers in the kernel: what it knows itself, asks for each task, or for a plan."""


def strategy_number(found: Found[Strategy]) -> int | None:
    """Return the number of a strategy in the kernel; None where it does not know it.

    Args:
        found: that of a scenario.
    """
    strategy = found.member
    if found.plugin is None:
        return STRATEGIES.get(strategy.name)
    # What one's own may see of slots is asked of the model, and so is when it wants to move what is queued.
    if strategy.on_idle is not None or strategy.keeps_plan or "slot_free_s" in strategy.reads:
        return None
    return {Kind.IMMEDIATE: _ASKED, Kind.BATCH: _PLANNED}.get(strategy.kind)


@dataclass(frozen=True)
class Prepared:
    """A scenario made ready for the kernel."""

    scenario: Scenario
    strategy: Strategy
    settings: tuple[float, ...]
    gates: tuple[Gate, ...]  # those that may refuse something
    agent_ids: tuple[str, ...]
    agents: tuple[AgentSpec, ...]
    capacity: npt.NDArray[np.int64]
    slots: int  # of all agents, the nominal numbers
    most_slots: int  # that they ever have
    serving_at_first: npt.NDArray[np.int64]  # by slot: what stands in place of a task
    speeds: tuple[float, ...]
    weights: Mapping[str, float]  # of the health score
    decides_outside: bool  # the strategy does, in Python
    first_attempts: int  # of which the draws are made at once
    numbers: dict[str, float | bool]  # of the kernel, the same in every run
    reals: dict[str, Array]  # columns of the kernel, the same in every run
    wholes: dict[str, npt.NDArray[np.int64]]
    mechanisms: tuple[Mechanism, ...]  # that the scenario has
    watched: bool  # the fleet is sampled


def prepare(scenario: Scenario, mechanisms: Sequence[Mechanism], watching: Sequence[Mechanism] = ()) -> Prepared:
    """Return a scenario made ready.

    Args:
        scenario: which the kernel covers, see `sim.engine.covers`.
        mechanisms: all that the kernel knows.
        watching: what samples the fleet; nothing where nobody looks.
    """
    used = tuple(mechanism for mechanism in mechanisms if mechanism.used(scenario))
    numbers = _numbers(scenario)
    for mechanism in mechanisms:
        numbers |= {**mechanism.off, **(mechanism.numbers(scenario) if mechanism in used else {})}
    columns = [item for mechanism in used for item in mechanism.columns(scenario).items()]
    found = strategy_of(scenario)
    strategy, number = found.member, strategy_number(found)
    assert number is not None
    fleet = scenario.fleet.agents_by_id()
    agents = tuple(spec for _, spec in fleet)
    capacity = np.array([spec.capacity for spec in agents], dtype=np.int64)
    slots_of = np.array(most_slots(scenario.fleet), dtype=np.int64)
    slot_from = np.cumsum(slots_of) - slots_of
    agent_of_slot = np.repeat(np.arange(len(agents)), slots_of)
    is_there = np.arange(len(agent_of_slot)) - slot_from[agent_of_slot] < capacity[agent_of_slot]
    return Prepared(
        scenario=scenario,
        strategy=strategy,
        settings=resolve_settings(strategy, scenario.assignment.settings),
        gates=tuple(gate.member for gate in gates_of(scenario) if gate.member.can_refuse(scenario.gates)),
        agent_ids=tuple(agent_id for agent_id, _ in fleet),
        agents=agents,
        capacity=capacity,
        slots=int(capacity.sum()),
        most_slots=len(agent_of_slot),
        serving_at_first=np.where(is_there, NOBODY, GONE),
        speeds=tuple(spec.speed for spec in agents),
        weights=scenario.health.weights.model_dump(),
        decides_outside=number >= _ASKED,
        first_attempts=min(1 + retry_rules(scenario.retry, scenario.failures).most_retries, _FIRST_ATTEMPTS),
        numbers={**numbers, "strategy": number, "pulls": strategy.rank is not None,
                 "agents": len(agents)},
        reals={"reliability": np.array([spec.reliability for spec in agents]), **_retry_tables(scenario),
               **{name: values for name, values in columns if values.dtype != np.int64}},
        wholes={
            "capacity": capacity,
            "slots_of": slots_of,
            "slot_from": slot_from,
            "agent_of_slot": agent_of_slot,
            "discipline": np.array([DISCIPLINES[spec.queue] for spec in agents]),
            **{name: values for name, values in columns if values.dtype == np.int64},
        },
        mechanisms=(*used, *watching),
        watched=bool(watching),
    )  # fmt: skip


def _numbers(scenario: Scenario) -> dict[str, float | bool]:
    retry = scenario.retry
    return {
        "horizon": scenario.horizon,
        "refusal_rate": scenario.gates.transient_refusal_rate,
        "dry_run": scenario.dry_run,
        "failed_factor": failed_factor(scenario.workload),
        "interval_s": 0.0,
        "fails_within": retry.failure_point == "uniform",
        "feedback": retry.feedback,
    }


def _retry_tables(scenario: Scenario) -> dict[str, Array]:
    retry = scenario.retry
    most = retry_rules(retry, scenario.failures).most_retries
    attempts = range(most + 1)
    return {
        "penalties": np.array([whole_power(1.0 - retry.retry_penalty, k) for k in attempts]),
        "odds": np.array([exp(-(retry.feedback * failures)) for failures in attempts]),
    }  # fmt: skip
