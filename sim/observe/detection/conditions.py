"""Judgements on the conditions of `sim.record.conditions`: what a detector says of them once it has judged."""

from collections.abc import Mapping
from typing import Any

from sim.measures.metrics.balance import coordination_gap, imbalance_ratio
from sim.observe.detection.detector import Context
from sim.observe.detection.ledger import Judgement, Key
from sim.observe.detection.tally import AgentTally, Chain, Outcomes, WaveTally, texts
from sim.observe.levers import recommended
from sim.record import conditions
from sim.record.conditions import Condition
from sim.record.evidence import BelowExpectation, BelowLimit, Drift

Proof = Mapping[str, Any]
"""Fields of the evidence that say on what the judgement rests besides the counts."""

DRIFT: Key = (conditions.PREDICTION_DRIFT.cause,)
FLEET: Key = (conditions.FLEET_FAILURE.cause,)
CROWD: Key = (conditions.OVERLOAD.cause,)


def judgement(
    context: Context,
    condition: Condition,
    holds: bool | None,
    evidence: Any,
    key: Key | None = None,
    agents: tuple[str, ...] = (),
    tasks: tuple[str, ...] = (),
    **subject: str,
) -> Judgement:
    """Return the judgement on one condition.

    Args:
        context: agents and settings.
        condition: from `sim.record.conditions`.
        holds: the judgement.
        evidence: of the condition's type; looked at where it holds.
        key: what it is about; None: there is one of its cause at a time.
        agents: that it touches.
        tasks: that it touches.
        subject: more fields for the words of the recommendation.
    """
    key = key or (condition.cause,)
    if not holds:
        return Judgement(key, holds)
    shown = evidence_of(condition, evidence)
    advice = recommended(condition, shown, context.levers)
    words = advice.words.format(**{**shown, **subject})
    return Judgement(key, holds, condition.anomaly_type.value, condition.severity.value, agents, tasks, shown, words)


def evidence_of(condition: Condition, evidence: Any) -> dict[str, object]:
    """Return typed evidence as it stands in an anomaly: with its cause, and without what it does not have.

    Args:
        condition: what was found.
        evidence: of the condition's type.

    >>> from sim.record.evidence import Crowd
    >>> crowd = Crowd(waiting=9, slots=2, sample_size=1, window={}, down_s=300.0)
    >>> evidence_of(conditions.OVERLOAD, crowd)
    {'cause': 'overload', 'waiting': 9, 'slots': 2, 'sample_size': 1, 'window': {}, 'down_s': 300.0}
    """
    optional = condition.evidence._field_defaults
    fields = evidence._asdict().items()
    shown = {name: value for name, value in fields if value is not None or optional.get(name, 0) is not None}
    return shown if condition.cause == condition.anomaly_type else {"cause": condition.cause, **shown}


def failure_key(agent_id: str) -> Key:
    """Return what an anomaly of type agent_failure is about."""
    return (conditions.BELOW_LIMIT.cause, agent_id)


def failing_agent(context: Context, key: Key | None) -> int | None:
    """Return the index of the agent that an anomaly's key is about; None where it is about no single agent's rate."""
    if key is None or key[0] != conditions.BELOW_LIMIT.cause:
        return None
    return context.agent_ids.index(key[1])


def agent_failure(context: Context, tally: AgentTally, agent: int, holds: bool | None, proof: Proof) -> Judgement:
    """Return the judgement on the share of an agent's attempts that succeeded.

    Args:
        context: agents and settings.
        tally: of the agent.
        agent: its index.
        holds: the judgement.
        proof: what it rests on besides the counts.
    """
    name = context.agent_ids[agent]
    evidence = _below_limit(context, tally.tried, tally.successes, proof) if holds else None
    return judgement(
        context,
        conditions.BELOW_LIMIT,
        holds,
        evidence,
        failure_key(name),
        agents=(name,),
        tasks=texts(tally.failed) if holds else (),
        agent=name,
    )


