"""What an anomaly can be about, a condition each: cause, type, severity, typed evidence, and the words for it.

Whoever finds, files or reports anomalies reads this table, and so do the schemas of the files and the reference: a new
cause is one entry here and the detector that reports it.

Words are texts with fields of the evidence in braces. `{success_rate:percent}` is shown as the formatter `percent` of
`sim.report.evidence` shows it; `{gap:percent threshold}` shows it beside the field `threshold`, which it is judged by.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from sim.record.evidence import (
    BelowExpectation,
    BelowLimit,
    Caught,
    Crowd,
    Drift,
    Gap,
    LimitRefusals,
    Ratio,
    Refusals,
    Stranded,
)


class AnomalyType(StrEnum):
    """The kinds of anomaly that the specification knows."""

    AGENT_FAILURE = "agent_failure"
    COORDINATION_ISSUE = "coordination_issue"
    PREDICTION_DRIFT = "prediction_drift"
    LOAD_IMBALANCE = "load_imbalance"


class Severity(StrEnum):
    """How grave an anomaly is, gravest first."""

    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"


class Lever(StrEnum):
    """What of a scenario can be changed against a condition, where the scenario leaves room (`sim.observe.levers`)."""

    EVEN_LOAD = "even_load"  # an assignment that goes by load
    MORE_AGENTS = "more_agents"
    MOVE_ON = "move_on"  # queued work leaves an agent that broke down
    RECALIBRATE = "recalibrate"  # the planner learns from what happens


class Say(NamedTuple):
    """Words, where the evidence has all the fields that they show and need."""

    words: str
    needs: tuple[str, ...] = ()


class Condition(NamedTuple):
    """What an anomaly can be about."""

    cause: str  # stands in the evidence, unless it is the type itself
    anomaly_type: AnomalyType
    severity: Severity
    title: str
    when: str  # it holds, with fields of `sim.scenario.ThresholdSpec` in braces
    meaning: str
    evidence: type[Any]  # a named tuple; fields that default to None are left out where they are None
    seen: tuple[tuple[Say, ...], ...]  # parts of a sentence; of each the first that the evidence has the fields for
    recommendation: tuple[Say | Lever, ...]  # the first that fits scenario and evidence


BELOW_LIMIT = Condition(
    cause="agent_failure",
    anomaly_type=AnomalyType.AGENT_FAILURE,
    severity=Severity.HIGH,
    title="Agent failure",
    when="an agent's attempts past the gates succeed at a rate < {agent_failure}",
    meaning="Attempts on this agent fail too often for its work to be relied on.",
    evidence=BelowLimit,
    seen=(
        (Say("{successes} of {sample_size:attempts} succeeded ({success_rate:percent})"),),
        (Say("the true rate is at most {upper_bound:percent}"),),
        (Say("limit {threshold:percent}"),),
    ),
    recommendation=(Say("Take {agent} out of service and find out why its attempts fail."),),
)
BELOW_EXPECTATION = Condition(
    cause="below_expectation",
    anomaly_type=AnomalyType.AGENT_FAILURE,
    severity=Severity.HIGH,
    title="Agent failure, short of what was predicted",
    when="an agent succeeds less often than was predicted for it, and the others do not (`statistical` only)",
    meaning="This agent succeeds less often than was predicted for it, and the others do not.",
    evidence=BelowExpectation,
    seen=(
        (Say("{successes} of {sample_size:attempts} succeeded ({success_rate:percent})"),),
        (Say("{mean_expected:percent} was expected"),),
        (Say("evidence for it {evidence:number}, needed {evidence_needed:number}"),),
    ),
    recommendation=(Say("Find out why {agent} succeeds less often than predicted; until then give it less work."),),
)
FLEET_FAILURE = Condition(
    cause="fleet_failure",
    anomaly_type=AnomalyType.AGENT_FAILURE,
    severity=Severity.HIGH,
    title="Agent failure, the fleet as a whole",
    when="the attempts of all agents together succeed at a rate < {agent_failure}",
    meaning="Attempts fail too often on all agents together: it is no single agent that fails.",
    evidence=BelowLimit,
    seen=(
        (Say("{successes} of {sample_size:attempts} on {agents:agents} succeeded ({success_rate:percent})"),),
        (Say("the true rate is at most {upper_bound:percent}"),),
        (Say("limit {threshold:percent}"),),
    ),
    recommendation=(Say("Stop, and find out what makes attempts fail on every agent: the tasks, or what all share."),),
)
LOAD_GAP = Condition(
    cause="load_gap",
    anomaly_type=AnomalyType.COORDINATION_ISSUE,
    severity=Severity.MEDIUM,
    title="Coordination issue, load gap",
    when="(greatest load - least) / greatest > {coordination}",
    meaning="Some agents worked while others idled: the wave took longer than it had to.",
    evidence=Gap,
    seen=(
        (
            Say(
                "busiest agent {loads_s:most} a slot, least busy {loads_s:least}: gap {gap:percent threshold}, "
                "limit {threshold:percent}"
            ),
        ),
    ),
    recommendation=(
        Lever.EVEN_LOAD,
        Say("Look at what kept the least busy agents from work: outages, gates, or too few tasks in the wave."),
    ),
)
LOAD_IMBALANCE = Condition(
    cause="load_imbalance",
    anomaly_type=AnomalyType.LOAD_IMBALANCE,
    severity=Severity.LOW,
    title="Load imbalance",
    when="greatest load / least > {imbalance}; where only the least is 0, always",
    meaning="The work did not lie evenly on the agents.",
    evidence=Ratio,
    seen=(
        (
            Say(
                "busiest agent {loads_s:most} a slot, least busy {loads_s:least}: ratio {ratio:number}, "
                "limit {threshold:number}"
            ),
            Say(
                "busiest agent {loads_s:most} a slot, least busy {loads_s:least}: no ratio, one did not work, "
                "limit {threshold:number}"
            ),
        ),
    ),
    recommendation=LOAD_GAP.recommendation,
)
GATE_REFUSALS = Condition(
    cause="gate_refusals",
    anomaly_type=AnomalyType.COORDINATION_ISSUE,
    severity=Severity.MEDIUM,
    title="Coordination issue, refusals by the gates",
    when="the gates refused an attempt",
    meaning="The safety gates refused attempts, so work was held back or lost.",
    evidence=Refusals,
    seen=((Say("{sample_size:refusals}: {by_gate:gates}"),),),
    recommendation=(
        Say(
            "Read why {gates} refused (tables/gate_decisions): approve these tasks, assess them again, or leave them "
            "out of the wave."
        ),
    ),
)
LIMIT_REFUSALS = Condition(
    cause="limit",
    anomaly_type=AnomalyType.COORDINATION_ISSUE,
    severity=Severity.MEDIUM,
    title="Coordination issue, refusals by limits",
    when="a limit, its open breaker or the budget refused an attempt",
    meaning="Limits or the budget refused attempts: more was asked of what they guard than they give.",
    evidence=LimitRefusals,
    seen=((Say("{sample_size:refusals}: {by_limit:limits}"),),),
    recommendation=(
        Say(
            "Ask less of {limits} at once (`retry.jitter`, fewer slots, a back-off that heeds `retry_after`), let "
            "attempts wait (`when_short: wait`), or raise the limit; of a budget: cheaper agents, or fewer retries."
        ),
    ),
)
WORK_STRANDED = Condition(
    cause="work_stranded",
    anomaly_type=AnomalyType.COORDINATION_ISSUE,
    severity=Severity.MEDIUM,
    title="Coordination issue, work stranded at an agent that is down",
    when="work waited at an agent that was down",
    meaning="Tasks waited at an agent that was down, while others could have taken them.",
    evidence=Stranded,
    seen=((Say("{outages:outages}"),),),
    recommendation=(Lever.MOVE_ON, Say("Make breakdowns rarer or shorter (`fleet.breakdowns`).")),
)
EXCEPTION = Condition(
    cause="exception",
    anomaly_type=AnomalyType.COORDINATION_ISSUE,
    severity=Severity.MEDIUM,
    title="Coordination issue, exception caught",
    when="an exception was caught",
    meaning="A part of the system failed and was replaced by its fallback.",
    evidence=Caught,
    seen=((Say("{where:text}: {error_type:text}: {message:text}"),),),
    recommendation=(Say("Repair {where}; run.log holds the traceback. Until then: {fallback}."),),
)
OVERLOAD = Condition(
    cause="overload",
    anomaly_type=AnomalyType.COORDINATION_ISSUE,
    severity=Severity.HIGH,
    title="Coordination issue, overload",
    when="more tasks wait, and ever more, than the fleet has slots; or no agent is up for a window while tasks wait",
    meaning="More work came than the fleet could do, so that tasks wait the longer the later they come.",
    evidence=Crowd,
    seen=(
        (
            Say("no agent was up for {down_s:duration} while {waiting:tasks} waited"),
            Say("{released:tasks} came and {ended} ended, {waiting} waited for {slots:slots}"),
            Say("{waiting:tasks} waited for {slots:slots}"),
        ),
        (Say("every minute {slope:a_minute} more"),),
    ),
    recommendation=(
        Say("Find out why no agent is up, and have one ready to take over.", needs=("down_s",)),
        Lever.MORE_AGENTS,
        Say("Add agents or slots, or let less work in."),
    ),
)
PREDICTION_DRIFT = Condition(
    cause="prediction_drift",
    anomaly_type=AnomalyType.PREDICTION_DRIFT,
    severity=Severity.MEDIUM,
    title="Prediction drift",
    when="prediction error > {drift}",
    meaning="The predictions no longer say what happens, so assignment and gates act on wrong numbers.",
    evidence=Drift,
    seen=(
        (
            Say(
                "{mean_predicted:percent} predicted, {mean_observed:percent} observed over {sample_size:tasks}: "
                "error {prediction_error:percent threshold}, limit {threshold:percent}"
            ),
        ),
    ),
    recommendation=(
        Lever.RECALIBRATE,
        Say("Correct the predictions at their source, which are too {direction}."),
    ),
)

CONDITIONS: Mapping[str, Condition] = {
    condition.cause: condition
    for condition in (
        BELOW_LIMIT, BELOW_EXPECTATION, FLEET_FAILURE, LOAD_GAP, LOAD_IMBALANCE, GATE_REFUSALS, LIMIT_REFUSALS,
        WORK_STRANDED,         EXCEPTION, OVERLOAD, PREDICTION_DRIFT,
    )
}  # fmt: skip
"""Every condition by its cause."""


def condition_of(anomaly_type: str, evidence: Mapping[str, object]) -> Condition | None:
    """Return what an anomaly is about; None where this table does not have it, as with a detector of one's own.

    >>> condition_of("coordination_issue", {"cause": "overload"}) is OVERLOAD
    True
    >>> condition_of("load_imbalance", {}) is LOAD_IMBALANCE
    True
    """
    return CONDITIONS.get(str(evidence.get("cause", anomaly_type)))
