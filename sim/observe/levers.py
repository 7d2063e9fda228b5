"""What of a scenario can be changed against a condition: advice that still leaves something to do.

Advice carries as data what it asks for and what that should move, so that a test can follow it and see whether the
number moves. Whatever a scenario does already is not advised again.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sim.policies.assignment import load_balanced
from sim.policies.catalogue import strategies
from sim.policies.strategy import Kind, Strategy
from sim.record.conditions import Condition, Lever, Say
from sim.scenario import Failover, Scenario

SPARE = 0.85
"""Offered load that is aimed at where agents are added: some slack for chance."""


class Advice(NamedTuple):
    """One thing to do."""

    words: str  # fields in braces are of the evidence and of what it is about
    changes: tuple[tuple[str, object], ...] = ()  # (dotted key of the scenario, value); none: it is not the scenario's
    moves: str = ""  # the metric of a run that should move
    up: bool = True  # whether it should rise


Levers = tuple[tuple[Lever, Advice], ...]
"""The levers of a scenario, without those that it has pulled already."""


def levers_of(scenario: Scenario, strategy: Strategy | None = None) -> Levers:
    """Return what a scenario leaves to be changed.

    Args:
        scenario: what is run.
        strategy: that assigns its tasks; None: the one that it names.

    >>> from sim.scenario import parse_scenario
    >>> data = {
    ...     "name": "pair",
    ...     "fleet": {"agents": [{"name": "agent"}]},
    ...     "workload": {"kind": "synthetic", "tasks_per_wave": 5},
    ...     "assignment": {"strategy": "round_robin"},
    ... }
    >>> dict(levers_of(parse_scenario(data)))[Lever.EVEN_LOAD].changes
    (('assignment.strategy', 'load_balanced'),)
    >>> data["assignment"] = {"strategy": "shared_queue"}
    >>> Lever.EVEN_LOAD in dict(levers_of(parse_scenario(data)))
    False
    """
    advice_by_lever = {
        Lever.EVEN_LOAD: _even_load(scenario, strategy),
        Lever.MORE_AGENTS: _more_agents(scenario),
        Lever.MOVE_ON: _move_on(scenario),
        Lever.RECALIBRATE: _recalibrate(scenario),
    }
    return tuple((lever, advice) for lever, advice in advice_by_lever.items() if advice is not None)


def balancing(besides: str | None = None) -> list[str]:
    """Return the names of the strategies that are advised against uneven load: least load, or one queue for all.

    Others that go by the load of the agents need to know more, or do worse; which suits when, a page says.

    Args:
        besides: one that is left out, as it is at work already.

    >>> balancing("load_balanced")
    ['shared_queue']
    """
    least_load = load_balanced.STRATEGY
    advised = [s for s in strategies().values() if s is least_load or (s.kind is Kind.PULL and s.balances_load)]
    return [strategy.name for strategy in advised if strategy.name != besides]


def _even_load(scenario: Scenario, strategy: Strategy | None) -> Advice | None:
    chosen = strategy or strategies().get(scenario.assignment.strategy)
    if chosen is not None and chosen.balances_load:
        return None
    names = balancing()
    return Advice(
        f"Assign by load, or let agents take work from one queue (assignment.strategy: {', '.join(names)}).",
        (("assignment.strategy", names[0]),),
        "load_balance",
    )


def _more_agents(scenario: Scenario) -> Advice:
    first, *_ = scenario.fleet.agents
    return Advice(
        "Add agents (fleet.agents), or let less work in.",
        (("fleet.agents.0.count", 2 * first.count),),
        "mean_wait",
        up=False,
    )


def _move_on(scenario: Scenario) -> Advice | None:
    fleet = scenario.fleet
    sources = [] if fleet.breakdowns is None else [("fleet.breakdowns", fleet.breakdowns.failover)]
    sources += [(f"fleet.outages.{place}", outage.failover) for place, outage in enumerate(fleet.outages)]
    waiting = [key for key, failover in sources if failover is Failover.WAIT]
    changes = tuple((f"{key}.failover", Failover.REASSIGN.value) for key in waiting)
    if not changes:
        return None
    return Advice(
        f"Let queued work move on when its agent breaks down ({changes[0][0]}: reassign).",
        changes,
        "makespan",
        up=False,
    )


def _recalibrate(scenario: Scenario) -> Advice | None:
    if scenario.feedback.learning:
        return None
    return Advice(
        "Recalibrate the predictions, which were too {direction} (feedback.learning: true).",
        (("feedback.learning", True),),
        "prediction_error",
        up=False,
    )


def recommended(condition: Condition, evidence: Mapping[str, object], levers: Levers) -> Advice:
    """Return the first advice of a condition that fits.

    Args:
        condition: what was found.
        evidence: in which; what an advice needs must be there.
        levers: of the scenario.
    """
    return next(iter(_fitting(condition.recommendation, evidence, dict(levers))))


def _fitting(
    choices: Iterable[Say | Lever], evidence: Mapping[str, object], levers: Mapping[Lever, Advice]
) -> Iterable[Advice]:
    for choice in choices:
        if isinstance(choice, Lever):
            if choice in levers:
                yield levers[choice]
        elif all(evidence.get(field) is not None for field in choice.needs):
            yield Advice(choice.words)