def fleet_failure(context: Context, tally: WaveTally, holds: bool | None, proof: Proof) -> Judgement:
    """Return the judgement on the share of all agents' attempts that succeeded (see `agent_failure`).

    It names no agent: none of them is the one to be taken out.
    """
    agents = sum(agent.attempts > 0 for agent in tally.agents)
    evidence = _below_limit(context, tally.tried, tally.successes, {"agents": agents, **proof}) if holds else None
    return judgement(context, conditions.FLEET_FAILURE, holds, evidence)


def _below_limit(context: Context, tried: int, successes: int, proof: Proof) -> BelowLimit:
    return BelowLimit(successes / tried, successes, context.spec.thresholds.agent_failure, tried, **proof)


def agent_shortfall(context: Context, agent: int, sample: Outcomes, missed: Chain, proof: Proof) -> Judgement:
    """Return the judgement that an agent succeeds less often than was predicted, and the others do not.

    Args:
        context: agents and settings.
        agent: its index.
        sample: what was expected of it, and what came of that.
        missed: ids of the tasks that failed.
        proof: what the judgement rests on besides the counts.
    """
    name = context.agent_ids[agent]
    tasks, expected, observed = sample
    evidence = BelowExpectation(observed / tasks, observed, expected / tasks, tasks, **proof)
    return judgement(
        context,
        conditions.BELOW_EXPECTATION,
        True,
        evidence,
        failure_key(name),
        agents=(name,),
        tasks=texts(missed),
        agent=name,
    )


def load_gap(context: Context, tally: WaveTally, holds: bool | None, proof: Proof) -> Judgement:
    """Return the judgement on the gap between the busiest and the least busy agent.

    Args:
        context: agents and settings.
        tally: of the wave.
        holds: the judgement.
        proof: what it rests on besides the loads.
    """
    if not holds:
        return judgement(context, conditions.LOAD_GAP, holds, None)
    loads = tally.loads_s(context.capacities)
    own = {"gap": coordination_gap(loads), "threshold": context.spec.thresholds.coordination}
    return _uneven(context, conditions.LOAD_GAP, tally, loads, {**own, **proof})


def load_imbalance(context: Context, tally: WaveTally, holds: bool | None, proof: Proof) -> Judgement:
    """Return the judgement on the ratio of the greatest load to the least (see `load_gap`)."""
    if not holds:
        return judgement(context, conditions.LOAD_IMBALANCE, holds, None)
    loads = tally.loads_s(context.capacities)
    own = {"ratio": imbalance_ratio(loads), "threshold": context.spec.thresholds.imbalance}
    return _uneven(context, conditions.LOAD_IMBALANCE, tally, loads, {**own, **proof})


def _uneven(context: Context, condition: Condition, tally: WaveTally, loads: list[float], proof: Proof) -> Judgement:
    by_agent = dict(zip(context.agent_ids, loads, strict=True))
    evidence = condition.evidence(loads_s=by_agent, sample_size=tally.attempts(), **proof)
    return judgement(context, condition, True, evidence, agents=_extremes(context, loads))


def prediction_drift(context: Context, sample: Outcomes, holds: bool | None, proof: Proof) -> Judgement:
    """Return the judgement on how far predictions were off, on average.

    Args:
        context: agents and settings.
        sample: the predictions, and what came of them.
        holds: the judgement.
        proof: what it rests on besides the counts.
    """
    tasks, predicted, observed = sample
    evidence = (
        Drift(
            prediction_error=abs(predicted - observed) / tasks,
            mean_predicted=predicted / tasks,
            mean_observed=observed / tasks,
            threshold=context.spec.thresholds.drift,
            sample_size=tasks,
            **proof,
        )
        if holds
        else None
    )
    direction = "hopeful" if predicted > observed else "gloomy"
    return judgement(context, conditions.PREDICTION_DRIFT, holds, evidence, direction=direction)


def _extremes(context: Context, loads: list[float]) -> tuple[str, ...]:
    # The busiest agents first, then the least busy.
    most, least = max(loads), min(loads)
    busiest = [a for a, load in zip(context.agent_ids, loads, strict=True) if load == most]
    idlest = [a for a, load in zip(context.agent_ids, loads, strict=True) if load == least]
    return tuple(dict.fromkeys(busiest + idlest))
