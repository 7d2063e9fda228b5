"""The four conditions in words and numbers: what a detector says of them once it has judged."""

from collections.abc import Mapping

from sim.measures.balance import coordination_gap, imbalance_ratio
from sim.observe.detection import coordination
from sim.observe.detection.detector import Context
from sim.observe.detection.ledger import Judgement, Key
from sim.observe.detection.tally import AgentTally, Chain, Outcomes, WaveTally, texts

Evidence = Mapping[str, object]

DRIFT: Key = ("prediction_drift",)
LOAD_GAP: Key = ("load_gap",)
IMBALANCE: Key = ("load_imbalance",)


def failure_key(agent_id: str) -> Key:
    """Return what an anomaly of type agent_failure is about."""
    return ("agent_failure", agent_id)


def failing_agent(context: Context, key: Key | None) -> int | None:
    """Return the index of the agent that an anomaly's key is about; None where it is of another type."""
    return context.agent_ids.index(key[1]) if key is not None and key[0] == "agent_failure" else None


def agent_failure(context: Context, tally: AgentTally, agent: int, holds: bool | None, evidence: Evidence) -> Judgement:
    """Return the judgement on the share of an agent's attempts that succeeded.

    Args:
        context: agents and settings.
        tally: of the agent.
        agent: its index.
        holds: the judgement.
        evidence: what it rests on besides the counts.
    """
    attempts, successes = tally.tried, tally.successes
    name = context.agent_ids[agent]
    return Judgement(
        failure_key(name),
        holds,
        "agent_failure",
        "HIGH",
        agents=(name,),
        tasks=texts(tally.failed) if holds else (),
        evidence={
            "success_rate": successes / attempts if attempts else None,
            "successes": successes,
            "threshold": context.spec.thresholds.agent_failure,
            "sample_size": attempts,
            **evidence,
        },
        recommendation=f"Take {name} out of service and find out why its attempts fail.",
    )


def agent_shortfall(context: Context, agent: int, sample: Outcomes, missed: Chain, evidence: Evidence) -> Judgement:
    """Return the judgement that an agent succeeds less often than was predicted, and the others do not.

    Args:
        context: agents and settings.
        agent: its index.
        sample: what was expected of it, and what came of that.
        missed: ids of the tasks that failed.
        evidence: what the judgement rests on besides the counts.
    """
    name = context.agent_ids[agent]
    return Judgement(
        failure_key(name),
        True,
        "agent_failure",
        "HIGH",
        agents=(name,),
        tasks=texts(missed),
        evidence={
            "cause": "below_expectation",
            "success_rate": sample.observed / sample.tasks,
            "successes": sample.observed,
            "mean_expected": sample.predicted / sample.tasks,
            "sample_size": sample.tasks,
            **evidence,
        },
        recommendation=f"Find out why {name} succeeds less often than predicted; until then give it less work.",
    )


def load_gap(context: Context, tally: WaveTally, holds: bool | None, evidence: Evidence) -> Judgement:
    """Return the judgement on the gap between the busiest and the least busy agent.

    Args:
        context: agents and settings.
        tally: of the wave.
        holds: the judgement.
        evidence: what it rests on besides the loads.
    """
    loads = tally.loads_s(context.capacities)
    return Judgement(
        LOAD_GAP,
        holds,
        coordination.TYPE,
        coordination.SEVERITY,
        agents=_extremes(context, loads),
        evidence={
            "cause": "load_gap",
            "gap": coordination_gap(loads),
            "threshold": context.spec.thresholds.coordination,
            **_loads(context, tally, loads),
            **evidence,
        },
        recommendation="Assign by load, or let agents take work from one queue (assignment.strategy: "
        "load_balanced, shared_queue).",
    )


def load_imbalance(context: Context, tally: WaveTally, holds: bool | None, evidence: Evidence) -> Judgement:
    """Return the judgement on the ratio of the greatest load to the least (see `load_gap`)."""
    loads = tally.loads_s(context.capacities)
    return Judgement(
        IMBALANCE,
        holds,
        "load_imbalance",
        "LOW",
        agents=_extremes(context, loads),
        evidence={
            "ratio": imbalance_ratio(loads),
            "threshold": context.spec.thresholds.imbalance,
            **_loads(context, tally, loads),
            **evidence,
        },
        recommendation="Give the least busy agents more of the next wave (assignment.strategy: load_balanced).",
    )


def prediction_drift(context: Context, sample: Outcomes, holds: bool | None, evidence: Evidence) -> Judgement:
    """Return the judgement on how far predictions were off, on average.

    Args:
        context: agents and settings.
        sample: the predictions, and what came of them.
        holds: the judgement.
        evidence: what it rests on besides the counts.
    """
    tasks, predicted, observed = sample
    direction = "hopeful" if predicted > observed else "gloomy"
    return Judgement(
        DRIFT,
        holds,
        "prediction_drift",
        "MEDIUM",
        evidence={
            "prediction_error": abs(predicted - observed) / tasks if tasks else None,
            "mean_predicted": predicted / tasks if tasks else None,
            "mean_observed": observed / tasks if tasks else None,
            "threshold": context.spec.thresholds.drift,
            "sample_size": tasks,
            **evidence,
        },
        recommendation=f"Recalibrate the predictions, which were too {direction} (feedback.learning: true).",
    )


def _loads(context: Context, tally: WaveTally, loads: list[float]) -> dict[str, object]:
    return {
        "loads_s": dict(zip(context.agent_ids, loads, strict=True)),
        "sample_size": tally.attempts(),
    }


def _extremes(context: Context, loads: list[float]) -> tuple[str, ...]:
    # The busiest agents first, then the least busy.
    most, least = max(loads), min(loads)
    busiest = [a for a, load in zip(context.agent_ids, loads, strict=True) if load == most]
    idlest = [a for a, load in zip(context.agent_ids, loads, strict=True) if load == least]
    return tuple(dict.fromkeys(busiest + idlest))
