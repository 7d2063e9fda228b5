"""What must hold between sections of a scenario, each of which is right by itself."""

from collections.abc import Iterator, Mapping, Sequence
from math import fsum
from types import MappingProxyType

from sim.scenario.reading.located import Located
from sim.scenario.spec.agent_globs import agents_meant, unmatched
from sim.scenario.spec.copies_spec import CopiesSpec
from sim.scenario.spec.etc_spec import EtcWorkload
from sim.scenario.spec.failure_spec import FailureSpec, failure_problems
from sim.scenario.spec.fleet_spec import MAX_SLOTS, FleetSpec
from sim.scenario.spec.limit_spec import LimitSpec, limit_problems
from sim.scenario.spec.outage_spec import ChangeSpec, OutageSpec
from sim.scenario.spec.patience_rules import patience_problems
from sim.scenario.spec.price_spec import BudgetSpec
from sim.scenario.spec.replay_spec import ReplayWorkload
from sim.scenario.spec.retry_spec import RetrySpec
from sim.scenario.spec.synthetic_spec import SyntheticWorkload
from sim.scenario.spec.truth_spec import PredictionSpec, TruthSpec
from sim.scenario.spec.type_names import type_problems
from sim.scenario.spec.wfformat_spec import WfFormatWorkload
from sim.scenario.spec.workload_spec import Phase20Workload, Workload


def section_problems(
    fleet: FleetSpec,
    workload: Workload,
    truth: TruthSpec,
    predictions: PredictionSpec,
    retry: RetrySpec,
    limits: Sequence[LimitSpec] = (),
    failures: Mapping[str, FailureSpec] = MappingProxyType({}),
) -> Iterator[Located]:
    """Yield what is wrong between sections, at the key that is to be changed.

    Args:
        fleet: names types of tasks.
        workload: has them; those of a file are known when it is read.
        truth: says how hard tasks are.
        predictions: mean the chance of an attempt, or of a task.
        retry: may make attempts of a task differ.
        limits: name agents and types.
        failures: classes by name.
    """
    types: tuple[str, ...] | None = None  # known when the file is read
    if isinstance(workload, SyntheticWorkload):
        types = tuple(workload.types or ())
    elif isinstance(workload, Phase20Workload | EtcWorkload | WfFormatWorkload):
        types = ()
    if types is not None:
        yield from type_problems(fleet, types)
    yield from limit_problems(limits, fleet, types)
    yield from failure_problems(failures, retry)
    yield from patience_problems(workload, retry)
    yield from _of_groups(fleet)
    if predictions.meaning == "task":
        yield from _of_a_task(truth, retry, failures)


def budget_problems(fleet: FleetSpec, budget: BudgetSpec | None) -> Iterator[Located]:
    """Yield what makes a budget mean nothing.

    Args:
        fleet: has prices.
        budget: what may be spent; None: there is no limit.
    """
    if budget is not None and all(agent.price is None for agent in fleet.agents):
        yield Located(("budget",), None, "is never spent: no agent costs anything; give one a `price`, or leave it out")


def _of_groups(fleet: FleetSpec) -> Iterator[Located]:
    """Yield the patterns of agents that match none."""
    if not (fleet.outages or fleet.changes):
        return
    agent_ids = [agent_id for agent_id, _ in fleet.agents_by_id()]
    groups: dict[str, Sequence[OutageSpec | ChangeSpec]] = {"outages": fleet.outages, "changes": fleet.changes}
    for key, entries in groups.items():
        for place, entry in enumerate(entries):
            yield from unmatched(entry.agents or (), agent_ids, ("fleet", key, place, "agents"))
    yield from _too_many_slots(fleet, agent_ids)


def _too_many_slots(fleet: FleetSpec, agent_ids: Sequence[str]) -> Iterator[Located]:
    capacities = [spec.capacity for _, spec in fleet.agents_by_id()]
    for place, change in enumerate(fleet.changes):
        factor = change.capacity or 0.0
        slots = fsum(capacities[agent] * factor for agent in agents_meant(change.agents, agent_ids))
        if slots > MAX_SLOTS:
            message = f"{slots:,.0f} slots (capacity * {factor:g}) are more than {MAX_SLOTS:,}"
            yield Located(("fleet", "changes", place, "capacity"), change.capacity, message)


def copies_problems(workload: Workload, copies: CopiesSpec | None) -> Iterator[Located]:
    """Yield what makes copies impossible.

    Args:
        workload: may be a record.
        copies: of attempts; None: there are none.
    """
    if copies is not None and isinstance(workload, ReplayWorkload):
        yield Located(("copies",), None, "a record says nothing of how a copy would have ended; leave this out")


def _of_a_task(truth: TruthSpec, retry: RetrySpec, failures: Mapping[str, FailureSpec]) -> Iterator[Located]:
    """Yield what makes attempts of one task differ: then no chance of an attempt gives that of the task."""
    differing = {
        ("truth", "dispersion"): truth.dispersion,
        ("retry", "retry_penalty"): retry.retry_penalty,
        ("retry", "feedback"): retry.feedback,
        ("failures",): bool(failures),
    }
    for path, value in differing.items():
        if value:
            message = (
                "makes attempts of a task differ, and `predictions.meaning: task` supposes that they are alike; "
                "leave one of the two out"
            )
            yield Located(path, value, message)
